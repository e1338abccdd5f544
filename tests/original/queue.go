// A hot-slot queue for the tests of slotq.original, written for them alone: it has the names that the
// driver uses, so that the mechanism is tested where the original's own text was not given.
package agent

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"sort"
	"sync"
	"sync/atomic"
)

type Slot interface {
	exec(ctx context.Context, call *call) error
	Close() error
	Error() error
}

type slotQueueStats struct {
	requestStates   [RequestStateMax]uint64
	containerStates [ContainerStateMax]uint64
}

type slotCaller struct {
	notify chan error
	done   <-chan struct{}
}

// slotToken is what goroutines compete for.
type slotToken struct {
	id      uint64
	isBusy  uint32
	slot    Slot
	trigger chan struct{} // closed by the winner
}

// slotQueue offers its newest token first.
type slotQueue struct {
	key       string
	cond      *sync.Cond // its lock guards slots and nextId
	slots     []*slotToken
	nextId    uint64
	signaller chan *slotCaller
	statsLock sync.Mutex
	stats     slotQueueStats
}

func NewSlotQueue(key string) *slotQueue {
	q := &slotQueue{key: key, signaller: make(chan *slotCaller, 1)}
	q.cond = sync.NewCond(&sync.Mutex{})
	return q
}

// queueSlot lists a slot as the newest.
func (q *slotQueue) queueSlot(slot Slot) *slotToken {
	token := &slotToken{slot: slot, trigger: make(chan struct{})}
	q.cond.L.Lock()
	token.id = q.nextId
	q.nextId++
	q.slots = append(q.slots, token)
	q.cond.L.Unlock()
	q.cond.Broadcast()
	return token
}

// acquireSlot wins a token, or says that it has been won.
func (q *slotQueue) acquireSlot(token *slotToken) bool {
	if !atomic.CompareAndSwapUint32(&token.isBusy, 0, 1) {
		return false
	}
	q.cond.L.Lock()
	var others []*slotToken
	for _, listed := range q.slots {
		if listed.id != token.id {
			others = append(others, listed)
		}
	}
	q.slots = others
	q.cond.L.Unlock()
	close(token.trigger)
	return true
}

// startDequeuer offers tokens until the context is done.
func (q *slotQueue) startDequeuer(ctx context.Context) chan *slotToken {
	offers := make(chan *slotToken)
	isWaiting := false
	go func() {
		<-ctx.Done()
		q.cond.L.Lock()
		defer q.cond.L.Unlock()
		if isWaiting {
			q.cond.Broadcast()
		}
	}()
	go func() {
		for {
			q.cond.L.Lock()
			isWaiting = true
			for len(q.slots) == 0 && ctx.Err() == nil {
				q.cond.Wait()
			}
			isWaiting = false
			if ctx.Err() != nil {
				q.cond.L.Unlock()
				return
			}
			item := q.slots[len(q.slots)-1]
			q.cond.L.Unlock()
			select {
			case offers <- item:
			case <-item.trigger:
			case <-ctx.Done():
			}
		}
	}()
	return offers
}

func (q *slotQueue) isIdle() bool {
	q.statsLock.Lock()
	defer q.statsLock.Unlock()
	active := uint64(0)
	for state := RequestStateWait; state < RequestStateDone; state++ {
		active |= q.stats.requestStates[state]
	}
	for state := ContainerStateWait; state < ContainerStateDone; state++ {
		active |= q.stats.containerStates[state]
	}
	return active == 0
}

func (q *slotQueue) getStats() slotQueueStats {
	q.statsLock.Lock()
	defer q.statsLock.Unlock()
	return q.stats
}

func (q *slotQueue) countRequest(state RequestStateType, by uint64) {
	q.stats.requestStates[state] += by
}

func (q *slotQueue) enterRequestState(state RequestStateType) {
	if state > RequestStateNone && state < RequestStateMax {
		q.statsLock.Lock()
		q.countRequest(state, 1)
		q.statsLock.Unlock()
	}
}

func (q *slotQueue) exitRequestState(state RequestStateType) {
	if state > RequestStateNone && state < RequestStateMax {
		q.statsLock.Lock()
		q.countRequest(state, ^uint64(0))
		q.statsLock.Unlock()
	}
}

func (q *slotQueue) enterContainerState(state ContainerStateType) {
	if state > ContainerStateNone && state < ContainerStateMax {
		q.statsLock.Lock()
		q.stats.containerStates[state]++
		q.statsLock.Unlock()
	}
}

func (q *slotQueue) exitContainerState(state ContainerStateType) {
	if state > ContainerStateNone && state < ContainerStateMax {
		q.statsLock.Lock()
		q.stats.containerStates[state]--
		q.statsLock.Unlock()
	}
}

func isNewContainerNeeded(stats *slotQueueStats) bool {
	here := stats.containerStates[ContainerStateIdle] + stats.containerStates[ContainerStatePaused]
	coming := stats.containerStates[ContainerStateStart] + stats.containerStates[ContainerStateWait]
	waiting := stats.requestStates[RequestStateWait]
	return here < waiting && coming < waiting-here
}

// slotQueueMgr finds the queue of a key.
type slotQueueMgr struct {
	hMu sync.Mutex
	hot map[string]*slotQueue
}

func NewSlotQueueMgr() *slotQueueMgr {
	return &slotQueueMgr{hot: map[string]*slotQueue{}}
}

func (m *slotQueueMgr) getSlotQueue(key string) (*slotQueue, bool) {
	m.hMu.Lock()
	defer m.hMu.Unlock()
	if queue, ok := m.hot[key]; ok {
		return queue, false
	}
	queue := NewSlotQueue(key)
	m.hot[key] = queue
	return queue, true
}

func (m *slotQueueMgr) deleteSlotQueue(queue *slotQueue) bool {
	m.hMu.Lock()
	defer m.hMu.Unlock()
	idle := queue.isIdle()
	if idle {
		delete(m.hot, queue.key)
	}
	return idle
}

// getSlotQueueKey is the hash of all that a container depends on.
func getSlotQueueKey(call *call) string {
	var all []byte
	text := func(value string) { all = append(append(all, value...), 0) }
	number := func(value uint64, size int) {
		var bytes [8]byte
		binary.LittleEndian.PutUint64(bytes[:], value)
		all = append(all, bytes[:size]...)
	}
	text(call.AppID)
	text(call.SyslogURL)
	text(call.FnID)
	text(call.Image)
	number(uint64(call.Timeout), 4)
	number(uint64(call.IdleTimeout), 4)
	number(uint64(call.TmpFsSize), 4)
	number(call.Memory, 8)
	number(call.CPUs, 8)
	text("")
	var names []string
	for name := range call.Config {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		text(name)
		text(call.Config[name])
	}
	text("")
	names = nil
	for name := range call.Annotations {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		value, _ := call.Annotations.Get(name)
		text(name)
		text(string(value))
	}
	sum := sha256.Sum256(all)
	return string(sum[:])
}
