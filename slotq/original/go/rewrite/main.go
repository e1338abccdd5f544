// Command rewrite reads the source of the queue and writes it with controlled primitives.
//
// The text is kept, byte by byte, but for what the rules replace. What they do not know is refused,
// with its line. It writes one line of JSON.
package main

import (
	"encoding/json"
	"flag"
	"io"
	"os"
	"strings"
)

// Result is what is written.
type Result struct {
	Text    string         `json:"text"`
	Hash    string         `json:"hash"`
	Rules   map[string]int `json:"rules"`
	Kept    []Kept         `json:"kept"`
	Refused string         `json:"refused"`

	Declarations map[string]string `json:"declarations"`
}

func main() {
	without := flag.String("without", "", "rules that are left out, for tests")
	unchecked := flag.Bool("unchecked", false, "do not look at what is left, for tests")
	flag.Parse()
	source, err := io.ReadAll(os.Stdin)
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(2)
	}
	result, err := Rewrite(source, strings.Split(*without, ","), *unchecked)
	if err != nil {
		result.Refused = err.Error()
	}
	json.NewEncoder(os.Stdout).Encode(result)
}
