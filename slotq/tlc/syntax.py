"""The syntax tree of a module's definitions: what each expression is, and where it stands.

SANY decides. Operators are resolved, so that it is known of each expression whether it speaks of
one state or of a step, and which variables a step changes, by way of other definitions and of
instances, too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from slotq.tlc.sany import Level, not_understood, read_document
from slotq.tlc.toolchain import Toolchain

_CHANGING = frozenset({"'", "UNCHANGED"})
_UNNAMED = "LAMBDA"
_VARIABLE = "3"  # SANY's number for this kind of declaration
_OPERATORS = ("BuiltInKindRef", "UserDefinedOpKindRef", "OpDeclNodeRef", "FormalParamNodeRef")
_Meaning = Mapping[str, frozenset[str]]
_ITSELF: _Meaning = {}


class Place(NamedTuple):
    """Where an expression stands: lines and columns from one, its last column included."""

    first_line: int
    first_column: int
    last_line: int
    last_column: int


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """An expression.

    Attributes:
        operator: What it applies, as SANY calls it: `$ConjList`, `=`, the name of a definition; or
            of which kind it is, as `StringNode`.
        level: What it speaks of.
        place: Where it stands.
        operands: Its parts; the sets of bound variables and local definitions are the last.
        element: What SANY wrote of it.
    """

    operator: str
    level: Level
    place: Place
    operands: tuple["Node", ...]
    element: ET.Element

    def everything(self) -> Iterator["Node"]:
        """Itself and all that is in it, from the outside to the inside."""
        yield self
        for operand in self.operands:
            yield from operand.everything()


class Syntax:
    """The definitions of a module.

    Args:
        root: SANY's document.
        module: The module's name.

    Attributes:
        variables: Its variables, in their order.
        definitions: The bodies of its own definitions, by name, in their order.
    """

    def __init__(self, root: ET.Element, module: str) -> None:
        self._module = module
        self._nodes = {_text(entry, "UID"): entry[1] for entry in root.findall("context/entry")}
        (top,) = (
            node
            for node in self._nodes.values()
            if node.tag == "ModuleNode" and _text(node, "uniquename") == module
        )
        declared = [self._of(ref) for ref in top.findall("OpDeclNodeRef")]
        self.variables = tuple(
            _text(node, "uniquename")
            for node in sorted(declared, key=_place)
            if _text(node, "kind") == _VARIABLE
        )
        operators = [self._of(ref) for ref in top.findall("UserDefinedOpKindRef")]
        self.definitions = {
            _text(node, "uniquename"): self._node(_body(node))
            for node in sorted(operators, key=_place)
            if _text(node, "location/filename") == module and "!" not in _text(node, "uniquename")
        }

    def reachable(self, roots: Sequence[str]) -> list[str]:
        """The module's own definitions that these need, themselves included, in their order."""
        found: set[str] = set()
        pending = [name for name in roots if name in self.definitions]
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                used = {node.operator for node in self.definitions[name].everything()}
                pending += used & self.definitions.keys()
        return [name for name in self.definitions if name in found]

    def changed(self, node: Node) -> list[str]:
        """The variables of the module that a step says something of, in their order."""
        found = self._changed(node.element, _ITSELF)
        return [name for name in self.variables if name in found]

    def _changed(self, element: ET.Element, meaning: _Meaning) -> frozenset[str]:
        if _level(element) < Level.ACTION:
            return frozenset()
        if element.tag == "SubstInNode":
            return self._changed(_body(element), self._substituted(element, meaning))
        found: frozenset[str] = frozenset()
        if element.tag == "OpApplNode":
            operator = self._of(_operator(element))
            if _text(operator, "uniquename") in _CHANGING:
                return self._mentioned(element, meaning)
            if operator.tag == "UserDefinedOpKind":
                found |= self._changed(_body(operator), meaning)
        return found.union(*(self._changed(inner, meaning) for inner in _parts(element)))

    def _mentioned(self, element: ET.Element, meaning: _Meaning) -> frozenset[str]:
        if _level(element) < Level.STATE:
            return frozenset()
        if element.tag == "SubstInNode":
            return self._mentioned(_body(element), self._substituted(element, meaning))
        found: frozenset[str] = frozenset()
        if element.tag == "OpApplNode":
            reference = _operator(element)
            operator = self._of(reference)
            if operator.tag == "OpDeclNode":
                itself = frozenset({_text(operator, "uniquename")})
                found |= meaning.get(_text(reference, "UID"), itself)
            if operator.tag == "UserDefinedOpKind":
                found |= self._mentioned(_body(operator), meaning)
        return found.union(*(self._mentioned(inner, meaning) for inner in _parts(element)))

    def _substituted(self, element: ET.Element, meaning: _Meaning) -> _Meaning:
        """What the declarations of an instance stand for."""
        return {
            _text(each[0], "UID"): self._mentioned(each[1], meaning)
            for each in element.findall("substs/Subst")
        }

    def _node(self, element: ET.Element) -> Node:
        operator = element.tag
        if operator == "OpApplNode":
            operator = _text(self._of(_operator(element)), "uniquename")
        parts = [*_parts(element), *map(_body, self._local(element))]
        parts += map(_body, self._unnamed(element))
        return Node(
            operator,
            _level(element),
            _place(element),
            tuple(self._node(part) for part in parts),
            element,
        )

    def _local(self, element: ET.Element) -> list[ET.Element]:
        return [self._of(ref) for ref in element.findall("opDefs/UserDefinedOpKindRef")]

    def _unnamed(self, element: ET.Element) -> Iterator[ET.Element]:
        """The ``LAMBDA`` that is given to an operator, if the expression is one."""
        for reference in element.findall("argument/UserDefinedOpKindRef"):
            operator = self._of(reference)
            if _text(operator, "uniquename") == _UNNAMED:
                yield operator

    def _of(self, reference: ET.Element) -> ET.Element:
        return self._nodes[_text(reference, "UID")]


def read_syntax(toolchain: Toolchain, module: Path, library: Sequence[Path] = ()) -> Syntax:
    """The syntax tree of a module.

    Args:
        toolchain: The Java and the jar.
        module: The module's file; modules next to it are found.
        library: Folders of further modules.

    Raises:
        JobError: A file is missing.
        NoAnswerError: The module does not parse, or SANY says what is not understood.
        TlcTimeoutError: SANY did not end in a minute.
    """
    document = read_document(toolchain, module, library)
    try:
        return Syntax(document, module.stem)
    except (KeyError, TypeError, ValueError) as error:
        raise not_understood(module, error) from error


def _parts(element: ET.Element) -> Iterator[ET.Element]:
    """The expressions directly inside one."""
    for path in ("operands", "boundSymbols/bound", "boundSymbols/unbound", "body"):
        for holder in element.findall(path):
            yield from (each for each in holder if each.find("level") is not None)


def _level(element: ET.Element) -> Level:
    return Level(int(_text(element, "level")))


def _operator(element: ET.Element) -> ET.Element:
    for tag in _OPERATORS:
        if (found := element.find(f"operator/{tag}")) is not None:
            return found
    message = "an operator of an unknown kind"
    raise ValueError(message)


def _body(element: ET.Element) -> ET.Element:
    (body,) = element.findall("body/*")
    return body


def _place(element: ET.Element) -> Place:
    line, column = (
        [int(_text(element, f"location/{which}/{end}")) for end in ("begin", "end")]
        for which in ("line", "column")
    )
    return Place(line[0], column[0], line[1], column[1])


def _text(node: ET.Element, path: str) -> str:
    text = node.findtext(path)
    if text is None:
        message = f"{node.tag} lacks {path}"
        raise ValueError(message)
    return text
