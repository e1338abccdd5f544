// Command original drives the source of the queue, as it was rewritten, over lines of JSON: each
// line of standard input is a request, and each line of standard output its answer.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"original/agent"
	"original/control"
)

// Request is a line of standard input.
type Request struct {
	Do        string         `json:"do"`
	Bounds    agent.Bounds   `json:"bounds"`
	Remove    []string       `json:"remove"`
	Fine      bool           `json:"fine"`
	Schedules [][]string     `json:"schedules"`
	Counts    []agent.Counts `json:"counts"`
	Calls     []agent.Call   `json:"calls"`
}

// Event is what a primitive has done.
type Event struct {
	Kind    string `json:"kind"`
	Process string `json:"process"`
	In      string `json:"in"`
	About   string `json:"about"`
	Ok      bool   `json:"ok"`
	Woken   int    `json:"woken"`
	To      string `json:"to"`
}

// Place is a state, and what can happen there.
type Place struct {
	State any      `json:"state"`
	Next  []string `json:"next"`
}

// Step is a transition that was taken; where it failed there is no state.
type Step struct {
	Transition string  `json:"transition"`
	Events     []Event `json:"events"`
	Then       string  `json:"then"`
	Failure    string  `json:"failure"`
	Place
}

// Answer is a line of standard output.
type Answer struct {
	Error  string   `json:"error,omitempty"`
	Begin  *Place   `json:"begin,omitempty"`
	Steps  [][]Step `json:"steps,omitempty"`
	Truths []bool   `json:"truths,omitempty"`
	Keys   [][]byte `json:"keys,omitempty"`
	Takes  bool     `json:"takes,omitempty"`
}

// Driver answers.
type Driver struct {
	bounds  agent.Bounds
	program *agent.Program
}

func main() {
	runtime.GOMAXPROCS(1)
	lines := bufio.NewReaderSize(os.Stdin, 1<<16)
	written := bufio.NewWriterSize(os.Stdout, 1<<16)
	answers := json.NewEncoder(written)
	answers.SetEscapeHTML(false)
	driver := &Driver{}
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		answers.Encode(driver.answer(line))
		written.Flush()
	}
}

func (d *Driver) answer(line []byte) (answer Answer) {
	var request Request
	if err := json.Unmarshal(line, &request); err != nil {
		return Answer{Error: err.Error()}
	}
	err := d.do(request, &answer)
	if err != nil {
		answer = Answer{Error: err.Error()}
	}
	return answer
}

func (d *Driver) do(request Request, answer *Answer) error {
	switch request.Do {
	case "begin":
		control.Remove(request.Remove)
		control.Fine = request.Fine
		d.bounds = request.Bounds
		if err := d.reset(); err != nil {
			return err
		}
		begin := d.place()
		answer.Begin = &begin
	case "expand":
		return d.expand(request.Schedules, answer)
	case "run":
		return d.run(request.Schedules, answer)
	case "needed":
		for _, counts := range request.Counts {
			answer.Truths = append(answer.Truths, agent.IsNeeded(counts))
		}
	case "idle":
		for _, counts := range request.Counts {
			idle, err := agent.IsIdle(counts)
			if err != nil {
				return err
			}
			answer.Truths = append(answer.Truths, idle)
		}
	case "keys":
		answer.Takes = agent.TakesExtensions()
		for _, call := range request.Calls {
			key, err := agent.Key(call)
			if err != nil {
				return err
			}
			answer.Keys = append(answer.Keys, key)
		}
	default:
		return fmt.Errorf("%q is nothing that can be done", request.Do)
	}
	return nil
}

func (d *Driver) reset() (err error) {
	d.program, err = agent.Begin(d.bounds)
	return err
}

// expand takes each transition that is possible where a schedule leads.
func (d *Driver) expand(schedules [][]string, answer *Answer) error {
	for _, schedule := range schedules {
		steps := []Step{}
		if err := d.follow(schedule); err != nil {
			return err
		}
		for index, next := range d.program.World.Transitions() {
			if index > 0 {
				if err := d.follow(schedule); err != nil {
					return err
				}
			}
			steps = append(steps, d.take(next))
		}
		answer.Steps = append(answer.Steps, steps)
	}
	return nil
}

// run takes the transitions of each schedule, and tells the state after each; it ends where one
// fails or is not possible.
func (d *Driver) run(schedules [][]string, answer *Answer) error {
	for _, schedule := range schedules {
		if err := d.reset(); err != nil {
			return err
		}
		steps := []Step{}
		for _, word := range schedule {
			transition, err := parse(word)
			if err != nil {
				return err
			}
			if !d.isPossible(transition) {
				steps = append(steps, Step{Transition: word, Failure: word + " is not possible"})
				break
			}
			step := d.take(transition)
			steps = append(steps, step)
			if step.Failure != "" {
				break
			}
		}
		answer.Steps = append(answer.Steps, steps)
	}
	return nil
}

func (d *Driver) isPossible(transition control.Transition) bool {
	for _, possible := range d.program.World.Transitions() {
		if possible == transition {
			return true
		}
	}
	return false
}

func (d *Driver) follow(schedule []string) error {
	if err := d.reset(); err != nil {
		return err
	}
	for _, word := range schedule {
		transition, err := parse(word)
		if err != nil {
			return err
		}
		d.program.Look()
		if err := d.program.World.Take(transition); err != nil {
			return fmt.Errorf("the replay diverged: %w", err)
		}
	}
	d.program.Look()
	return nil
}

func (d *Driver) take(transition control.Transition) Step {
	world := d.program.World
	step := Step{Transition: write(transition)}
	err := world.Take(transition)
	d.program.Look()
	for _, event := range world.Events {
		step.Events = append(step.Events, Event{
			Kind: event.Kind, Process: event.Process, In: event.Place.Innermost(),
			About: d.program.Name(event.About), Ok: event.Ok, Woken: event.Woken, To: event.To,
		})
	}
	if err != nil {
		step.Failure = err.Error()
		return step
	}
	if process := world.Find(transition.Process); process != nil {
		step.Then = agent.At(process)
	}
	step.Place = d.place()
	return step
}

func (d *Driver) place() Place {
	place := Place{State: d.program.State(), Next: []string{}}
	for _, transition := range d.program.World.Transitions() {
		place.Next = append(place.Next, write(transition))
	}
	return place
}

// write writes a transition as slotq does: dequeuer-1.1:2 or dequeuer-1.1>consumer-1.
func write(transition control.Transition) string {
	word := transition.Process
	if transition.Arm > 0 {
		word += ":" + strconv.Itoa(transition.Arm)
	}
	if transition.Partner != "" {
		word += ">" + transition.Partner
	}
	return word
}

func parse(word string) (transition control.Transition, err error) {
	word, transition.Partner, _ = strings.Cut(word, ">")
	word, arm, found := strings.Cut(word, ":")
	transition.Process = word
	if found {
		transition.Arm, err = strconv.Atoi(arm)
	}
	return transition, err
}
