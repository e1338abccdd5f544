// A hot-slot queue in Go, written for this page. Each step that another goroutine can observe has
// its name in the specification; rec is nil if nothing is recorded.
package main

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Token is the handle by which goroutines compete for a slot.
type Token struct {
	id      uint64
	busy    uint32
	trigger chan struct{}
	closing sync.Once // for a broken queue with two winners
}

// Queue offers its newest token first.
type Queue struct {
	lock     sync.Locker // the recorder's lock, if there is one
	cond     *sync.Cond
	slots    []*Token
	nextID   uint64
	sleepers int // counted for the recorder alone
	live     int64
	rec      *Recorder
	broken   string // the fault of this queue: one of Broken
}

// Broken lists the faults that a queue can have. If a fault is a race, a yield to other goroutines makes
// it a little likelier, and nothing else does.
var Broken = []string{"fifo", "check-then-set", "close-before-remove", "no-waker", "no-broadcast"}

// NewQueue makes an empty queue.
func NewQueue(rec *Recorder, broken string) *Queue {
	q := &Queue{lock: &sync.Mutex{}, rec: rec, broken: broken}
	if rec != nil {
		q.lock = &rec.mutex
	}
	q.cond = sync.NewCond(q.lock)
	return q
}

// QueueSlot offers a slot.
func (q *Queue) QueueSlot(process string) *Token {
	token := &Token{trigger: make(chan struct{})}
	q.lock.Lock()
	token.id = q.nextID
	q.nextID++
	q.slots = append(q.slots, token)
	q.rec.write(process, "QueueAppend", Fields{"token": token.id, "slot": token.id, "length": len(q.slots)})
	q.lock.Unlock()
	q.rec.effect(func() {
		fields := Fields{"woken": 0}
		if q.broken != "no-broadcast" {
			q.cond.Broadcast()
			fields["woken"] = q.woken()
		}
		q.rec.write(process, "QueueBroadcast", fields)
	})
	return token
}

// AcquireSlot tries to win a token.
func (q *Queue) AcquireSlot(process string, token *Token) bool {
	if !q.win(process, token) {
		return false
	}
	if q.broken == "close-before-remove" {
		q.closeTrigger(process, token)
		runtime.Gosched() // another goroutine may run now
	}
	q.lock.Lock()
	found := false
	for i := len(q.slots) - 1; i >= 0 && !found; i-- {
		if q.slots[i] == token {
			q.slots = append(q.slots[:i], q.slots[i+1:]...)
			found = true
		}
	}
	q.rec.write(process, "AcquireRemove", Fields{"token": token.id, "ok": found, "length": len(q.slots)})
	q.lock.Unlock()
	if q.broken != "close-before-remove" {
		q.closeTrigger(process, token)
	}
	return true
}

func (q *Queue) closeTrigger(process string, token *Token) {
	q.rec.effect(func() {
		if q.broken == "check-then-set" { // two winners close it twice, which would end the program
			token.closing.Do(func() { close(token.trigger) })
		} else {
			close(token.trigger)
		}
		q.rec.write(process, "AcquireClose", Fields{"token": token.id, "ok": true})
	})
}

func (q *Queue) win(process string, token *Token) (ok bool) {
	if q.broken == "check-then-set" {
		if atomic.LoadUint32(&token.busy) == 1 {
			q.rec.effect(func() {
				q.rec.write(process, "AcquireCas", Fields{"token": token.id, "ok": false})
			})
			return false
		}
		runtime.Gosched() // another goroutine may run now
	}
	q.rec.effect(func() {
		if q.broken == "check-then-set" {
			atomic.StoreUint32(&token.busy, 1)
			ok = true
		} else {
			ok = atomic.CompareAndSwapUint32(&token.busy, 0, 1)
		}
		q.rec.write(process, "AcquireCas", Fields{"token": token.id, "ok": ok})
	})
	return ok
}

// Dequeuer offers tokens to the client that started it.
type Dequeuer struct {
	name    string
	client  string
	ctx     context.Context
	cancel  context.CancelFunc
	output  chan *Token
	waiting bool // guarded by the queue's lock
}

// NewDequeuer makes a dequeuer that does not run yet.
func NewDequeuer(name, client string) *Dequeuer {
	ctx, cancel := context.WithCancel(context.Background())
	return &Dequeuer{name: name, client: client, ctx: ctx, cancel: cancel, output: make(chan *Token)}
}

// StartDequeuer runs it until its context is done.
func (q *Queue) StartDequeuer(d *Dequeuer) {
	q.rec.effect(func() {
		q.rec.write(d.client, "DequeuerStart", Fields{"dequeuer": "dequeuer-" + d.name})
	})
	atomic.AddInt64(&q.live, 2)
	go func() {
		defer atomic.AddInt64(&q.live, -1)
		<-d.ctx.Done()
		if q.broken == "no-waker" {
			return
		}
		q.lock.Lock()
		defer q.lock.Unlock()
		fields := Fields{"waiting": d.waiting}
		if d.waiting {
			q.cond.Broadcast()
			fields["woken"] = q.woken()
		}
		q.rec.write("canceller-"+d.name, "CancellerWake", fields)
	}()
	go func() {
		defer atomic.AddInt64(&q.live, -1)
		for token := q.peek(d); token != nil; token = q.peek(d) {
			q.offer(d, token)
		}
	}()
}

// Cancel makes the context done.
func (q *Queue) Cancel(process string, d *Dequeuer) {
	q.rec.effect(func() {
		ok := d.ctx.Err() == nil
		d.cancel()
		q.rec.write(process, "Cancel", Fields{"dequeuer": "dequeuer-" + d.name, "ok": ok})
	})
}

func (q *Queue) peek(d *Dequeuer) *Token {
	process := "dequeuer-" + d.name
	q.lock.Lock()
	defer q.lock.Unlock()
	d.waiting = true
	for len(q.slots) == 0 && d.ctx.Err() == nil {
		q.sleepers++
		q.rec.write(process, "DequeuerWait", nil)
		q.cond.Wait()
	}
	d.waiting = false
	if d.ctx.Err() != nil {
		q.rec.write(process, "DequeuerExit", nil)
		return nil
	}
	token := q.slots[len(q.slots)-1]
	if q.broken == "fifo" {
		token = q.slots[0]
	}
	q.rec.write(process, "DequeuerPeek", Fields{"token": token.id, "length": len(q.slots)})
	return token
}

func (q *Queue) offer(d *Dequeuer, token *Token) {
	if q.rec != nil {
		q.offerRecorded(d, token)
		return
	}
	select {
	case d.output <- token:
	case <-token.trigger:
	case <-d.ctx.Done():
	}
}

// A select that is recorded: each arm is tried under the recorder's lock, so that an effect and
// its line are one step. A send succeeds only if the receiver is waiting.
func (q *Queue) offerRecorded(d *Dequeuer, token *Token) {
	fields, action := Fields{"token": token.id}, ""
	for action == "" {
		q.rec.effect(func() {
			select {
			case d.output <- token:
				action, fields["to"] = "DequeuerDeliver", d.client
			case <-token.trigger:
				action = "DequeuerEjected"
			case <-d.ctx.Done():
				action = "DequeuerCancelled"
			default:
				return
			}
			q.rec.write("dequeuer-"+d.name, action, fields)
		})
		if action == "" {
			time.Sleep(20 * time.Microsecond)
		}
	}
}

func (q *Queue) woken() int {
	if q.rec == nil {
		return 0
	}
	woken := q.sleepers
	q.sleepers = 0
	return woken
}

func isClosed(trigger chan struct{}) bool {
	select {
	case <-trigger:
		return true
	default:
		return false
	}
}
