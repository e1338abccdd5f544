// Package agent has the source of the queue as it was rewritten, and around it small stand-ins for
// what that file takes from elsewhere, and the clients that use it.
package agent

// RequestStateType is the state of a request.
type RequestStateType int

// ContainerStateType is the state of a container.
type ContainerStateType int

// The states of a request, in the order of its life.
const (
	RequestStateNone RequestStateType = iota
	RequestStateWait
	RequestStateExec
	RequestStateDone
	RequestStateMax
)

// The states of a container.
const (
	ContainerStateNone ContainerStateType = iota
	ContainerStateWait
	ContainerStateStart
	ContainerStateIdle
	ContainerStatePaused
	ContainerStateBusy
	ContainerStateDone
	ContainerStateMax
)

// call is what the key reads of a call.
type call struct {
	AppID       string
	SyslogURL   string
	FnID        string
	Image       string
	Timeout     int32
	IdleTimeout int32
	TmpFsSize   uint32
	Memory      uint64
	CPUs        uint64
	Config      map[string]string
	Annotations annotations
}

type annotations map[string][]byte

// Get returns the bytes of an annotation, as they are stored.
func (a annotations) Get(key string) ([]byte, bool) {
	value, ok := a[key]
	return value, ok
}
