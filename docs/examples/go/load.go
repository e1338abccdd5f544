package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	containers = 3
	consumers  = 4
)

type offered struct {
	closed chan struct{}
}

// load runs containers and consumers against the queue until they end. Load can hide a lost wake-up:
// the sleeper is woken by the next slot, or by another canceller. So the load ends with sleepers alone:
// one late slot, which must wake them all; quiescence; an acquire of that slot, so that they sleep
// again; and the cancels, which must wake each of them.
func load(q *Queue, history *History, rounds int, end bool) int64 {
	var slots sync.Map // what the winner of a token closes
	var containersDone, consumersDone sync.WaitGroup
	over := make(chan struct{})
	for i := 1; i <= containers; i++ {
		containersDone.Add(1)
		go func(name string) {
			defer containersDone.Done()
			container(q, history, name, &slots, over)
		}(fmt.Sprintf("container-%d", i))
	}
	for i := 1; i <= consumers; i++ {
		consumersDone.Add(1)
		go func(i int) {
			defer consumersDone.Done()
			for round := 1; round <= rounds; round++ {
				consumer(q, history, fmt.Sprintf("consumer-%d", i), fmt.Sprintf("%d.%d", i, round), &slots)
			}
		}(i)
	}
	consumersDone.Wait()
	close(over)
	containersDone.Wait()
	live := quiesce(q, history, 0)
	if end {
		late(q, history)
		live = quiesce(q, history, 0)
	}
	return live
}

func late(q *Queue, history *History) {
	var served, done sync.WaitGroup
	takenBack := make(chan struct{})
	var received int64
	for i := 1; i <= consumers; i++ {
		served.Add(1)
		done.Add(1)
		go func(name, request string) {
			defer done.Done()
			d := start(q, history, name, request)
			served.Done()
			if dequeue(history, name, d, 3*time.Second) != nil {
				atomic.AddInt64(&received, 1)
			}
			<-takenBack
			dequeue(history, name, d, 5*time.Millisecond) // so that it sleeps again
			cancel(q, history, name, d)
		}(fmt.Sprintf("consumer-%d", i), fmt.Sprintf("%d.late", i))
	}
	served.Wait()
	time.Sleep(5 * time.Millisecond) // they go to sleep
	const name = "container-late"
	history.write("invoke", name, "queue_slot", Fields{"slot": 0})
	token := q.QueueSlot(name)
	history.write("ok", name, "queue_slot", Fields{"token": token.id})
	patience := time.Now().Add(500 * time.Millisecond)
	for atomic.LoadInt64(&received) != consumers && time.Now().Before(patience) {
		time.Sleep(time.Millisecond)
	}
	quiesce(q, history, 2*consumers)
	acquire(q, history, name, token)
	close(takenBack)
	done.Wait()
}

// quiesce waits until that many processes of dequeuers are alive, or until it times out.
func quiesce(q *Queue, history *History, live int64) int64 {
	time.Sleep(20 * time.Millisecond)
	history.write("invoke", "main", "quiesce", nil)
	for patience := 0; atomic.LoadInt64(&q.live) != live && patience < 500; patience++ {
		time.Sleep(time.Millisecond)
	}
	live = atomic.LoadInt64(&q.live)
	history.write("ok", "main", "quiesce", Fields{"live_dequeuer_threads": live})
	return live
}

func container(q *Queue, history *History, name string, slots *sync.Map, over chan struct{}) {
	for round := 0; ; round++ {
		history.write("invoke", name, "queue_slot", Fields{"slot": round})
		token := q.QueueSlot(name)
		slot := &offered{make(chan struct{})}
		slots.Store(token.id, slot)
		history.write("ok", name, "queue_slot", Fields{"token": token.id})

		history.write("invoke", name, "wait_trigger", Fields{"token": token.id})
		reason := "trigger"
		select {
		case <-token.trigger:
		case <-time.After(time.Duration(1+token.id%3) * time.Millisecond):
			reason = "idle"
		case <-over:
			reason = "shutdown"
		}
		history.write("ok", name, "wait_trigger", Fields{"reason": reason})

		if acquire(q, history, name, token) {
			if reason == "shutdown" {
				return
			}
			continue // it won its own token; a new container comes
		}
		history.write("invoke", name, "wait_closed", Fields{"token": token.id})
		<-slot.closed
		history.write("ok", name, "wait_closed", nil)
	}
}

func acquire(q *Queue, history *History, name string, token *Token) bool {
	history.write("invoke", name, "acquire_slot", Fields{"token": token.id})
	if !q.AcquireSlot(name, token) {
		history.write("fail", name, "acquire_slot", nil)
		return false
	}
	history.write("ok", name, "acquire_slot", nil)
	return true
}

func consumer(q *Queue, history *History, name, request string, slots *sync.Map) {
	d := start(q, history, name, request)
	for tries := 0; tries < 20; tries++ {
		token := dequeue(history, name, d, 5*time.Millisecond)
		if token != nil && acquire(q, history, name, token) {
			closeSlot(history, name, token, slots)
			break
		}
	}
	cancel(q, history, name, d)
}

func start(q *Queue, history *History, name, request string) *Dequeuer {
	d := NewDequeuer(request, name)
	history.write("invoke", name, "start_dequeuer", Fields{"dequeuer": request})
	q.StartDequeuer(d)
	history.write("ok", name, "start_dequeuer", nil)
	return d
}

func dequeue(history *History, name string, d *Dequeuer, wait time.Duration) *Token {
	history.write("invoke", name, "dequeue", Fields{"dequeuer": d.name})
	token := receive(d, wait)
	if token == nil {
		history.write("fail", name, "dequeue", Fields{"reason": "timeout"})
	} else {
		history.write("ok", name, "dequeue", Fields{"token": token.id})
	}
	return token
}

func cancel(q *Queue, history *History, name string, d *Dequeuer) {
	history.write("invoke", name, "cancel", Fields{"dequeuer": d.name})
	q.Cancel(name, d)
	history.write("ok", name, "cancel", nil)
}

func closeSlot(history *History, name string, token *Token, slots *sync.Map) {
	slot, found := slots.Load(token.id)
	for !found { // its container has not stored it yet
		time.Sleep(10 * time.Microsecond)
		slot, found = slots.Load(token.id)
	}
	history.write("invoke", name, "close_slot", Fields{"token": token.id})
	if isClosed(slot.(*offered).closed) {
		history.write("fail", name, "close_slot", Fields{"reason": "closed"})
		return
	}
	close(slot.(*offered).closed)
	history.write("ok", name, "close_slot", nil)
}

func receive(d *Dequeuer, wait time.Duration) *Token {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case token := <-d.output:
		return token
	case <-timer.C:
		return nil
	}
}
