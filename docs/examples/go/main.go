package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	broken := flag.String("broken", "", "what is wrong: "+strings.Join(Broken, ", "))
	rounds := flag.Int("rounds", 20, "requests of each consumer")
	end := flag.Bool("end", true, "end the load with sleepers, a late slot and cancels")
	flag.Parse()
	switch flag.Arg(0) {
	case "conform":
		conform(*broken)
	case "trace":
		recorder := NewRecorder(os.Stdout)
		recorder.End(load(NewQueue(recorder, *broken), nil, *rounds, *end))
	case "history":
		history := NewHistory(io.Writer(os.Stdout))
		load(NewQueue(nil, *broken), history, *rounds, *end)
		history.out.Flush()
	default:
		fmt.Fprintln(os.Stderr, "usage: slotqueue [-broken WHAT] [-rounds N] conform|trace|history")
		os.Exit(2)
	}
}
