package control

// Chan is a channel.
type Chan[T any] struct {
	channel
}

// channel is what a channel is whatever it carries.
type channel struct {
	capacity int
	buffer   []any
	closed   bool
	isDone   bool // that of a context, to receive from which is no step of its own
}

// Channel is what a state needs to know of a channel.
type Channel interface {
	Closed() bool
	Length() int
	of() *channel
}

// Closed says whether it is closed.
func (c *channel) Closed() bool { return c.closed }

// Length says how much is in its buffer.
func (c *channel) Length() int { return len(c.buffer) }

func (c *channel) of() *channel { return c }

// MakeChan makes a channel.
func MakeChan[T any](capacity int) *Chan[T] {
	return &Chan[T]{channel{capacity: capacity}}
}

// MakeDone makes the channel that a context closes.
func MakeDone() *Chan[struct{}] {
	return &Chan[struct{}]{channel{isDone: true}}
}

// Close stops, and closes the channel.
func Close[T any](channel *Chan[T]) {
	place := here()
	running().pause(Operation{Kind: "close", Place: place, about: &channel.channel})
	if channel.closed {
		panic("close of a closed channel")
	}
	channel.closed = true
	current.happened(Event{Kind: "close", Place: place, About: &channel.channel, Ok: true})
}

// Arm is an arm of a select.
type Arm struct {
	channel *channel
	sends   bool
	item    any
	isTimer bool
	// Label is what a timer is for; About is what it is about, and a silent arm is no step.
	Label  string
	About  any
	silent bool
}

// SendTo is the arm of a send.
func SendTo[T any](channel *Chan[T], item T) Arm {
	return Arm{channel: &channel.channel, sends: true, item: item}
}

// ReceiveFrom is the arm of a receive.
func ReceiveFrom[T any](channel *Chan[T]) Arm {
	return Arm{channel: &channel.channel}
}

// After is an arm of a timer, which may ring at any time.
func After(label string, about any) Arm {
	return Arm{isTimer: true, Label: label, About: about}
}

// Silently makes an arm no step of its own: what follows on it belongs to it.
func Silently(arm Arm) Arm {
	arm.silent = true
	return arm
}

// Item is what an arm sends, and nil where it sends nothing.
func (a Arm) Item() any {
	if !a.sends {
		return nil
	}
	return a.item
}

// Is says whether an arm is of a channel.
func (a Arm) Is(channel Channel) bool {
	return a.channel == channel.of()
}

// Key is how an event names a channel.
func Key(channel Channel) any {
	return channel.of()
}

func (a Arm) isReady() bool {
	switch {
	case a.isTimer:
		return true
	case a.sends:
		return a.channel.closed || len(a.channel.buffer) < a.channel.capacity
	default:
		return a.channel.closed || len(a.channel.buffer) > 0
	}
}

// Select stops until an arm is ready, and takes it: its number is returned.
func Select(arms ...Arm) int {
	return choose(here(), arms)
}

// Send stops until somebody receives, or there is room.
func Send[T any](channel *Chan[T], item T) {
	choose(here(), []Arm{SendTo(channel, item)})
}

// Receive stops until there is something to receive.
func Receive[T any](channel *Chan[T]) T {
	arm := ReceiveFrom(channel)
	arm.silent = channel.isDone
	choose(here(), []Arm{arm})
	item, _ := running().received.(T)
	return item
}

// Received is what the last select has received.
func Received() any {
	return running().received
}

// ready is the first arm that is ready, of a select without timers: what tests take without a stop.
func ready(arms []Arm) int {
	first := -1
	for number, arm := range arms {
		if arm.isTimer {
			return -1
		}
		if first < 0 && arm.isReady() {
			first = number
		}
	}
	return first
}

func choose(place Place, arms []Arm) int {
	process := running()
	process.goesOn = false
	index := ready(arms)
	if index < 0 || !removed["select"] {
		index = process.stop(Operation{Kind: "select", Place: place, Arms: arms})
	}
	arm := arms[index]
	process.goesOn = arm.silent
	event := Event{Kind: "receive", Place: place, About: arm.channel, Ok: true}
	switch {
	case arm.isTimer:
		event.Kind, event.About, event.To = "timer", arm.About, arm.Label
	case arm.sends:
		event.Kind, event.To, event.About = "send", process.meets, arm.item
		if arm.channel.closed {
			panic("send on a closed channel")
		}
		if process.meets == "" {
			arm.channel.buffer = append(arm.channel.buffer, arm.item)
		}
	case process.isHanded:
		process.isHanded = false
		event.Kind = "take"
	case len(arm.channel.buffer) > 0:
		process.received = arm.channel.buffer[0]
		arm.channel.buffer = append([]any{}, arm.channel.buffer[1:]...)
	default:
		process.received = nil
	}
	current.happened(event)
	return index
}

// TrySend sends if there is room, and says whether it did. It belongs to the choice to do so.
func TrySend[T any](channel *Chan[T], item T) bool {
	place := here()
	running().goesOn = false
	ok := len(channel.buffer) < channel.capacity
	if ok {
		channel.buffer = append(channel.buffer, item)
	}
	current.happened(Event{Kind: "try", Place: place, About: &channel.channel, Ok: ok})
	return ok
}

// Go starts a process that runs a function, and tells which variables it shares.
//
// It does not stop: what a goroutine does others notice at its own stops.
func Go(run func(), variables ...Variable) {
	place := here()
	name := Function(run)
	if current.Name != nil {
		name = current.Name(name)
	}
	running()
	current.happened(Event{Kind: "go", Place: place, To: name})
	current.add(name, run, variables...)
}

// CompareAndSwap stops, and swaps.
func CompareAndSwap(address *uint32, old, new uint32) bool {
	place := here()
	running().pause(Operation{Kind: "swap", Place: place, about: address})
	ok := *address == old
	if ok {
		*address = new
	}
	current.happened(Event{Kind: "swap", Place: place, About: address, Ok: ok})
	return ok
}

// Access stops before an atomic load or store.
func Access(address *uint32, kind string) {
	place := here()
	running().pause(Operation{Kind: kind, Place: place, about: address})
	current.happened(Event{Kind: kind, Place: place, About: address, Ok: true})
}

// Pause stops before something that is done outside of the queue.
func Pause(kind string, about any) {
	place := here()
	running().pause(Operation{Kind: kind, Place: place, about: about})
}

// Happened notes what was done there.
func Happened(kind string, about any, ok bool) {
	current.happened(Event{Kind: kind, Place: here(), About: about, Ok: ok})
}

// IsInRegion says whether the process that runs is in the region of a lock.
func IsInRegion() bool {
	return running().regions > 0
}

// CloseOnce closes the channel unless it is closed, and says whether it did; it does not stop.
func (c *channel) CloseOnce() bool {
	ok := !c.closed
	c.closed = true
	return ok
}
