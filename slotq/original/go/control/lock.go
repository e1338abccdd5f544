package control

import "sort"

// Mutex stops before it is locked. Its region, up to the unlock, is one step.
type Mutex struct {
	holder *Process
}

// Locker is what a condition has.
type Locker interface {
	Lock()
	Unlock()
}

// Lock stops, unless it lies in another region or belongs to the step before it.
func (m *Mutex) Lock() {
	process := running()
	place := here()
	isPart := process.goesOn || process.regions > 0 && !Fine || removed["lock"]
	if m.holder != nil || !isPart {
		process.stop(Operation{Kind: "lock", Place: place, lock: m, about: m})
	}
	process.goesOn = false
	m.take(process)
	current.happened(Event{Kind: "lock", Place: place, About: m})
}

func (m *Mutex) take(process *Process) {
	m.holder = process
	process.regions++
}

func (m *Mutex) release() {
	m.holder.regions--
	m.holder = nil
}

// Unlock ends the region. What the process runs on to belongs to the same step.
func (m *Mutex) Unlock() {
	if m.holder == nil {
		panic("unlock of an unlocked mutex")
	}
	m.release()
}

// Holder is the process in its region.
func (m *Mutex) Holder() string {
	if m.holder == nil {
		return ""
	}
	return m.holder.Name
}

// Cond is a condition variable.
type Cond struct {
	L        Locker
	sleepers []*Process
}

// NewCond makes a condition of a lock.
func NewCond(lock Locker) *Cond {
	return &Cond{L: lock}
}

func (c *Cond) mutex() *Mutex {
	mutex, ok := c.L.(*Mutex)
	if !ok {
		panic("a condition of a lock that is not controlled")
	}
	return mutex
}

// Wait lets the lock go and sleeps; once woken, it stands before the lock.
func (c *Cond) Wait() {
	process, mutex, place := running(), c.mutex(), here()
	if mutex.holder != process {
		panic("a wait outside the region of the condition's lock")
	}
	ReachOut("sleep")
	c.sleepers = append(c.sleepers, process)
	sort.Slice(c.sleepers, func(i, j int) bool { return c.sleepers[i].Name < c.sleepers[j].Name })
	process.Asleep = true
	mutex.release()
	current.happened(Event{Kind: "wait", Place: place, About: c})
	process.stop(Operation{Kind: "wait", Place: place, lock: mutex, about: mutex})
	mutex.take(process)
	current.happened(Event{Kind: "relock", Place: place, About: mutex})
}

// Broadcast wakes all sleepers; it stops first if the lock is not held.
func (c *Cond) Broadcast() {
	c.wake(here(), false)
}

// ReachOut stops within the region of a lock, if that is interleaved.
func ReachOut(kind string) {
	if process := running(); Fine && process.regions > 0 {
		process.stop(Operation{Kind: kind, Place: here()})
	}
}

// Signal wakes one of the sleepers. Go does not promise which: it is the first by name, so that the
// order in which they fell asleep is no part of the state.
func (c *Cond) Signal() {
	c.wake(here(), true)
}

func (c *Cond) wake(place Place, one bool) {
	process := running()
	if c.mutex().holder != process {
		process.pause(Operation{Kind: "broadcast", Place: place, about: c})
	} else {
		ReachOut("broadcast")
	}
	woken := len(c.sleepers)
	if one && woken > 1 {
		woken = 1
	}
	for _, sleeper := range c.sleepers[:woken] {
		sleeper.Asleep = false
	}
	c.sleepers = append([]*Process{}, c.sleepers[woken:]...)
	current.happened(Event{Kind: "broadcast", Place: place, About: c, Woken: woken})
}

// Sleepers are the processes that sleep, by name.
func (c *Cond) Sleepers() []string {
	names := []string{}
	for _, process := range c.sleepers {
		names = append(names, process.Name)
	}
	return names
}
