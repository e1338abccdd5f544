// Package sync stands in for Go's: what synchronises is controlled, and what does not is Go's.
package sync

import (
	"original/control"
	real "sync"
)

type (
	// Mutex is controlled.
	Mutex = control.Mutex
	// Cond is controlled.
	Cond = control.Cond
	// Locker is as in Go.
	Locker = control.Locker
	// Pool is Go's: it hands out scratch space for the key, and nothing waits for it.
	Pool = real.Pool
)

// NewCond makes a controlled condition.
func NewCond(lock Locker) *Cond {
	return control.NewCond(lock)
}
