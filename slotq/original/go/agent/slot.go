package agent

import (
	"errors"
	"original/control"
	"original/standin/context"
)

// place is what is behind a slot: closing it hands the container back.
type place struct {
	closed *control.Chan[struct{}]
	failed bool
}

var errStart = errors.New("the container did not start")

func (p *place) exec(context.Context, *call) error { return nil }

// SetError is that of later versions.
func (p *place) SetError(error) {}

// Error is that of the seed's version.
func (p *place) Error() error {
	if p.failed {
		return errStart
	}
	return nil
}

func (p *place) close() { control.Close(p.closed) }

// A slot's Close returns an error in the seed's version, and nothing in later ones.
type seedSlot struct{ place }

func (s *seedSlot) Close() error {
	s.close()
	return nil
}

type laterSlot struct{ place }

func (s *laterSlot) Close() { s.close() }

func newSlot(failed bool) (Slot, *place) {
	behind := place{closed: control.MakeChan[struct{}](0), failed: failed}
	seed := &seedSlot{behind}
	if slot, ok := any(seed).(Slot); ok {
		return slot, &seed.place
	}
	later := &laterSlot{behind}
	slot, ok := any(later).(Slot)
	if !ok {
		panic("no stand-in has the methods of this version's Slot")
	}
	return slot, &later.place
}

func behind(slot Slot) *place {
	switch slot := any(slot).(type) {
	case *seedSlot:
		return &slot.place
	case *laterSlot:
		return &slot.place
	}
	return nil
}

func closeSlot(slot Slot) {
	switch slot := any(slot).(type) {
	case *seedSlot:
		slot.Close()
	case *laterSlot:
		slot.Close()
	}
}
