package control

import (
	"fmt"
	"runtime"
	"sort"
)

// Transition is a process and an alternative: an arm of its select, and the process that receives
// what it sends. What the environment may do is a transition without a process.
type Transition struct {
	Process string
	Arm     int
	Partner string
}

// Event is what a primitive has done.
type Event struct {
	Kind    string
	Process string
	Place   Place
	About   any
	Ok      bool
	Woken   int
	To      string
}

// Act is something that the environment may do.
type Act struct {
	Name    string
	Enabled func() bool
	Effect  func() error
}

// World is one controlled execution.
type World struct {
	Processes   []*Process
	Environment []Act
	Events      []Event
	// Name names a process that a go statement starts, by the function that it runs.
	Name func(function string) string
	// Within says whether a transition stays within the bounds.
	Within func(Transition) bool

	byName  map[string]*Process
	running *Process
	spawned []*Process // they have not begun
}

// The world whose primitives are used, and the kinds of operations whose stop was taken out, which
// tests do to see it found.
var (
	current *World
	removed = map[string]bool{}
)

// Fine says whether regions of locks are interleaved: before each use of what the lock does not
// guard.
var Fine bool

// Remove takes out the stops of some kinds of operations.
func Remove(kinds []string) {
	removed = map[string]bool{}
	for _, kind := range kinds {
		removed[kind] = true
	}
}

// NewWorld ends the world that there was, and makes another.
func NewWorld() *World {
	if current != nil {
		current.end()
	}
	current = &World{byName: map[string]*Process{}}
	return current
}

func (w *World) end() {
	for _, process := range w.Processes {
		if !process.Ended && process.worker != nil {
			process.move(abandon)
		}
	}
}

// Start starts a process, which runs to its first stop. Processes do not call it: what they start
// begins when they have stopped.
func (w *World) Start(name string, run func()) {
	w.add(name, run)
	w.beginSpawned()
}

func (w *World) add(name string, run func(), variables ...Variable) {
	process := &Process{Name: name, run: run, Variables: variables}
	// By their names: in which order they were started is no part of the state.
	place := sort.Search(len(w.Processes), func(n int) bool { return w.Processes[n].Name > name })
	w.Processes = append(w.Processes, nil)
	copy(w.Processes[place+1:], w.Processes[place:])
	w.Processes[place] = process
	w.byName[name] = process
	w.spawned = append(w.spawned, process)
}

func (w *World) beginSpawned() {
	for len(w.spawned) > 0 {
		process := w.spawned[0]
		w.spawned = w.spawned[1:]
		w.running = process
		process.begin()
		w.running = nil
	}
}

// Once runs a function as one step, which must not stop again.
func (w *World) Once(name string, run func()) error {
	process := &Process{Name: name, run: run, goesOn: true}
	w.running = process
	process.begin()
	w.running = nil
	w.beginSpawned()
	if !process.Ended {
		w.Processes = append(w.Processes, process) // so that it is ended with the others
		return fmt.Errorf("%s is more than one step", name)
	}
	if process.Failure != "" {
		return fmt.Errorf("%s: %s", name, process.Failure)
	}
	return nil
}

// Note notes what the environment did.
func (w *World) Note(kind, name string, about any, ok bool) {
	w.Events = append(w.Events, Event{Kind: kind, Process: name, About: about, Ok: ok})
}

// Find finds a process by its name.
func (w *World) Find(name string) *Process {
	return w.byName[name]
}

// Transitions lists what can happen next.
func (w *World) Transitions() []Transition {
	var found []Transition
	add := func(transition Transition) {
		if w.Within == nil || w.Within(transition) {
			found = append(found, transition)
		}
	}
	for _, process := range w.Processes {
		operation := &process.Operation
		switch {
		case process.Ended || process.Asleep:
		case operation.Kind == "select":
			for index, arm := range operation.Arms {
				if arm.isReady() {
					add(Transition{process.Name, index, ""})
				}
				for _, receiver := range w.receivers(process, arm) {
					add(Transition{process.Name, index, receiver.Name})
				}
			}
		case operation.lock == nil || operation.lock.holder == nil:
			add(Transition{process.Name, 0, ""})
		}
	}
	for _, act := range w.Environment {
		if act.Enabled() {
			add(Transition{act.Name, 0, ""})
		}
	}
	return found
}

func (w *World) receivers(sender *Process, arm Arm) []*Process {
	var found []*Process
	if !arm.sends || arm.channel.capacity > 0 {
		return nil
	}
	for _, process := range w.Processes {
		if process != sender && process.receivesFrom(arm.channel) >= 0 {
			found = append(found, process)
		}
	}
	return found
}

func (p *Process) receivesFrom(channel *channel) int {
	for index, arm := range p.Operation.Arms {
		if !arm.sends && arm.channel == channel {
			return index
		}
	}
	return -1
}

// Take lets a transition happen. What the primitives did is in Events then.
func (w *World) Take(transition Transition) error {
	w.Events = nil
	process := w.byName[transition.Process]
	if process == nil {
		for _, act := range w.Environment {
			if act.Name == transition.Process {
				if err := act.Effect(); err != nil {
					return err
				}
				return w.check()
			}
		}
		return fmt.Errorf("there is no process %s", transition.Process)
	}
	if process.Ended {
		return fmt.Errorf("%s has ended", process.Name)
	}
	if transition.Partner == "" {
		w.resume(process, transition.Arm)
		return w.check()
	}
	partner := w.byName[transition.Partner]
	if partner == nil || transition.Arm >= len(process.Operation.Arms) {
		return fmt.Errorf("no process receives there")
	}
	sent := process.Operation.Arms[transition.Arm]
	index := partner.receivesFrom(sent.channel)
	if index < 0 {
		return fmt.Errorf("%s does not receive there", partner.Name)
	}
	partner.received = sent.item
	process.meets = partner.Name
	w.resume(process, transition.Arm)
	process.meets = ""
	partner.isHanded = true
	w.resume(partner, index)
	return w.check()
}

func (w *World) resume(process *Process, arm int) {
	w.running = process
	process.move(arm)
	w.running = nil
	w.beginSpawned()
}

// check looks whether a process has failed, or a goroutine runs that is not controlled.
func (w *World) check() error {
	for _, process := range w.Processes {
		if process.Failure != "" {
			return fmt.Errorf("%s: %s", process.Name, process.Failure)
		}
	}
	if found := runtime.NumGoroutine() - workers - 1; found != 0 {
		return fmt.Errorf("goroutines that are not controlled: %d", found)
	}
	return nil
}

func (w *World) happened(event Event) {
	if w.running != nil {
		event.Process = w.running.Name
	}
	w.Events = append(w.Events, event)
}

func running() *Process {
	if current == nil || current.running == nil {
		panic("a primitive was used from outside the processes")
	}
	return current.running
}
