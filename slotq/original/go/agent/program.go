package agent

import (
	"fmt"
	"original/control"
	"original/standin/context"
	"reflect"
	"unsafe"
)

// Bounds say which program is run, and how large it is.
type Bounds struct {
	Program     string   `json:"program"`
	Clients     int      `json:"clients"`
	Dequeuers   int      `json:"dequeuers"`
	Tokens      int      `json:"tokens"`
	FirstID     uint64   `json:"first_id"`
	Containers  int      `json:"containers"`
	Consumers   int      `json:"consumers"`
	Rounds      int      `json:"rounds"`
	Idling      []string `json:"idling"`
	Evictable   []string `json:"evictable"`
	Freezable   []string `json:"freezable"`
	Impatient   []string `json:"impatient"`
	Cancellable []string `json:"cancellable"`
	Failing     []string `json:"failing"`
	Later       bool     `json:"later"`
	Requests    int      `json:"requests"`
	Movers      int      `json:"movers"`
	Strangers   bool     `json:"strangers"`
}

func has(names []string, name string) bool {
	for _, each := range names {
		if each == name {
			return true
		}
	}
	return false
}

// Program is the queue with the clients that use it, in one execution.
type Program struct {
	World *control.World

	bounds   Bounds
	queue    *slotQueue
	tokens   []*slotToken
	contexts []*context.Controlled
	evicts   map[string]*control.Chan[struct{}]
	group    string
	readers  map[string]func() map[string]any
	managed  *managed
	trackers []*tracker
}

// Begin makes a world, with all processes at their first stop.
func Begin(bounds Bounds) (*Program, error) {
	p := &Program{
		World:   control.NewWorld(),
		bounds:  bounds,
		evicts:  map[string]*control.Chan[struct{}]{},
		readers: map[string]func() map[string]any{},
	}
	p.World.Name = p.processName
	switch bounds.Program {
	case "general":
		p.beginGeneral()
	case "callers":
		p.beginCallers()
	case "movers":
		p.beginMovers()
	case "manager":
		p.beginManager()
	default:
		return nil, fmt.Errorf("there is no program %q", bounds.Program)
	}
	return p, nil
}

// The two goroutines of a dequeuer are called by what they do, and by the context that they end with.
func (p *Program) processName(function string) string {
	switch function {
	case "startDequeuer.func1":
		function = "canceller"
	case "startDequeuer.func2":
		function = "dequeuer"
	}
	return function + "-" + p.group
}

func (p *Program) newContext(name string) *context.Controlled {
	made := context.New(name)
	p.contexts = append(p.contexts, made)
	return made
}

func (p *Program) newQueue() {
	p.queue = NewSlotQueue("queue")
	p.queue.nextId = p.bounds.FirstID
}

// number numbers a token in the order in which they were first seen.
func (p *Program) number(token *slotToken) int {
	for number, known := range p.tokens {
		if known == token {
			return number
		}
	}
	p.tokens = append(p.tokens, token)
	return len(p.tokens) - 1
}

// Look notes the tokens that are new.
func (p *Program) Look() {
	if p.queue != nil {
		for _, token := range p.queue.slots {
			p.number(token)
		}
	}
	if p.managed != nil {
		p.managed.look()
	}
}

// Name names what an event was about.
func (p *Program) Name(about any) string {
	switch about := about.(type) {
	case nil:
		return ""
	case *slotToken:
		return fmt.Sprint("token ", p.number(about))
	case *context.Controlled:
		return "context " + about.Name
	case *tracker:
		return about.name
	case string:
		return about
	}
	for number, token := range p.tokens {
		if about == any(&token.isBusy) {
			return fmt.Sprint("token ", number)
		}
		if about == control.Key(token.trigger) {
			return fmt.Sprint("token ", number, ".trigger")
		}
		if place := behind(token.slot); place != nil && about == control.Key(place.closed) {
			return fmt.Sprint("token ", number, ".slot")
		}
	}
	for _, context := range p.contexts {
		if about == control.Key(context.Done()) {
			return "context " + context.Name
		}
	}
	for name, evict := range p.evicts {
		if about == control.Key(evict) {
			return name + ".evict"
		}
	}
	return ""
}

// State reads the state from the live objects.
func (p *Program) State() map[string]any {
	p.Look()
	state := map[string]any{}
	if p.queue != nil {
		state["queue"] = p.fields(reflect.ValueOf(p.queue).Elem())
	}
	processes := map[string]any{}
	for _, process := range p.World.Processes {
		processes[process.Name] = p.process(process)
	}
	state["processes"] = processes
	tokens := []any{}
	for _, token := range p.tokens {
		tokens = append(tokens, p.fields(reflect.ValueOf(token).Elem()))
	}
	state["tokens"] = tokens
	contexts := map[string]bool{}
	for _, context := range p.contexts {
		contexts[context.Name] = context.Done().Closed()
	}
	state["contexts"] = contexts
	evicts := map[string]bool{}
	for name, evict := range p.evicts {
		evicts[name] = evict.Closed()
	}
	state["evicts"] = evicts
	if p.trackers != nil {
		trackers := map[string]int{}
		for _, tracker := range p.trackers {
			trackers[tracker.name] = tracker.state
		}
		state["trackers"] = trackers
	}
	if p.managed != nil {
		state["manager"] = p.managed.state(p)
	}
	return state
}

func (p *Program) process(process *control.Process) map[string]any {
	read := map[string]any{}
	if reader, ok := p.readers[process.Name]; ok && !process.Ended {
		read = reader()
	}
	for _, variable := range process.Variables {
		read[variable.Name] = p.value(reflect.ValueOf(variable.Address).Elem())
	}
	read["at"] = At(process)
	if !process.Ended {
		read["lines"] = process.Operation.Place.Lines()
	}
	if process.Asleep {
		read["asleep"] = true
	}
	for _, arm := range process.Operation.Arms {
		if token, ok := arm.Item().(*slotToken); ok {
			read["offers"] = p.number(token)
		}
	}
	return read
}

// At is where a process stands: the functions that it is in, and what it stands before.
func At(process *control.Process) string {
	if process.Ended {
		return ""
	}
	at := ""
	for _, name := range process.Operation.Place.Functions() {
		at += name + " "
	}
	return at + process.Operation.Kind
}

// fields reads all fields of a struct: an unknown one is part of the state, too.
func (p *Program) fields(value reflect.Value) map[string]any {
	read := map[string]any{}
	for index := 0; index < value.NumField(); index++ {
		// Also those that are not exported, as here they are.
		field := value.Field(index)
		field = reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
		read[value.Type().Field(index).Name] = p.value(field)
	}
	return read
}

func (p *Program) value(value reflect.Value) any {
	switch known := value.Addr().Interface().(type) {
	case **slotToken:
		return p.number(*known)
	case *control.Mutex:
		return known.Holder()
	case **control.Cond:
		mutex, _ := (*known).L.(*control.Mutex)
		if mutex == nil {
			return "a lock that is not controlled"
		}
		return map[string]any{"holder": mutex.Holder(), "sleepers": (*known).Sleepers()}
	case *Slot:
		place := behind(*known)
		if place == nil {
			return nil
		}
		return map[string]any{"closed": place.closed.Closed(), "failed": place.failed}
	}
	if channel, ok := value.Interface().(control.Channel); ok && !value.IsNil() {
		return map[string]any{"closed": channel.Closed(), "length": channel.Length()}
	}
	switch value.Kind() {
	case reflect.Struct:
		return p.fields(value)
	case reflect.Slice, reflect.Array:
		items := []any{}
		for index := 0; index < value.Len(); index++ {
			items = append(items, p.value(value.Index(index)))
		}
		return items
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32,
		reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return value.Interface()
	}
	return "unread: " + value.Type().String()
}
