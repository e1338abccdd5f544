package agent

import (
	"fmt"
	"original/control"
	"original/standin/context"
)

// container and consumer are the queue's clients as the agent has them: the twins of Callers.tla.
type container struct {
	program   *Program
	name      string
	evict     *control.Chan[struct{}]
	idles     bool
	freezes   bool
	mayFail   bool
	round     int
	token     *slotToken
	slot      Slot
	hasFailed bool
}

type consumer struct {
	program     *Program
	contexts    []*context.Controlled
	isImpatient bool
	round       int
	token       *slotToken
}

func (p *Program) beginCallers() {
	p.newQueue()
	bounds := p.bounds
	var starts []func()
	for number := 1; number <= bounds.Containers; number++ {
		name := fmt.Sprint("container-", number)
		c := &container{
			program: p, name: name, evict: control.MakeChan[struct{}](0), idles: has(bounds.Idling, name),
			freezes: has(bounds.Freezable, name), mayFail: has(bounds.Failing, name), round: 1,
		}
		p.evicts[name] = c.evict
		if has(bounds.Evictable, name) {
			p.World.Environment = append(p.World.Environment, p.eviction(c))
		}
		p.readers[name] = c.read
		starts = append(starts, func() { p.World.Start(name, c.run) })
	}
	for number := 1; number <= bounds.Consumers; number++ {
		name := fmt.Sprint("consumer-", number)
		c := &consumer{program: p, isImpatient: has(bounds.Impatient, name), round: 1}
		for round := 1; round <= bounds.Rounds; round++ {
			context := p.newContext(fmt.Sprint(number, ".", round))
			c.contexts = append(c.contexts, context)
			if has(bounds.Cancellable, name) {
				p.World.Environment = append(p.World.Environment, p.cancellation(context, func() bool {
					return p.World.Find("dequeuer-"+context.Name) != nil && !context.Done().Closed()
				}))
			}
		}
		p.readers[name] = c.read
		starts = append(starts, func() { p.World.Start(name, c.run) })
	}
	for _, start := range starts {
		start()
	}
}

// eviction asks a container to go, which is done only while it waits.
func (p *Program) eviction(c *container) control.Act {
	name := "evict-" + c.name
	enabled := func() bool {
		for _, arm := range p.World.Find(c.name).Operation.Arms {
			if !c.evict.Closed() && arm.Is(c.evict) {
				return true
			}
		}
		return false
	}
	return control.Act{Name: name, Enabled: enabled, Effect: func() error {
		p.World.Note("evict", name, nil, c.evict.CloseOnce())
		return nil
	}}
}

// run starts, and offers the slot for so many rounds, or until the container has to go.
func (c *container) run() {
	queue := c.program.queue
	if !c.starts() {
		c.hasFailed = true
		c.fail()
		return
	}
	for c.round <= c.program.bounds.Rounds {
		slot, behind := newSlot(false)
		c.slot = slot
		c.token = queue.queueSlot(slot)
		control.Happened("got", c.token, true)
		if c.wait() == "freeze" {
			return
		}
		won := queue.acquireSlot(c.token)
		control.Happened("acquired", c.token, won)
		if won {
			if !c.program.bounds.Later {
				closeSlot(slot)
			}
			return
		}
		control.Receive(behind.closed)
		c.token, c.slot = nil, nil
		c.round++
	}
}

func (c *container) starts() bool {
	if !c.mayFail {
		return true
	}
	fails, starts := control.After("fail", nil), control.After("start", nil)
	return control.Select(control.Silently(fails), control.Silently(starts)) == 1
}

func (c *container) fail() {
	slot, _ := newSlot(true)
	c.slot = slot
	control.Happened("got", c.program.queue.queueSlot(slot), true)
}

func (c *container) wait() string {
	arms := []control.Arm{control.ReceiveFrom(c.token.trigger), control.ReceiveFrom(c.evict)}
	reasons := []string{"trigger", "evict"}
	add := func(reason string) {
		arms = append(arms, control.After(reason, c.token))
		reasons = append(reasons, reason)
	}
	if c.idles {
		add("idle")
		add("shutdown")
	}
	if c.freezes {
		add("freeze")
	}
	return reasons[control.Select(arms...)]
}

func (c *container) read() map[string]any {
	read := map[string]any{"round": c.round, "failed": c.hasFailed}
	for number, token := range c.program.tokens {
		if c.slot != nil && token.slot == c.slot {
			read["token"] = number
		}
	}
	return read
}

// run wins a slot for each request, or gives it up.
func (c *consumer) run() {
	for c.round <= len(c.contexts) {
		if token := c.win(c.contexts[c.round-1]); token != nil {
			closeSlot(token.slot)
			c.token = nil
		}
		c.round++
	}
}

func (c *consumer) win(context *context.Controlled) *slotToken {
	control.Pause("start", context)
	c.program.group = context.Name
	output := c.program.queue.startDequeuer(context)
	arms := []control.Arm{control.ReceiveFrom(output), control.Silently(control.ReceiveFrom(context.Done()))}
	if c.isImpatient {
		arms = append(arms, control.Silently(control.After("give up", nil)))
	}
	for control.Select(arms...) == 0 {
		c.token = control.Received().(*slotToken)
		control.Happened("got", c.token, true)
		won := c.program.queue.acquireSlot(c.token)
		control.Happened("acquired", c.token, won)
		if won && !behind(c.token.slot).failed {
			break
		}
		if won {
			closeSlot(c.token.slot)
			c.token = nil
			break
		}
		c.token = nil
	}
	control.Pause("cancel", context)
	control.Happened("cancel", context, context.Cancel())
	return c.token
}

func (c *consumer) read() map[string]any {
	read := map[string]any{"round": c.round}
	if c.token != nil {
		read["token"] = c.program.number(c.token)
	}
	return read
}
