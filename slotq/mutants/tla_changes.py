"""Changes of a module of the specification: parts of actions dropped, comparisons changed.

A guard that is dropped is TRUE. An update that is dropped leaves its variables as they are, since a
step that says nothing of a variable is no step that TLC can take. A disjunct that is dropped is
FALSE. What is changed is what the next-state relation needs: neither properties nor fairness.
Promises of fairness are left out one by one in models/faults, by MCUnfair, the other modules whose
names begin so, and MCLockWithout: a property that is violated then needs the promise. A row that
holds there says of a promise that no property needs it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from slotq.mutants.mutant import Change
from slotq.mutants.texts import of_tla
from slotq.tlc.sany import Level
from slotq.tlc.syntax import Node, Place, Syntax

_AND = frozenset({"$ConjList", "\\land"})
_OR = frozenset({"$DisjList", "\\lor"})
_COMPARISONS = {
    "=": ("=", ("#",)),
    "/=": ("#", ("=",)),
    "\\in": ("\\in", ("\\notin",)),
    "\\notin": ("\\notin", ("\\in",)),
    "<": ("<", ("<=", ">=")),
    "\\leq": ("<=", ("<", ">")),
    ">": (">", (">=", "<=")),
}
_INVERTED = frozenset({"=", "/=", "\\in", "\\notin"})  # whose comparison is changed to its opposite
_SETS = {
    "\\union": ("\\cup", "\\cap"),
    "\\intersect": ("\\cap", "\\cup"),
    "\\": ("\\", "\\cup"),
    "+": ("+", "-"),
    "-": ("-", "+"),
}
_UNORDERED = frozenset({"\\union", "\\intersect", "\\"})
"""Those between which there is no precedence: where one is an operand of another, it is put in
parentheses."""
_QUANTIFIERS = {"$BoundedForall": ("\\A", "\\E"), "$BoundedExists": ("\\E", "\\A")}
_SHOWN = 70


class _Found(NamedTuple):
    kind: str
    begin: int
    end: int
    instead: str
    what: str


def tla_changes(text: str, syntax: Syntax, roots: Sequence[str]) -> Iterator[Change]:
    """List the changes of a module, in the order of its text.

    Args:
        text: The module.
        syntax: The module's syntax tree.
        roots: The definitions that are changed, with all that they need.
    """
    source = _Source(text)
    for name in syntax.reachable(roots):
        body = syntax.definitions[name]
        begin, end = source.span(body.place)
        before = of_tla(text[begin:end])
        seen = {before}
        found = sorted(set(_changes(source, syntax, body)), key=_order)
        for each in found:
            changed = f"{text[begin : each.begin]}{each.instead}{text[each.end : end]}"
            after = of_tla(changed)
            if after not in seen:
                seen.add(after)
                identity = f"{name}\n{before}\n{after}"
                yield Change(each.kind, name, f"in {name}, {each.what}", *each[1:4], identity)


def _order(found: _Found) -> tuple[int, int, str, str]:
    return found.begin, found.end, found.kind, found.instead


def _changes(source: "_Source", syntax: Syntax, body: Node) -> Iterator[_Found]:
    every = list(body.everything())
    inner = {id(part) for node in every if node.operator in _UNORDERED for part in node.operands}
    for node in every:
        yield from _conjuncts(source, syntax, node)
        yield from _disjuncts(source, node)
        yield from _conditions(source, node)
        if node.level <= Level.STATE:
            yield from _comparisons(source, node)
            yield from _quantifiers(source, node)
        yield from _operations(source, node, is_inner=id(node) in inner)


def _conjuncts(source: "_Source", syntax: Syntax, node: Node) -> Iterator[_Found]:
    if node.operator not in _AND:
        return
    for part in node.operands:
        if part.operator in _AND:
            continue  # its own parts are dropped
        shown = source.shown(part)
        if part.level <= Level.STATE:
            yield source.instead("guard", part, "TRUE", f"the guard `{shown}` is dropped")
        elif not _keeps(syntax, part) and (names := syntax.changed(part)):
            same = f"UNCHANGED <<{', '.join(names)}>>"
            yield source.instead("update", part, same, f"the update `{shown}` is dropped")


def _keeps(syntax: Syntax, node: Node) -> bool:
    """Whether a conjunct only says that variables stay as they are."""
    node = syntax.definitions.get(node.operator, node)
    if node.operator == "=" and node.operands[0].operator == "'":
        return node.operands[0].operands[0].operator == node.operands[1].operator
    return node.operator == "UNCHANGED"


def _disjuncts(source: "_Source", node: Node) -> Iterator[_Found]:
    if node.operator in _OR:
        for part in node.operands:
            if part.operator in _OR:
                continue
            what = f"the alternative `{source.shown(part)}` is dropped"
            yield source.instead("disjunct", part, "FALSE", what)


def _conditions(source: "_Source", node: Node) -> Iterator[_Found]:
    if node.operator == "$IfThenElse":
        test = node.operands[0]
        shown, inner = source.shown(test), source.text_of(test)
        if test.operator not in _INVERTED:
            yield source.instead("condition", test, f"~ ({inner})", f"`{shown}` is negated")
    elif node.operator == "=>":
        premise = node.operands[0]
        what = f"`{source.shown(node)}` lacks its premise"
        yield source.instead("premise", premise, "TRUE", what)


def _comparisons(source: "_Source", node: Node) -> Iterator[_Found]:
    if node.operator in _COMPARISONS and len(node.operands) == len("ab"):
        token, others = _COMPARISONS[node.operator]
        for other in others:
            what = f"`{source.shown(node)}` compares with `{other}`"
            yield from source.between("comparison", node, token, other, what)


def _operations(source: "_Source", node: Node, *, is_inner: bool) -> Iterator[_Found]:
    if node.operator not in _SETS or len(node.operands) != len("ab"):
        return
    token, other = _SETS[node.operator]
    what = f"`{source.shown(node)}` has `{other}` for `{token}`"
    if not is_inner and all(part.operator not in _UNORDERED for part in node.operands):
        yield from source.between("operation", node, token, other, what)
        return
    left, right = (source.text_of(part) for part in node.operands)
    yield _Found("operation", *source.span(node.place), f"(({left}) {other} ({right}))", what)


def _quantifiers(source: "_Source", node: Node) -> Iterator[_Found]:
    if node.operator in _QUANTIFIERS:
        token, other = _QUANTIFIERS[node.operator]
        begin, end = source.span(node.place)
        if source.text.startswith(token, begin):
            what = f"`{source.shown(node)}` has `{other}` for `{token}`"
            inner = source.text[begin + len(token) : end]
            yield _Found("quantifier", begin, end, f"{other}{inner}", what)


class _Source:
    """A text whose places are lines and columns."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0]
        for line in text.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def span(self, place: Place) -> tuple[int, int]:
        """Where an expression begins and ends, in characters."""
        begin = self._starts[place.first_line - 1] + place.first_column - 1
        return begin, self._starts[place.last_line - 1] + place.last_column

    def text_of(self, node: Node) -> str:
        """The text of an expression."""
        begin, end = self.span(node.place)
        return self.text[begin:end]

    def shown(self, node: Node) -> str:
        """The text of an expression in a line, shortened."""
        words = " ".join(of_tla(self.text_of(node)).split())
        return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"

    def instead(self, kind: str, node: Node, text: str, what: str) -> _Found:
        """Put something in the place of an expression, as wide as it in its last line.

        What follows in the same line may begin a list, whose items are aligned below it.
        """
        begin, end = self.span(node.place)
        width = len(self.text[begin:end].rpartition("\n")[2])
        return _Found(kind, begin, end, text.ljust(width), what)

    def between(self, kind: str, node: Node, token: str, other: str, what: str) -> Iterator[_Found]:
        """Change the operator between two operands."""
        begin, end = self.span(node.operands[0].place)[1], self.span(node.operands[1].place)[0]
        found = re.findall(rf"(?<!\S){re.escape(token)}(?!\S)", self.text[begin:end])
        if len(found) == 1:
            text = self.text[begin:end].replace(token, other)
            yield _Found(kind, begin, end, text, what)
