"""Changes of a Python module: statements deleted, conditions and comparisons changed.

Deleting an assignment to a local name that has no other value would only raise a NameError; such
statements are left. So are those without an effect (`del` of a name that is not used, `return None`
where a function ends anyway), declarations, docstrings and whatever is outside of functions.
"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from slotq.mutants.mutant import Change
from slotq.mutants.texts import of_python

ALL = frozenset(
    {"delete", "unlock", "condition", "comparison", "operand", "constant", "arithmetic"}
)
"""The kinds of changes."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_KEPT = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Pass,
    ast.Import,
    ast.ImportFrom,
    ast.Global,
    ast.Nonlocal,
    ast.Break,
)
_COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
}
_ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}
_SHOWN = 70


class _Found(NamedTuple):
    kind: str
    begin: int
    end: int
    instead: str
    what: str


def python_changes(text: str) -> Iterator[Change]:
    """List the changes of a module, in the order of its text.

    Args:
        text: The module's source.

    Raises:
        SyntaxError: It is no Python.
    """
    source = _Source(text)
    for symbol, function in _functions(ast.parse(text), ""):
        before = of_python(function)
        seen = {before}
        found = sorted(set(_changes(source, function)), key=_order)
        for each in found:
            after = _changed(source, function, each)
            if after is not None and after not in seen:
                seen.add(after)
                identity = f"{symbol}\n{before}\n{after}"
                what = f"in {symbol}, {each.what}"
                yield Change(each.kind, symbol, what, *each[1:4], identity)


def _order(found: _Found) -> tuple[int, int, str, str]:
    return found.begin, found.end, found.kind, found.instead


def _functions(node: ast.AST, outer: str) -> Iterator[tuple[str, _Function]]:
    """The functions that are in no other function, with their qualified names."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{outer}{child.name}.")
        elif isinstance(child, _Function):
            yield f"{outer}{child.name}", child


def _changed(source: "_Source", function: _Function, found: _Found) -> str | None:
    """What becomes of a function; None if that is no Python."""
    begin, end = source.span(function)
    text = f"{source.text[begin : found.begin]}{found.instead}{source.text[found.end : end]}"
    try:
        return of_python(ast.parse(_alone(text, function)))
    except SyntaxError:
        return None


def _alone(text: str, function: _Function) -> str:
    """Put a function where no class is around it."""
    return f"{'if 1:' if function.col_offset else ''}\n{' ' * function.col_offset}{text}"


def _changes(source: "_Source", function: _Function) -> Iterator[_Found]:
    bound = _bound_often(function)
    for node in _inside(function):
        if not _is_without_effect(function, node):
            yield from _deleted(source, node, bound)
        yield from _unlocked(source, node)
        yield from _conditions(source, node)
        yield from _comparisons(source, node)
        yield from _operands(source, node)
        yield from _values(source, node)


def _inside(function: _Function) -> Iterator[ast.AST]:
    """What is in the body of a function, without annotations."""
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "returns", "decorator_list", "type_params"}:
                continue
            children = value if isinstance(value, list) else [value]
            pending += [child for child in children if isinstance(child, ast.AST)]


def _bound_often(function: _Function) -> frozenset[str]:
    """The local names that have a value also without any one assignment."""
    arguments = function.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    names = [argument.arg for argument in every]
    once: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            if node.id in once:
                names.append(node.id)
            once.add(node.id)
    return frozenset(names)


def _is_without_effect(function: _Function, node: ast.AST) -> bool:
    """Whether Python would do the same without a statement."""
    if isinstance(node, ast.Delete):
        return all(isinstance(target, ast.Name) for target in node.targets)
    returns_none = isinstance(node, ast.Return) and (
        node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
    )
    return returns_none and any(node is last for last in _last(function.body))


def _last(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements after which nothing of a body follows."""
    last = body[-1]
    yield last
    if isinstance(last, ast.With):
        yield from _last(last.body)
    elif isinstance(last, ast.If):
        yield from _last(last.body)
        if last.orelse:
            yield from _last(last.orelse)
    elif isinstance(last, ast.Match):
        for case in last.cases:
            yield from _last(case.body)


def _deleted(source: "_Source", node: ast.AST, bound: frozenset[str]) -> Iterator[_Found]:
    if not isinstance(node, ast.stmt) or isinstance(node, _KEPT):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [
            inner.id
            for target in targets
            for inner in ast.walk(target)
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
        ]
        if not bound.issuperset(names):
            return
    yield _Found("delete", *source.span(node), "pass", f"`{source.shown(node)}` is deleted")


def _unlocked(source: "_Source", node: ast.AST) -> Iterator[_Found]:
    if not isinstance(node, ast.With) or any(item.optional_vars for item in node.items):
        return
    begin = source.span(node)[0]
    end = source.span(node.items[-1].context_expr)[1]
    if source.text[end : end + 1] == ":":
        held = ", ".join(source.shown(item.context_expr) for item in node.items)
        yield _Found("unlock", begin, end, "if True", f"a region runs without `{held}`")


def _conditions(source: "_Source", node: ast.AST) -> Iterator[_Found]:
    tests: list[ast.expr] = []
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        tests = [node.test]
    elif isinstance(node, ast.comprehension):
        tests = node.ifs
    elif isinstance(node, ast.match_case) and node.guard is not None:
        tests = [node.guard]
    for test in tests:
        if not isinstance(test, ast.Compare):
            begin, end = source.span(test)
            inner = source.text[begin:end]
            what = f"`{source.shown(test)}` is negated"
            yield _Found("condition", begin, end, f"(not ({inner}))", what)


def _comparisons(source: "_Source", node: ast.AST) -> Iterator[_Found]:
    if not isinstance(node, ast.Compare):
        return
    operands = (node.left, *node.comparators)
    for operator, (left, right) in zip(node.ops, pairwise(operands), strict=True):
        begin, end = source.span(left)[1], source.span(right)[0]
        token, others = _COMPARISONS[type(operator)]
        between = source.text[begin:end]
        of = f" `{source.shown(right)}`" if len(node.ops) > 1 else ""
        for other in others:
            instead = re.sub(rf"(?<![\w<>=!]){token}(?![\w<>=!])", other, between, count=1)
            if instead != between:
                what = f"`{source.shown(node)}` compares{of} with `{other}`"
                yield _Found("comparison", begin, end, instead, what)


def _operands(source: "_Source", node: ast.AST) -> Iterator[_Found]:
    if isinstance(node, ast.BoolOp):
        neutral = "True" if isinstance(node.op, ast.And) else "False"
        for value in node.values:
            what = f"`{source.shown(node)}` lacks `{source.shown(value)}`"
            yield _Found("operand", *source.span(value), neutral, what)


def _values(source: "_Source", node: ast.AST) -> Iterator[_Found]:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        new = repr(not node.value) if isinstance(node.value, bool) else repr(node.value + 1)
        what = f"`{source.line(node)}` has {new} for {node.value!r}"
        yield _Found("constant", *source.span(node), new, what)
    elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        token, other = _ARITHMETIC[type(node.op)]
        begin, end = source.span(node.left)[1], source.span(node.right)[0]
        between = source.text[begin:end]
        if between.count(token) == 1:
            what = f"`{source.shown(node)}` has `{other}` for `{token}`"
            yield _Found("arithmetic", begin, end, between.replace(token, other), what)


class _Source:
    """A text whose places are lines and columns of bytes, as Python's are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = text.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def span(self, node: ast.stmt | ast.expr) -> tuple[int, int]:
        """Where a node begins and ends, in characters."""
        assert node.end_lineno is not None  # noqa: S101  # the parser says it
        assert node.end_col_offset is not None  # noqa: S101
        return (
            self._at(node.lineno, node.col_offset),
            self._at(node.end_lineno, node.end_col_offset),
        )

    def shown(self, node: ast.stmt | ast.expr) -> str:
        """The text of a node in a line, shortened."""
        begin, end = self.span(node)
        return _in_a_line(self.text[begin:end])

    def line(self, node: ast.stmt | ast.expr) -> str:
        """The line that a node is in."""
        return _in_a_line(self._lines[node.lineno - 1])

    def _at(self, line: int, column: int) -> int:
        before = self._lines[line - 1].encode()[:column].decode()
        return self._starts[line - 1] + len(before)


def _in_a_line(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
