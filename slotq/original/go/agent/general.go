package agent

import (
	"fmt"
	"original/control"
	"original/standin/context"
	"sort"
)

// generalClient may do whatever the queue allows: queue, start a dequeuer, receive from one that it
// started, try to win a token that it queued or was delivered. The twin of SlotQueueSteps!Next.
type generalClient struct {
	program *Program
	known   []*slotToken
	outputs []*control.Chan[*slotToken]
	hand    *slotToken // what it tries to win
	slot    Slot       // what it queues
}

func (p *Program) beginGeneral() {
	p.newQueue()
	for number := 0; number < p.bounds.Dequeuers; number++ {
		context := p.newContext(fmt.Sprint(number + 1))
		p.World.Environment = append(p.World.Environment, p.cancellation(context, func() bool { return true }))
	}
	p.World.Within = p.isWithin
	for number := 0; number < p.bounds.Clients; number++ {
		client := &generalClient{program: p, outputs: make([]*control.Chan[*slotToken], p.bounds.Dequeuers)}
		name := fmt.Sprint("client-", number+1)
		p.readers[name] = client.read
		p.World.Start(name, client.run)
	}
}

func (p *Program) cancellation(context *context.Controlled, enabled func() bool) control.Act {
	name := "cancel-" + context.Name
	return control.Act{Name: name, Enabled: enabled, Effect: func() error {
		p.World.Note("cancel", name, context, context.Cancel())
		return nil
	}}
}

// isWithin leaves out what leads beyond the bounds, which are no business of a client.
func (p *Program) isWithin(transition control.Transition) bool {
	process := p.World.Find(transition.Process)
	if process == nil || transition.Arm >= len(process.Operation.Arms) {
		return true
	}
	arm := process.Operation.Arms[transition.Arm]
	switch arm.Label {
	case "queue":
		return p.queue.nextId-p.bounds.FirstID < uint64(p.bounds.Tokens)
	case "start":
		return p.World.Find("dequeuer-"+arm.About.(*context.Controlled).Name) == nil
	}
	return true
}

func (c *generalClient) run() {
	queue := c.program.queue
	for {
		arms := c.arms()
		c.hand, c.slot = nil, nil
		arm := arms[control.Select(arms...)]
		switch arm.Label {
		case "queue":
			c.slot, _ = newSlot(false)
			c.learn(queue.queueSlot(c.slot))
		case "acquire":
			c.hand = arm.About.(*slotToken)
			control.Happened("acquired", c.hand, queue.acquireSlot(c.hand))
		case "start":
			context := arm.About.(*context.Controlled)
			c.program.group = context.Name
			c.outputs[c.program.index(context)] = queue.startDequeuer(context)
		default:
			c.learn(control.Received().(*slotToken))
		}
	}
}

func (p *Program) index(context *context.Controlled) int {
	for index, each := range p.contexts {
		if each == context {
			return index
		}
	}
	return -1
}

func (c *generalClient) arms() []control.Arm {
	arms := []control.Arm{control.Silently(control.After("queue", nil))}
	for _, token := range c.known {
		arms = append(arms, control.Silently(control.After("acquire", token)))
	}
	for _, context := range c.program.contexts {
		arms = append(arms, control.Silently(control.After("start", context)))
	}
	for _, output := range c.outputs {
		if output != nil {
			arms = append(arms, control.ReceiveFrom(output))
		}
	}
	return arms
}

// learn keeps a token; in which order they came is no part of the state.
func (c *generalClient) learn(token *slotToken) {
	control.Happened("got", token, true)
	for _, known := range c.known {
		if known == token {
			return
		}
	}
	c.known = append(append([]*slotToken{}, c.known...), token)
	sort.Slice(c.known, func(i, j int) bool {
		return c.program.number(c.known[i]) < c.program.number(c.known[j])
	})
}

func (c *generalClient) read() map[string]any {
	known, owns := []int{}, []bool{}
	for _, token := range c.known {
		known = append(known, c.program.number(token))
	}
	for _, output := range c.outputs {
		owns = append(owns, output != nil)
	}
	read := map[string]any{"known": known, "owns": owns}
	if c.hand != nil {
		read["token"] = c.program.number(c.hand)
	}
	for number, token := range c.program.tokens {
		if c.slot != nil && token.slot == c.slot {
			read["queues"] = number
		}
	}
	return read
}
