package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"sort"
	"strings"
)

// Refusal is a construct that the rules do not know.
type Refusal struct {
	Line int
	What string
}

func (r Refusal) Error() string {
	return fmt.Sprintf("line %d: %s", r.Line, r.What)
}

// edit replaces a piece of the text.
type edit struct {
	from, to int
	text     string
}

// rewriter walks over the syntax tree, and collects edits of the text.
type rewriter struct {
	source  []byte
	tokens  *token.FileSet
	file    *ast.File
	without map[string]bool
	edits   []edit
	rules   map[string]int
}

// Rewrite applies all rules.
func Rewrite(source []byte, without []string, unchecked bool) (Result, error) {
	result := Result{Hash: hash(source)}
	tokens := token.NewFileSet()
	file, err := parser.ParseFile(tokens, "slots.go", source, parser.ParseComments)
	if err != nil {
		return result, firstError(err)
	}
	r := &rewriter{source, tokens, file, map[string]bool{}, nil, map[string]int{}}
	for _, rule := range without {
		r.without[rule] = true
	}
	if err := r.refuse(); err != nil {
		return result, err
	}
	r.imports()
	for _, declaration := range file.Decls {
		ast.Inspect(declaration, r.visit)
	}
	result.Text, result.Rules, result.Kept = r.apply(), r.rules, r.kept()
	result.Declarations = r.declarations()
	if unchecked {
		return result, nil
	}
	return result, leftOver(result.Text)
}

func firstError(err error) error {
	if list, ok := err.(scanner.ErrorList); ok && len(list) > 0 {
		return Refusal{list[0].Pos.Line, list[0].Msg}
	}
	return err
}

// hash is that of the tokens, so that spaces and comments say nothing of the version.
func hash(source []byte) string {
	var scan scanner.Scanner
	tokens := token.NewFileSet()
	scan.Init(tokens.AddFile("", tokens.Base(), len(source)), source, func(token.Position, string) {}, 0)
	digest := sha256.New()
	for {
		_, kind, literal := scan.Scan()
		if kind == token.EOF {
			return hex.EncodeToString(digest.Sum(nil))
		}
		if kind == token.SEMICOLON {
			literal = ""
		}
		fmt.Fprintf(digest, "%s %q\n", kind, literal)
	}
}

// declarations are the hashes of what the file declares, by name.
func (r *rewriter) declarations() map[string]string {
	found := map[string]string{}
	for _, declaration := range r.file.Decls {
		switch declaration := declaration.(type) {
		case *ast.FuncDecl:
			found[declaration.Name.Name] = hash([]byte(r.text(declaration)))
		case *ast.GenDecl:
			for _, spec := range declaration.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					found[spec.Name.Name] = hash([]byte(r.text(spec)))
				case *ast.ValueSpec:
					found[spec.Names[0].Name] = hash([]byte(r.text(spec)))
				}
			}
		}
	}
	return found
}

func (r *rewriter) at(position token.Pos) int {
	return r.tokens.Position(position).Offset
}

func (r *rewriter) line(position token.Pos) int {
	return r.tokens.Position(position).Line
}

// text is the source of a node, as it is.
func (r *rewriter) text(node ast.Node) string {
	return string(r.source[r.at(node.Pos()):r.at(node.End())])
}

// replace notes an edit of a rule, if the rule is not left out.
func (r *rewriter) replace(rule string, from, to token.Pos, text string) {
	if !r.without[rule] {
		r.edits = append(r.edits, edit{r.at(from), r.at(to), text})
	}
}

func (r *rewriter) count(rule string) {
	if !r.without[rule] {
		r.rules[rule]++
	}
}

func (r *rewriter) apply() string {
	sort.SliceStable(r.edits, func(i, j int) bool { return r.edits[i].from < r.edits[j].from })
	var text strings.Builder
	done := 0
	for _, edit := range r.edits {
		text.Write(r.source[done:edit.from])
		text.WriteString(edit.text)
		done = edit.to
	}
	text.Write(r.source[done:])
	return text.String()
}
