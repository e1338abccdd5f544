// Package context stands in for Go's: a context is done from the moment on in which it is cancelled.
package context

import (
	"errors"
	"original/control"
)

// Canceled is what a context says once it is cancelled.
var Canceled = errors.New("context canceled")

// Context is what the original uses of a context.
type Context interface {
	Done() *control.Chan[struct{}]
	Err() error
}

// Controlled is a context.
type Controlled struct {
	Name string
	done *control.Chan[struct{}]
}

// New makes a context that is not done.
func New(name string) *Controlled {
	return &Controlled{name, control.MakeDone()}
}

// Done is closed by Cancel.
func (c *Controlled) Done() *control.Chan[struct{}] {
	return c.done
}

// Err says whether the context is done; outside of a lock's region it stops first.
func (c *Controlled) Err() error {
	if control.IsInRegion() {
		control.ReachOut("err")
	} else {
		control.Pause("err", c)
		control.Happened("err", c, c.done.Closed())
	}
	if c.done.Closed() {
		return Canceled
	}
	return nil
}

// Cancel makes it done, and says whether it was not.
func (c *Controlled) Cancel() bool {
	return c.done.CloseOnce()
}
