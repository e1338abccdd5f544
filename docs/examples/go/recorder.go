package main

import (
	"bufio"
	"encoding/json"
	"io"
	"sync"
	"time"
)

// Fields are the fields of a line after the process and the action.
type Fields map[string]interface{}

// Recorder writes a slotq-trace. Its one lock is the queue's lock as well, and is held around every
// effect outside of it; so the order of the lines is the order of the effects.
type Recorder struct {
	mutex sync.Mutex
	out   *bufio.Writer
	seq   int
}

// NewRecorder writes the header.
func NewRecorder(out io.Writer) *Recorder {
	r := &Recorder{out: bufio.NewWriter(out)}
	r.line(Fields{"format": "slotq-trace", "version": 1, "source": "docs/examples/go",
		"omits": []string{"SlotClose", "ContainerWake", "ContainerReturn", "Evict"}})
	return r
}

// effect runs an effect that is outside of the queue's lock, together with its line.
func (r *Recorder) effect(f func()) {
	if r != nil {
		r.mutex.Lock()
		defer r.mutex.Unlock()
	}
	f()
}

// write writes the line of a step; the caller holds the lock.
func (r *Recorder) write(process, action string, fields Fields) {
	if r == nil {
		return
	}
	r.seq++
	line := Fields{"seq": r.seq, "process": process, "action": action}
	for name, value := range fields {
		line[name] = value
	}
	r.line(line)
}

// End says that the run has reached quiescence.
func (r *Recorder) End(live int64) {
	r.effect(func() { r.write("main", "End", Fields{"live_dequeuer_threads": live}) })
	r.out.Flush()
}

func (r *Recorder) line(fields Fields) {
	data, _ := json.Marshal(fields)
	r.out.Write(append(data, '\n'))
}

// History writes a slotq-history: a line before each call and one after it.
type History struct {
	mutex sync.Mutex
	out   *bufio.Writer
	begin time.Time
}

// NewHistory writes the header; a nil writer makes a history that writes nothing.
func NewHistory(out io.Writer) *History {
	if out == nil {
		return nil
	}
	h := &History{out: bufio.NewWriter(out), begin: time.Now()}
	data, _ := json.Marshal(Fields{"format": "slotq-history", "version": 1, "source": "docs/examples/go"})
	h.out.Write(append(data, '\n'))
	return h
}

func (h *History) write(kind, process, f string, fields Fields) {
	if h == nil {
		return
	}
	line := Fields{"type": kind, "process": process, "f": f}
	for name, value := range fields {
		line[name] = value
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	line["time"] = time.Since(h.begin).Nanoseconds()
	data, _ := json.Marshal(line)
	h.out.Write(append(data, '\n'))
}
