package agent

import (
	"fmt"
	"original/control"
	"reflect"
)

const sharedKey = "a"

// managed is the manager with its requests and launchers: the twin of SlotQueueManager.tla. All
// requests have one key.
type managed struct {
	manager   *slotQueueMgr
	queues    []*slotQueue
	requests  []*managedRequest
	launchers map[*slotQueue]*control.Process
}

type managedRequest struct {
	managed *managed
	program *Program
	name    string
	queue   *slotQueue
	isNew   bool
	leaves  bool
	under   move
}

func (p *Program) beginManager() {
	p.managed = &managed{manager: NewSlotQueueMgr(), launchers: map[*slotQueue]*control.Process{}}
	for number := 0; p.bounds.Strangers && number < p.bounds.Requests; number++ {
		p.World.Environment = append(p.World.Environment, p.stranger(number))
	}
	for number := 1; number <= p.bounds.Requests; number++ {
		name := fmt.Sprint("request-", number)
		r := &managedRequest{managed: p.managed, program: p, name: name}
		p.managed.requests = append(p.managed.requests, r)
		p.readers[name] = r.read
		p.World.Start(name, r.run)
	}
}

// stranger deletes a queue that it has kept, of the present or of the past.
func (p *Program) stranger(number int) control.Act {
	name := fmt.Sprint("stranger-", number+1)
	return control.Act{
		Name:    name,
		Enabled: func() bool { return number < len(p.managed.queues) },
		Effect: func() error {
			return p.World.Once(name, func() {
				queue := p.managed.queues[number]
				control.Happened("deleted", fmt.Sprint(number), p.managed.manager.deleteSlotQueue(queue))
			})
		},
	}
}

// run gets a queue, waits there, and leaves.
func (r *managedRequest) run() {
	r.queue, r.isNew = r.managed.manager.getSlotQueue(sharedKey)
	control.Happened("found", fmt.Sprint(r.managed.number(r.queue)), r.isNew)
	tracker := &tracker{name: r.name, kind: requests, queue: r.queue}
	tracker.move(int(RequestStateWait), &r.under)
	if r.isNew {
		r.launch()
	}
	r.leaves = true
	tracker.move(int(RequestStateDone), &r.under)
}

func (r *managedRequest) launch() {
	control.Pause("launch", nil)
	r.program.group = "of-" + r.name
	launcher, name := &launcher{managed: r.managed, queue: r.queue}, "launcher-of-"+r.name
	r.program.readers[name] = launcher.read
	control.Go(launcher.launcher)
	r.managed.launchers[r.queue] = r.program.World.Find(name)
}

// launcher is that of a queue: here it only tries to delete it.
type launcher struct {
	managed *managed
	queue   *slotQueue
}

func (l *launcher) launcher() {
	for isDeleted := false; !isDeleted; {
		isDeleted = l.managed.manager.deleteSlotQueue(l.queue)
		control.Happened("deleted", fmt.Sprint(l.managed.number(l.queue)), isDeleted)
	}
}

func (l *launcher) read() map[string]any {
	return map[string]any{"queue": l.managed.number(l.queue)}
}

func (m *managed) number(queue *slotQueue) int {
	for number, known := range m.queues {
		if known == queue {
			return number
		}
	}
	m.queues = append(m.queues, queue)
	return len(m.queues) - 1
}

func (m *managed) look() {
	for _, queue := range m.manager.hot {
		m.number(queue)
	}
}

func (m *managed) state(p *Program) map[string]any {
	hot := map[string]int{}
	for key, queue := range m.manager.hot {
		hot[key] = m.number(queue)
	}
	queues := []any{}
	for _, queue := range m.queues {
		read := p.fields(reflect.ValueOf(queue).Elem())
		launcher, ok := m.launchers[queue]
		switch {
		case !ok:
			read["launcher"] = "absent"
		case launcher.Ended:
			read["launcher"] = "ended"
		default:
			read["launcher"] = "running"
		}
		queues = append(queues, read)
	}
	return map[string]any{"hot": hot, "lock": m.manager.hMu.Holder(), "queues": queues}
}

func (r *managedRequest) read() map[string]any {
	read := map[string]any{"is_new": r.isNew, "leaves": r.leaves}
	if r.queue != nil {
		read["queue"] = r.managed.number(r.queue)
	}
	return read
}
