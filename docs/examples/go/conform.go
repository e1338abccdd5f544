package main

import (
	"bufio"
	"encoding/json"
	"os"
	"sync/atomic"
	"time"
)

// [conform]

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

// conform answers the driver, line by line.
func conform(broken string) {
	lines, out := bufio.NewScanner(os.Stdin), bufio.NewWriter(os.Stdout)
	it := newDriven(broken)
	for lines.Scan() {
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			panic(err)
		}
		if r.Do == "reset" {
			it.end()
			it = newDriven(broken)
		}
		a := it.answer(&r)
		a["id"] = r.ID
		data, _ := json.Marshal(a)
		out.Write(append(data, '\n'))
		out.Flush()
		if r.Do == "stop" {
			return
		}
	}
}

// driven is a queue with what the driver's names and numbers stand for.
type driven struct {
	queue     *Queue
	tokens    []*Token
	closed    []chan struct{}
	dequeuers map[string]*Dequeuer
}

func (it *driven) answer(r *request) answer {
	wait := r.Wait * time.Millisecond
	switch r.Do {
	case "start":
		return answer{"ok": answer{"name": "a queue in Go", "can": []string{"queue", "scaling"}}}
	case "queue_slot":
		token := it.queue.QueueSlot(r.Process)
		it.tokens = append(it.tokens, token)
		it.closed = append(it.closed, make(chan struct{}))
		return answer{"ok": answer{"token": token.id}}
	case "start_dequeuer":
		it.queue.StartDequeuer(it.dequeuer(r.Dequeuer))
	case "dequeue":
		token := receive(it.dequeuer(r.Dequeuer), wait)
		if token == nil {
			return failed("timeout")
		}
		return answer{"ok": answer{"token": token.id}}
	case "acquire_slot":
		if !it.queue.AcquireSlot(r.Process, it.tokens[r.Token]) {
			return failed("lost")
		}
	case "cancel":
		it.queue.Cancel(r.Process, it.dequeuer(r.Dequeuer))
	case "wait_trigger":
		if !happens(it.tokens[r.Token].trigger, wait) {
			return failed("timeout")
		}
		return answer{"ok": answer{"reason": "trigger"}}
	case "close_slot":
		if isClosed(it.closed[r.Token]) {
			return failed("closed")
		}
		close(it.closed[r.Token])
	case "wait_closed":
		if !happens(it.closed[r.Token], wait) {
			return failed("timeout")
		}
	case "quiesce":
		return answer{"ok": answer{"live_dequeuer_threads": atomic.LoadInt64(&it.queue.live)}}
	case "eval":
		return evaluate(r)
	case "reset", "stop":
	default:
		return answer{"unimplemented": true}
	}
	return answer{"ok": answer{}}
}

// [/conform]

func newDriven(broken string) *driven {
	return &driven{queue: NewQueue(nil, broken), dequeuers: map[string]*Dequeuer{}}
}

func (it *driven) dequeuer(name string) *Dequeuer {
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
