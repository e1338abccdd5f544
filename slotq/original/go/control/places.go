package control

import (
	"reflect"
	"runtime"
	"strings"
)

const prefix = "original/agent."

var known = map[Place][]string{}

// Functions are the functions of a place, the outermost first, without those of this package.
func (p Place) Functions() []string {
	if found, ok := known[p]; ok {
		return found
	}
	names := []string{}
	frames := runtime.CallersFrames(p.counters[:p.count])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, prefix) {
			name := short(frame.Function)
			if len(names) == 0 || names[0] != name {
				names = append([]string{name}, names...)
			}
		}
		if !more {
			break
		}
	}
	known[p] = names
	return names
}

// Innermost is the innermost function of a place.
func (p Place) Innermost() string {
	names := p.Functions()
	if len(names) == 0 {
		return ""
	}
	return names[len(names)-1]
}

// Function is the name of a function.
func Function(function any) string {
	return short(runtime.FuncForPC(reflect.ValueOf(function).Pointer()).Name())
}

// short leaves out the package and the receiver: (*slotQueue).startDequeuer.func1 is
// startDequeuer.func1.
func short(name string) string {
	name = strings.TrimPrefix(name, prefix)
	if end := strings.Index(name, ")."); end >= 0 {
		name = name[end+2:]
	}
	return strings.TrimSuffix(name, "-fm")
}
