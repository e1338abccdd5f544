package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// replaced are the packages whose place others take, which control what they do.
var replaced = map[string]string{
	`"sync"`:        `sync "original/standin/sync"`,
	`"sync/atomic"`: `atomic "original/standin/atomic"`,
	`"context"`:     `context "original/standin/context"`,
}

// Rule "imports": packages that synchronise are replaced by those that stop first. So are all their
// types and functions: mutex, condition variable, compare-and-swap, Done and Err of a context.
func (r *rewriter) imports() {
	for _, spec := range r.file.Imports {
		if path, ok := replaced[spec.Path.Value]; ok {
			r.count("imports")
			r.replace("imports", spec.Path.Pos(), spec.Path.End(), path)
		}
	}
	// In the line of the package clause, so that all lines keep their numbers.
	r.replace("control", r.file.Name.End(), r.file.Name.End(), `; import "original/control"`)
}

func (r *rewriter) visit(node ast.Node) bool {
	switch node := node.(type) {
	case *ast.ChanType:
		return r.chanType(node)
	case *ast.CallExpr:
		return r.call(node)
	case *ast.UnaryExpr:
		r.receive(node)
	case *ast.SendStmt:
		r.send(node)
	case *ast.SelectStmt:
		return r.choice(node)
	case *ast.GoStmt:
		r.goStatement(node)
	}
	return true
}

// Rule "channel": chan T is *control.Chan[T], whatever its direction.
func (r *rewriter) chanType(node *ast.ChanType) bool {
	r.count("channel")
	r.replace("channel", node.Begin, node.Value.Pos(), "*control.Chan[")
	ast.Inspect(node.Value, r.visit)
	r.replace("channel", node.Value.End(), node.Value.End(), "]")
	return false
}

// Rules "make" and "close": make(chan T, n) is control.MakeChan[T](n), close(c) control.Close(c).
func (r *rewriter) call(node *ast.CallExpr) bool {
	name, ok := node.Fun.(*ast.Ident)
	switch {
	case ok && name.Name == "close":
		r.count("close")
		r.replace("close", name.Pos(), name.End(), "control.Close")
	case ok && name.Name == "make":
		made, ok := node.Args[0].(*ast.ChanType)
		if !ok {
			return true
		}
		r.count("make")
		r.replace("make", node.Pos(), made.Value.Pos(), "control.MakeChan[")
		ast.Inspect(made.Value, r.visit)
		if len(node.Args) > 1 {
			r.replace("make", made.Value.End(), node.Args[1].Pos(), "](")
			ast.Inspect(node.Args[1], r.visit)
		} else {
			r.replace("make", made.Value.End(), node.Rparen, "](0")
		}
		return false
	}
	return true
}

// Rule "receive": <-c is control.Receive(c).
func (r *rewriter) receive(node *ast.UnaryExpr) {
	if node.Op != token.ARROW {
		return
	}
	r.count("receive")
	r.replace("receive", node.Pos(), node.X.Pos(), "control.Receive(")
	r.replace("receive", node.X.End(), node.X.End(), ")")
}

// Rule "send": c <- v is control.Send(c, v).
func (r *rewriter) send(node *ast.SendStmt) {
	r.count("send")
	r.replace("send", node.Pos(), node.Pos(), "control.Send(")
	r.replace("send", node.Chan.End(), node.Value.Pos(), ", ")
	r.replace("send", node.Value.End(), node.Value.End(), ")")
}

// Rule "select": its arms are given to control.Select, which says which one to go on with.
func (r *rewriter) choice(node *ast.SelectStmt) bool {
	r.count("select")
	var arms []string
	for number, clause := range node.Body.List {
		comm := clause.(*ast.CommClause).Comm
		switch comm := comm.(type) {
		case *ast.SendStmt:
			arms = append(arms, fmt.Sprintf("control.SendTo(%s, %s)", r.text(comm.Chan), r.text(comm.Value)))
		case *ast.ExprStmt:
			arms = append(arms, fmt.Sprintf("control.ReceiveFrom(%s)", r.text(comm.X.(*ast.UnaryExpr).X)))
		}
		r.replace("select", comm.Pos(), comm.End(), fmt.Sprint(number))
	}
	head := fmt.Sprintf("switch control.Select(%s) {", strings.Join(arms, ", "))
	r.replace("select", node.Pos(), node.Body.Lbrace+1, head)
	for _, clause := range node.Body.List {
		for _, statement := range clause.(*ast.CommClause).Body {
			ast.Inspect(statement, r.visit)
		}
	}
	return false
}

// Rule "go": go func() { … }() is control.Go(func() { … }), told which variables it shares that
// change.
func (r *rewriter) goStatement(node *ast.GoStmt) {
	r.count("go")
	literal := node.Call.Fun.(*ast.FuncLit)
	r.replace("go", node.Pos(), literal.Pos(), "control.Go(")
	shared := ""
	for _, name := range r.shared(literal) {
		r.count("variable")
		if !r.without["variable"] {
			shared += fmt.Sprintf(", control.Variable{Name: %q, Address: &%s}", name, name)
		}
	}
	r.replace("go", node.Call.Lparen, node.Call.Rparen+1, shared+")")
}
