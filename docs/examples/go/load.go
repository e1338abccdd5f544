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

// load runs containers and consumers against the queue until all is done, and lets it settle. At last
// come consumers that nobody serves: whether their dequeuers, asleep, end when they give up is seen
// only so, since every slot that is queued later would wake them.
func load(q *Queue, history *History, rounds int) int64 {
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
	consume := func(from, to int) {
		for i := 1; i <= consumers; i++ {
			consumersDone.Add(1)
			go func(i int) {
				defer consumersDone.Done()
				for round := from; round <= to; round++ {
					consumer(q, history, fmt.Sprintf("consumer-%d", i), fmt.Sprintf("%d.%d", i, round), &slots)
				}
			}(i)
		}
		consumersDone.Wait()
	}
	consume(1, rounds)
	close(over)
	containersDone.Wait()
	consume(rounds+1, rounds+1)
	history.write("invoke", "main", "quiesce", nil)
	for patience := 0; atomic.LoadInt64(&q.live) > 0 && patience < 500; patience++ {
		time.Sleep(time.Millisecond)
	}
	live := atomic.LoadInt64(&q.live)
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
			continue // nobody had it; a new container comes
		}
		history.write("invoke", name, "wait_closed", Fields{"token": token.id})
		<-slot.closed
		history.write("ok", name, "wait_closed", nil)
	}
}

// [call]

func acquire(q *Queue, history *History, name string, token *Token) bool {
	history.write("invoke", name, "acquire_slot", Fields{"token": token.id})
	if !q.AcquireSlot(name, token) {
		history.write("fail", name, "acquire_slot", nil)
		return false
	}
	history.write("ok", name, "acquire_slot", nil)
	return true
}

// [/call]

func consumer(q *Queue, history *History, name, request string, slots *sync.Map) {
	d := NewDequeuer(request, name)
	about := Fields{"dequeuer": request}
	history.write("invoke", name, "start_dequeuer", about)
	q.StartDequeuer(d)
	history.write("ok", name, "start_dequeuer", nil)
	for tries := 0; tries < 20; tries++ {
		history.write("invoke", name, "dequeue", about)
		token := receive(d, 5*time.Millisecond)
		if token == nil {
			history.write("fail", name, "dequeue", Fields{"reason": "timeout"})
			continue
		}
		history.write("ok", name, "dequeue", Fields{"token": token.id})
		if acquire(q, history, name, token) {
			closeSlot(history, name, token, slots)
			break
		}
	}
	history.write("invoke", name, "cancel", about)
	q.Cancel(name, d)
	history.write("ok", name, "cancel", nil)
}

func closeSlot(history *History, name string, token *Token, slots *sync.Map) {
	slot, found := slots.Load(token.id)
	for !found { // its container has not got so far yet
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
