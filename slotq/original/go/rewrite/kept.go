package main

import (
	"go/ast"
	"go/token"
)

// function is a function or a literal, without the literals in it.
type function struct {
	name      string
	body      *ast.BlockStmt
	stops     []token.Pos
	loops     []ast.Node
	uses      map[*ast.Object][]token.Pos
	constants map[*ast.Object]bool
	declared  []*ast.Object
	from      map[*ast.Object]token.Pos // where it has its first value
}

// kept lists the local variables that hold something over a stop: a reader of the state has to read
// them too. It is cautious: it may list one that holds nothing.
func (r *rewriter) kept() []Kept {
	found := []Kept{}
	stopping := r.stopping()
	for _, declaration := range r.file.Decls {
		declared, ok := declaration.(*ast.FuncDecl)
		if !ok || declared.Body == nil {
			continue
		}
		for _, function := range r.split(declared, stopping) {
			for _, object := range function.declared {
				if r.isKept(function, object) {
					found = append(found, Kept{function.name, object.Name, r.line(object.Pos())})
				}
			}
		}
	}
	return found
}

// stopping are the functions of the file that stop, by name.
func (r *rewriter) stopping() map[string]bool {
	found := map[string]bool{}
	for before := -1; before < len(found); {
		before = len(found)
		for _, declaration := range r.file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok || function.Body == nil {
				continue
			}
			ast.Inspect(function.Body, func(node ast.Node) bool {
				if _, isLiteral := node.(*ast.FuncLit); isLiteral {
					return false
				}
				if isStop(node, found) {
					found[function.Name.Name] = true
				}
				return true
			})
		}
	}
	return found
}

func isStop(node ast.Node, stopping map[string]bool) bool {
	switch node := node.(type) {
	case *ast.SendStmt, *ast.SelectStmt:
		return true
	case *ast.UnaryExpr:
		return node.Op == token.ARROW
	case *ast.CallExpr:
		switch called := node.Fun.(type) {
		case *ast.Ident:
			return called.Name == "close" || stopping[called.Name]
		case *ast.SelectorExpr:
			switch called.Sel.Name {
			case "Lock", "Wait", "Broadcast", "Signal":
				return true
			}
			package_, ok := called.X.(*ast.Ident)
			return ok && package_.Obj == nil && package_.Name == "atomic" || stopping[called.Sel.Name]
		}
	}
	return false
}

// split finds a function and the literals in it.
func (r *rewriter) split(declared *ast.FuncDecl, stopping map[string]bool) []*function {
	found := []*function{r.read(declared.Name.Name, declared.Body, stopping)}
	ast.Inspect(declared.Body, func(node ast.Node) bool {
		if literal, ok := node.(*ast.FuncLit); ok {
			found = append(found, r.read(declared.Name.Name+".func", literal.Body, stopping))
		}
		return true
	})
	return found
}

func (r *rewriter) read(name string, body *ast.BlockStmt, stopping map[string]bool) *function {
	f := &function{name: name, body: body, uses: map[*ast.Object][]token.Pos{}, constants: map[*ast.Object]bool{}, from: map[*ast.Object]token.Pos{}}
	arms := map[ast.Node]token.Pos{}
	var inspect func(node ast.Node, at token.Pos)
	inspect = func(root ast.Node, at token.Pos) {
		ast.Inspect(root, func(node ast.Node) bool {
			if node == nil {
				return false
			}
			if position, ok := arms[node]; ok && node != root {
				inspect(node, position) // what is in an arm is looked at before the select stops
				return false
			}
			switch node := node.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ForStmt, *ast.RangeStmt:
				f.loops = append(f.loops, node)
			case *ast.SelectStmt:
				for _, clause := range node.Body.List {
					arms[clause.(*ast.CommClause).Comm] = node.Pos()
				}
			case *ast.AssignStmt:
				f.declare(node.Tok == token.DEFINE, node.Lhs, node.Rhs, node.End())
			case *ast.ValueSpec:
				names := []ast.Expr{}
				for _, name := range node.Names {
					names = append(names, name)
				}
				f.declare(true, names, node.Values, node.End())
			case *ast.Ident:
				if r.isLocal(node) {
					position := node.Pos()
					if at.IsValid() {
						position = at
					}
					f.uses[node.Obj] = append(f.uses[node.Obj], position)
				}
			}
			if isStop(node, stopping) && !at.IsValid() {
				f.stops = append(f.stops, node.End())
				if choice, ok := node.(*ast.SelectStmt); ok {
					f.stops[len(f.stops)-1] = choice.Body.Lbrace
				}
			}
			return true
		})
	}
	inspect(body, token.NoPos)
	return f
}

func (f *function) declare(isNew bool, to, from []ast.Expr, end token.Pos) {
	if !isNew {
		return
	}
	for index, expression := range to {
		name, ok := expression.(*ast.Ident)
		if !ok || name.Obj == nil || name.Obj.Pos() != name.Pos() {
			continue
		}
		f.declared = append(f.declared, name.Obj)
		f.from[name.Obj] = end
		f.constants[name.Obj] = len(from) == 0 || len(from) == len(to) && isConstant(from[index])
	}
}

func isConstant(value ast.Expr) bool {
	switch value := value.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return value.Name == "true" || value.Name == "false" || value.Name == "nil"
	case *ast.CallExpr:
		return len(value.Args) == 1 && isConstant(value.Args[0]) // a conversion, as uint64(0)
	}
	return false
}

func (r *rewriter) isKept(f *function, object *ast.Object) bool {
	for _, stop := range f.stops {
		if f.isUsedAfter(object, stop) && !r.isConstantAt(f, object, stop) {
			return true
		}
	}
	return false
}

// again says whether one position may be reached after another, though it stands before it.
func (f *function) again(object *ast.Object, one, other token.Pos) bool {
	for _, loop := range f.loops {
		if within(loop, one) && within(loop, other) && !within(loop, object.Pos()) {
			return true
		}
	}
	return false
}

func (f *function) isUsedAfter(object *ast.Object, stop token.Pos) bool {
	for _, use := range f.uses[object] {
		if f.from[object] < stop && use > stop || f.again(object, use, stop) {
			return true
		}
	}
	return false
}

func (r *rewriter) isConstantAt(f *function, object *ast.Object, stop token.Pos) bool {
	if !f.constants[object] {
		return false
	}
	for _, assigned := range r.assignments(object) {
		if within(f.body, assigned) && (assigned < stop || f.again(object, assigned, stop)) {
			return false
		}
	}
	return true
}
