package control

import (
	"reflect"
	"runtime"
	"strings"
)

const prefix = "original/agent."

// resolved is what is known of a place: its functions, and the lines at which they stand.
type resolved struct {
	functions []string
	lines     []int
}

var known = map[Place]resolved{}

// Functions are the functions of a place, the outermost first, without those of this package.
func (p Place) Functions() []string {
	return p.resolve().functions
}

// Lines are the lines at which these functions stand: one function may stop at several.
func (p Place) Lines() []int {
	return p.resolve().lines
}

func (p Place) resolve() resolved {
	if found, ok := known[p]; ok {
		return found
	}
	found := resolved{[]string{}, []int{}}
	frames := runtime.CallersFrames(p.counters[:p.count])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, prefix) {
			name := short(frame.Function)
			if len(found.functions) == 0 || found.functions[0] != name {
				found.functions = append([]string{name}, found.functions...)
				found.lines = append([]int{frame.Line}, found.lines...)
			}
		}
		if !more {
			break
		}
	}
	known[p] = found
	return found
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
