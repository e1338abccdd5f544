package main

import (
	"bufio"
	"encoding/json"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

type request struct {
	ID       uint64
	Do       string
	Process  string
	Dequeuer string
	Token    uint64
	Wait     time.Duration `json:"wait_ms"`
	Kind     string
	Record   struct{ Request, Container map[string]uint64 }
}

type answer map[string]interface{}

// conform answers the driver, line by line. Each call has a goroutine of its own, so that several
// may be open at a time.
func conform(broken string) {
	lines, out := bufio.NewScanner(os.Stdin), &writer{out: os.Stdout}
	it := newDriven(broken)
	for lines.Scan() {
		r := &request{}
		if err := json.Unmarshal(lines.Bytes(), r); err != nil {
			panic(err)
		}
		switch r.Do {
		case "start":
			can := []string{"queue", "concurrent", "scaling"}
			out.write(r, answer{"ok": answer{"name": "a queue in Go", "can": can}})
		case "reset":
			it.end()
			it = newDriven(broken)
			out.write(r, answer{"ok": answer{}})
		case "stop":
			out.write(r, answer{"ok": answer{}})
			return
		default:
			go func(it *driven) { out.write(r, it.answer(r)) }(it)
		}
	}
}

// writer writes one answer after the other.
type writer struct {
	mutex sync.Mutex
	out   *os.File
}

func (w *writer) write(r *request, a answer) {
	a["id"] = r.ID
	data, _ := json.Marshal(a)
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.out.Write(append(data, '\n'))
}

func (it *driven) answer(r *request) answer {
	wait := r.Wait * time.Millisecond
	switch r.Do {
	case "queue_slot":
		return it.told(it.queue.QueueSlot(r.Process))
	case "start_dequeuer":
		it.queue.StartDequeuer(it.dequeuer(r.Dequeuer))
	case "dequeue":
		token := receive(it.dequeuer(r.Dequeuer), wait)
		if token == nil {
			return failed("timeout")
		}
		return it.told(token)
	case "acquire_slot":
		if !it.queue.AcquireSlot(r.Process, it.token(r.Token)) {
			return failed("lost")
		}
	case "cancel":
		it.queue.Cancel(r.Process, it.dequeuer(r.Dequeuer))
	case "wait_trigger":
		if !happens(it.token(r.Token).trigger, wait) {
			return failed("timeout")
		}
		return answer{"ok": answer{"reason": "trigger"}}
	case "close_slot":
		if !it.closeSlot(r.Token) {
			return failed("closed")
		}
	case "wait_closed":
		if !happens(it.slot(r.Token), wait) {
			return failed("timeout")
		}
	case "quiesce":
		return answer{"ok": answer{"live_dequeuer_threads": atomic.LoadInt64(&it.queue.live)}}
	case "eval":
		return evaluate(r)
	default:
		return answer{"unimplemented": true}
	}
	return answer{"ok": answer{}}
}

// driven is a queue, with the dequeuers and tokens behind the driver's names and numbers.
type driven struct {
	queue     *Queue
	mutex     sync.Mutex // guards the fields below
	tokens    map[uint64]*Token
	slots     map[uint64]chan struct{}
	dequeuers map[string]*Dequeuer
}

func newDriven(broken string) *driven {
	return &driven{
		queue:     NewQueue(nil, broken),
		tokens:    map[uint64]*Token{},
		slots:     map[uint64]chan struct{}{},
		dequeuers: map[string]*Dequeuer{},
	}
}

// told stores a token before the driver is told of it.
func (it *driven) told(token *Token) answer {
	it.mutex.Lock()
	defer it.mutex.Unlock()
	it.tokens[token.id] = token
	return answer{"ok": answer{"token": token.id}}
}

func (it *driven) token(id uint64) *Token {
	it.mutex.Lock()
	defer it.mutex.Unlock()
	return it.tokens[id]
}

func (it *driven) slot(id uint64) chan struct{} {
	it.mutex.Lock()
	defer it.mutex.Unlock()
	if it.slots[id] == nil {
		it.slots[id] = make(chan struct{})
	}
	return it.slots[id]
}

func (it *driven) closeSlot(id uint64) bool {
	slot := it.slot(id)
	it.mutex.Lock()
	defer it.mutex.Unlock()
	if isClosed(slot) {
		return false
	}
	close(slot)
	return true
}

func (it *driven) dequeuer(name string) *Dequeuer {
	it.mutex.Lock()
	defer it.mutex.Unlock()
	if it.dequeuers[name] == nil {
		it.dequeuers[name] = NewDequeuer(name, "")
	}
	return it.dequeuers[name]
}

func (it *driven) end() {
	for _, d := range it.dequeuers {
		d.cancel()
	}
}

func failed(reason string) answer {
	return answer{"fail": answer{"reason": reason}}
}

func happens(signal chan struct{}, wait time.Duration) bool {
	select {
	case <-signal:
		return true
	case <-time.After(wait):
		return isClosed(signal)
	}
}

func evaluate(r *request) answer {
	requests, containers := r.Record.Request, r.Record.Container
	switch r.Kind {
	case "is-new-container-needed":
		idle := containers["idle"] + containers["paused"]
		coming := containers["start"] + containers["wait"]
		needed := requests["wait"] > idle && (coming == 0 || coming < requests["wait"]-idle)
		return answer{"ok": answer{"needed": needed}}
	case "is-idle":
		active := requests["wait"] | requests["exec"]
		for _, state := range []string{"wait", "start", "idle", "paused", "busy"} {
			active |= containers[state]
		}
		return answer{"ok": answer{"idle": active == 0}}
	}
	return answer{"unimplemented": true}
}
