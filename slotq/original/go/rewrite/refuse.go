package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
)

// pure are the packages that stay: nothing in them waits for another goroutine.
var pure = map[string]bool{
	`"bytes"`: true, `"crypto/sha256"`: true, `"encoding/binary"`: true, `"errors"`: true,
	`"fmt"`: true, `"hash"`: true, `"reflect"`: true, `"sort"`: true, `"strconv"`: true,
	`"strings"`: true, `"unsafe"`: true,
}

// controlled is what is known of the packages that are replaced.
var controlled = map[string]map[string]bool{
	"sync":    {"Mutex": true, "Cond": true, "NewCond": true, "Locker": true, "Pool": true},
	"atomic":  {"CompareAndSwapUint32": true, "LoadUint32": true, "StoreUint32": true},
	"context": {"Context": true, "Canceled": true},
}

// refuse looks for what the rules do not know.
func (r *rewriter) refuse() error {
	if err := r.refuseImports(); err != nil {
		return err
	}
	var found error
	refused := func(node ast.Node, format string, values ...any) {
		if found == nil {
			found = Refusal{r.line(node.Pos()), fmt.Sprintf(format, values...)}
		}
	}
	for _, declaration := range r.file.Decls {
		r.refuseVariables(declaration, refused)
		ast.Inspect(declaration, func(node ast.Node) bool {
			r.refuseNode(node, refused)
			return found == nil
		})
	}
	return found
}

func (r *rewriter) refuseImports() error {
	for _, spec := range r.file.Imports {
		path := spec.Path.Value
		_, isReplaced := replaced[path]
		switch {
		case !isReplaced && !pure[path]:
			return Refusal{r.line(spec.Pos()), "no rule for the package " + path}
		case spec.Name != nil:
			return Refusal{r.line(spec.Pos()), "no rule for an import by another name"}
		}
	}
	return nil
}

// refuseVariables refuses variables of the package, where no state is read; pools hold no state.
func (r *rewriter) refuseVariables(declaration ast.Decl, refused func(ast.Node, string, ...any)) {
	general, ok := declaration.(*ast.GenDecl)
	if !ok || general.Tok != token.VAR {
		return
	}
	for _, spec := range general.Specs {
		values := spec.(*ast.ValueSpec)
		for _, value := range values.Values {
			if !isPool(value) {
				refused(value, "no rule for a variable of the package")
			}
		}
		if len(values.Values) == 0 {
			refused(values, "no rule for a variable of the package")
		}
	}
}

func isPool(value ast.Expr) bool {
	if address, ok := value.(*ast.UnaryExpr); ok && address.Op == token.AND {
		value = address.X
	}
	literal, ok := value.(*ast.CompositeLit)
	if !ok {
		return false
	}
	name, ok := literal.Type.(*ast.SelectorExpr)
	return ok && name.Sel.Name == "Pool"
}

func (r *rewriter) refuseNode(node ast.Node, refused func(ast.Node, string, ...any)) {
	switch node := node.(type) {
	case *ast.SelectorExpr:
		name, ok := node.X.(*ast.Ident)
		if names := controlled[nameOf(name)]; ok && name.Obj == nil && names != nil && !names[node.Sel.Name] {
			refused(node, "no rule for %s.%s", name.Name, node.Sel.Name)
		}
	case *ast.SelectStmt:
		r.refuseArms(node, refused)
	case *ast.GoStmt:
		literal, ok := node.Call.Fun.(*ast.FuncLit)
		if !ok || len(node.Call.Args) > 0 || literal.Type.Results != nil {
			refused(node, "no rule for a go statement but go func() { … }()")
		}
	case *ast.AssignStmt:
		r.refuseReceive(node, node.Lhs, node.Rhs, refused)
	case *ast.ValueSpec:
		if len(node.Names) == 2 && len(node.Values) == 1 && isReceive(node.Values[0]) {
			refused(node, "no rule for a receive that says whether the channel is closed")
		}
	case *ast.CallExpr:
		if name, ok := node.Fun.(*ast.Ident); ok && name.Name == "recover" {
			refused(node, "no rule for recover")
		}
	case *ast.Ident:
		if node.Name == "control" {
			refused(node, "no rule for a name that the rewriting uses, control")
		}
	}
}

func nameOf(name *ast.Ident) string {
	if name == nil {
		return ""
	}
	return name.Name
}

func isReceive(value ast.Expr) bool {
	unary, ok := value.(*ast.UnaryExpr)
	return ok && unary.Op == token.ARROW
}

func (r *rewriter) refuseReceive(node ast.Node, to, from []ast.Expr, refused func(ast.Node, string, ...any)) {
	if len(to) == 2 && len(from) == 1 && isReceive(from[0]) {
		refused(node, "no rule for a receive that says whether the channel is closed")
	}
}

func (r *rewriter) refuseArms(node *ast.SelectStmt, refused func(ast.Node, string, ...any)) {
	for _, clause := range node.Body.List {
		comm := clause.(*ast.CommClause)
		switch statement := comm.Comm.(type) {
		case *ast.SendStmt:
			r.refuseInArm(statement.Chan, refused)
			r.refuseInArm(statement.Value, refused)
		case *ast.ExprStmt:
			receive, ok := statement.X.(*ast.UnaryExpr)
			if !ok {
				refused(comm, "no rule for this arm of a select")
				return
			}
			r.refuseInArm(receive.X, refused)
		case nil:
			refused(comm, "no rule for the default of a select")
		default:
			refused(comm, "no rule for an arm of a select that keeps what it receives")
		}
	}
}

// refuseInArm refuses what would have to be rewritten in an arm.
func (r *rewriter) refuseInArm(value ast.Expr, refused func(ast.Node, string, ...any)) {
	ast.Inspect(value, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncLit, *ast.ChanType:
			refused(node, "no rule for this in an arm of a select")
		case *ast.UnaryExpr:
			if node.Op == token.ARROW {
				refused(node, "no rule for a receive in an arm of a select")
			}
		}
		return true
	})
}

// leftOver reads what was written, as if somebody else had written it, and looks for what is not
// controlled.
func leftOver(text string) error {
	tokens := token.NewFileSet()
	file, err := parser.ParseFile(tokens, "slots.go", text, 0)
	if err != nil {
		return firstError(err)
	}
	var found error
	refused := func(node ast.Node, what string) {
		if found == nil {
			found = Refusal{tokens.Position(node.Pos()).Line, what + " was left as it is"}
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.ImportSpec:
			if _, ok := replaced[node.Path.Value]; ok {
				refused(node, "the package "+node.Path.Value)
			}
		case *ast.GoStmt:
			refused(node, "a go statement")
		case *ast.SelectStmt:
			refused(node, "a select")
		case *ast.SendStmt:
			refused(node, "a send")
		case *ast.ChanType:
			refused(node, "a channel")
		case *ast.UnaryExpr:
			if node.Op == token.ARROW {
				refused(node, "a receive")
			}
		case *ast.CallExpr:
			if name, ok := node.Fun.(*ast.Ident); ok && name.Name == "close" {
				refused(node, "a close")
			}
		}
		return true
	})
	return found
}
