// Package control has primitives that stop before each synchronisation step, and the world that
// moves one goroutine at a time. They are the doubles of Go's own, as slotq.schedule has doubles of
// the reference's: the same stops, the same transitions.
package control

import (
	"fmt"
	"runtime"
)

// Depth is how many functions of a goroutine's stack are noted where it stops.
const depth = 12

// Place is where in the program something happens: the innermost functions of a stack.
type Place struct {
	counters [depth]uintptr
	count    int
}

func here() (place Place) {
	place.count = runtime.Callers(3, place.counters[:])
	return place
}

// Operation is what a process stands before.
type Operation struct {
	Kind  string
	Place Place
	Arms  []Arm
	lock  *Mutex
	about any
}

// Process is a goroutine under control.
//
// It runs until it stops, and only one runs at a time.
type Process struct {
	Name      string
	Operation Operation
	Ended     bool
	Failure   string
	Asleep    bool
	Variables []Variable

	worker   *worker
	run      func()
	regions  int
	goesOn   bool
	received any
	meets    string // the process that receives what it sends
	isHanded bool   // it receives from a sender, and not from a buffer or a close
}

// Variable is a local variable that goroutines share, by its name and its address.
type Variable struct {
	Name    string
	Address any
}

// worker is a real goroutine, which runs one process after another: so the number of goroutines is
// known at any time, and one that is not controlled shows.
type worker struct {
	resume chan int
	next   chan *Process
}

type abandoned struct{}

const abandon = -1

var (
	hub     = make(chan struct{})
	idle    []*worker
	workers int
)

func hire() *worker {
	if last := len(idle) - 1; last >= 0 {
		worker := idle[last]
		idle = idle[:last]
		return worker
	}
	workers++
	made := &worker{make(chan int), make(chan *Process)}
	go made.serve()
	return made
}

func (w *worker) serve() {
	for process := range w.next {
		process.live()
		idle = append(idle, w)
		hub <- struct{}{}
	}
}

func (p *Process) live() {
	defer func() {
		if failure := recover(); failure != nil {
			if _, ok := failure.(abandoned); !ok {
				p.Failure = fmt.Sprint(failure)
			}
		}
		p.Ended = true
		p.Operation = Operation{}
	}()
	p.run()
}

// begin lets a new process run to its first stop.
func (p *Process) begin() {
	p.worker = hire()
	p.worker.next <- p
	<-hub
}

// move lets a process do what it stands before, and run on to its next stop.
func (p *Process) move(arm int) {
	p.worker.resume <- arm
	<-hub
}

func (p *Process) stop(operation Operation) int {
	p.Operation = operation
	hub <- struct{}{}
	arm := <-p.worker.resume
	if arm == abandon {
		panic(abandoned{})
	}
	p.Operation = Operation{}
	return arm
}

// pause stops before an operation, unless it belongs to the step before it.
func (p *Process) pause(operation Operation) {
	if removed[operation.Kind] {
		return
	}
	if p.goesOn {
		p.goesOn = false
		return
	}
	p.stop(operation)
}
