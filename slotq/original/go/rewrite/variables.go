package main

import (
	"go/ast"
	"go/token"
	"sort"
)

// Kept is a local variable that a function keeps over a stop.
type Kept struct {
	Function string `json:"function"`
	Variable string `json:"variable"`
	Line     int    `json:"line"`
}

// shared are the variables of the function around a literal that the literal uses, and that change
// after they are declared.
func (r *rewriter) shared(literal *ast.FuncLit) []string {
	found := map[string]bool{}
	ast.Inspect(literal.Body, func(node ast.Node) bool {
		name, ok := node.(*ast.Ident)
		if ok && r.isLocal(name) && !within(literal, name.Obj.Pos()) && r.changes(name.Obj) {
			found[name.Name] = true
		}
		return true
	})
	names := []string{}
	for name := range found {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func within(node ast.Node, position token.Pos) bool {
	return node.Pos() <= position && position < node.End()
}

// isLocal says whether a name is that of a variable of some function.
func (r *rewriter) isLocal(name *ast.Ident) bool {
	if name.Obj == nil || name.Obj.Kind != ast.Var {
		return false
	}
	return r.file.Scope.Lookup(name.Name) != name.Obj && r.enclosing(name.Obj.Pos()) != nil
}

func (r *rewriter) enclosing(position token.Pos) *ast.FuncDecl {
	for _, declaration := range r.file.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if ok && within(function, position) {
			return function
		}
	}
	return nil
}

// changes says whether a variable is assigned other than where it is declared, or its address taken.
func (r *rewriter) changes(object *ast.Object) bool {
	return len(r.assignments(object)) > 0
}

func (r *rewriter) assignments(object *ast.Object) []token.Pos {
	var found []token.Pos
	is := func(value ast.Expr) bool {
		name, ok := value.(*ast.Ident)
		return ok && name.Obj == object
	}
	ast.Inspect(r.enclosing(object.Pos()), func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.AssignStmt:
			for _, to := range node.Lhs {
				if is(to) && to.Pos() != object.Pos() {
					found = append(found, to.Pos())
				}
			}
		case *ast.IncDecStmt:
			if is(node.X) {
				found = append(found, node.Pos())
			}
		case *ast.UnaryExpr:
			if node.Op == token.AND && is(node.X) {
				found = append(found, node.Pos())
			}
		case *ast.RangeStmt:
			if (node.Key != nil && is(node.Key)) || (node.Value != nil && is(node.Value)) {
				found = append(found, node.Pos())
			}
		}
		return true
	})
	return found
}
