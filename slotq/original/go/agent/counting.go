package agent

import (
	"fmt"
	"original/control"
)

const (
	requests   = "request"
	containers = "container"
)

// tracker stands in for the agent's: it decides under its own lock whether it moves, then the
// counters change in two regions of theirs, the new state first.
type tracker struct {
	name  string
	kind  string
	queue *slotQueue
	lock  control.Mutex
	state int
}

// move is a move under way, for the reader of the state.
type move struct {
	tracker *tracker
	source  int
	target  int
}

func (t *tracker) allows(state int) bool {
	if t.state < state {
		return true
	}
	isIdle := state == int(ContainerStateIdle) || state == int(ContainerStatePaused)
	return t.kind == containers && (t.state == int(ContainerStatePaused) && state == int(ContainerStateIdle) ||
		t.state == int(ContainerStateBusy) && isIdle)
}

func (t *tracker) move(to int, under *move) {
	t.lock.Lock()
	*under = move{t, t.state, to}
	ok := t.allows(to)
	if ok {
		t.state = to
	}
	control.Happened("moved", t, ok)
	t.lock.Unlock()
	if ok && t.kind == requests {
		t.queue.enterRequestState(RequestStateType(to))
		t.queue.exitRequestState(RequestStateType(under.source))
	} else if ok {
		t.queue.enterContainerState(ContainerStateType(to))
		t.queue.exitContainerState(ContainerStateType(under.source))
	}
	*under = move{}
}

func (m *move) read() map[string]any {
	if m.tracker == nil {
		return map[string]any{}
	}
	return map[string]any{"of": m.tracker.name, "source": m.source, "target": m.target}
}

// mover uses trackers, counters and the signaller in any way: the twin of Scaling.tla.
type mover struct {
	program *Program
	under   move
}

func (p *Program) beginMovers() {
	p.newQueue()
	for number := 1; number <= p.bounds.Requests; number++ {
		p.trackers = append(p.trackers, &tracker{name: fmt.Sprint("request-", number), kind: requests, queue: p.queue})
	}
	for number := 1; number <= p.bounds.Containers; number++ {
		p.trackers = append(p.trackers, &tracker{name: fmt.Sprint("container-", number), kind: containers, queue: p.queue})
	}
	for number := 1; number <= p.bounds.Movers; number++ {
		mover := &mover{program: p}
		name := fmt.Sprint("mover-", number)
		p.readers[name] = mover.under.read
		p.World.Start(name, mover.run)
	}
}

// target is a move that a mover may make.
type target struct {
	tracker *tracker
	state   int
}

func (m *mover) run() {
	queue := m.program.queue
	arms := []control.Arm{
		control.ReceiveFrom(queue.signaller),
		control.Silently(control.After("send", nil)),
		control.Silently(control.After("check", nil)),
	}
	for _, tracker := range m.program.trackers {
		last := int(RequestStateDone)
		if tracker.kind == containers {
			last = int(ContainerStateDone)
		}
		for state := 1; state <= last; state++ {
			arms = append(arms, control.Silently(control.After("move", target{tracker, state})))
		}
	}
	for {
		switch arm := arms[control.Select(arms...)]; arm.Label {
		case "send":
			control.TrySend(queue.signaller, &slotCaller{})
		case "check":
			m.check(queue.getStats())
		case "move":
			to := arm.About.(target)
			to.tracker.move(to.state, &m.under)
		}
	}
}

func (m *mover) check(stats slotQueueStats) {
	counts := []any{}
	for _, count := range stats.requestStates {
		counts = append(counts, count)
	}
	for _, count := range stats.containerStates {
		counts = append(counts, count)
	}
	control.Happened("counts", fmt.Sprint(counts...), true)
}
