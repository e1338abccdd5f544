"""What a module declares and defines, as TLA+'s own parser (SANY) sees it.

This is the one reader of definitions. The text of a definition, and the comment before it, are read
from the source by the lines that the parser gives.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from xml.etree import ElementTree as ET

from slotq.system.files import private_folder
from slotq.tlc.answer import is_aside, is_logged
from slotq.tlc.errors import Ending, NoAnswerError
from slotq.tlc.process import run_process
from slotq.tlc.sources import copy_modules
from slotq.tlc.toolchain import QUICK_START, Toolchain

_TIMEOUT = 60.0
_LAST_LINES = 12
_VARIABLE = "3"
"""The kind of a declaration that is a variable's; that of a constant's is 2."""
_SQUARE = "$SquareAct"
"""What SANY calls the operator of [A]_v."""
_XML = "<?xml "
"""What the document starts with; a string in a module may hold a line break."""
_END = "</modules>"


class Level(IntEnum):
    """What an expression speaks of."""

    CONSTANT = 0
    STATE = 1
    ACTION = 2
    TEMPORAL = 3


@dataclass(frozen=True, slots=True)
class Definition:
    """An operator at the top of a module.

    Attributes:
        name: Its name.
        arity: How many parameters it has.
        level: What it speaks of.
        lines: Its first and last line.
        applies: The operators of its module that its definition applies, a ``LET`` included.
        steps: Those of them that are A in ``[A]_v``.
    """

    name: str
    arity: int
    level: Level
    lines: tuple[int, int]
    applies: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SpecifiedModule:
    """What a module itself declares and defines, in the order of its lines.

    Left out is what it extends, what an ``INSTANCE`` brings, and what is inside a ``LET``.

    Attributes:
        variables: The names of its variables.
        definitions: Its operators.
    """

    variables: tuple[str, ...]
    definitions: tuple[Definition, ...]


def passage(text: str, definition: Definition) -> str:
    """Quote a definition with the comment before it.

    Args:
        text: The source of its module.
        definition: The definition.
    """
    lines, (first, last) = text.splitlines(), definition.lines
    return "\n".join(lines[_first_of_comment(lines, first) - 1 : last])


def comment(text: str, definition: Definition) -> str:
    """Read what the comment before a definition says, as one line; nothing if there is none."""
    lines, (first, _) = text.splitlines(), definition.lines
    said = " ".join(lines[_first_of_comment(lines, first) - 1 : first - 1])
    return " ".join(said.replace("(*", " ").replace("*)", " ").split())


def _first_of_comment(lines: Sequence[str], first: int) -> int:
    # A line of a comment begins with it, or is indented below such a line.
    start = line = first
    while line > 1 and lines[line - 2].startswith(("(*", "   ")):
        line -= 1
        # What is indented above all comments ends the definition before.
        if lines[line - 1].startswith("(*"):
            start = line
    return start


def read_module(
    toolchain: Toolchain, module: Path, library: Sequence[Path] = ()
) -> SpecifiedModule:
    """Read what a module itself declares and defines.

    Args:
        toolchain: The Java and the jar.
        module: The module's file; modules next to it are found.
        library: Folders of further modules.

    Raises:
        NoAnswerError: As for `read_document`.
        JobError: A file is missing.
        TlcTimeoutError: SANY did not end in a minute.
    """
    document = read_document(toolchain, module, library)
    try:
        return _module(document, module.stem)
    except (KeyError, TypeError, ValueError) as error:
        raise not_understood(module, error) from error


def read_document(toolchain: Toolchain, module: Path, library: Sequence[Path] = ()) -> ET.Element:
    """The syntax tree of a module and of all that it needs, as SANY writes it in XML.

    Args:
        toolchain: The Java and the jar.
        module: The module's file; modules next to it are found.
        library: Folders of further modules.

    Raises:
        JobError: A file is missing.
        NoAnswerError: The module does not parse, or SANY says what is not understood.
        TlcTimeoutError: SANY did not end in a minute.
    """
    with private_folder("slotq-sany-") as folder:
        copy_modules(module, library, folder)
        command = [
            str(toolchain.java),
            *QUICK_START,
            f"-Djava.io.tmpdir={folder}",
            *("-cp", str(toolchain.jar), "tla2sany.xml.XMLExporter", "-o", module.name),
        ]
        lines: list[str] = []
        with (folder / "errors").open("w+b") as errors:
            exit_code = run_process(command, folder, lines.append, _TIMEOUT, errors)
            errors.seek(0)
            asides = errors.read().decode("utf-8", "replace").splitlines()
    lines = [line for line in lines if not is_logged(line)]
    _, declaration, document = "\n".join(lines).partition(_XML)
    if exit_code != 0 or not declaration:
        # No line of a Java stack, which is indented.
        words = [it for it in (*asides, *lines) if it[:1].strip() and not is_aside(it)]
        said = " | ".join(words[-_LAST_LINES:]) or "nothing"
        message = f"SANY on {module.name}: exit code {exit_code}; it said: {said}"
        raise NoAnswerError(Ending.OTHER_ERROR, message)
    try:
        # Java's log may follow in the same line.
        return ET.fromstring(declaration + document[: _end_of(document)])  # noqa: S314  # by SANY
    except ET.ParseError as error:
        raise not_understood(module, error) from error


def not_understood(module: Path, error: Exception) -> NoAnswerError:
    """What to raise where SANY's document is not as expected."""
    message = f"SANY on {module.name}: its XML cannot be read: {error}"
    return NoAnswerError(Ending.OTHER_ERROR, message)


def _end_of(document: str) -> int | None:
    place = document.rfind(_END)
    return None if place < 0 else place + len(_END)


def _module(root: ET.Element, module: str) -> SpecifiedModule:
    nodes = {_text(entry, "UID"): entry[1] for entry in root.findall("context/entry")}
    (top,) = (
        node
        for node in nodes.values()
        if node.tag == "ModuleNode" and _text(node, "uniquename") == module
    )
    own = {
        uid: node
        for uid, node in _named(nodes, top, "UserDefinedOpKindRef", module)
        if "!" not in _text(node, "uniquename")
    }
    declared = (node for _, node in _named(nodes, top, "OpDeclNodeRef", module))
    found = [_definition(node, _Applied(nodes, own)) for node in own.values()]
    return SpecifiedModule(
        variables=tuple(_text(n, "uniquename") for n in declared if _text(n, "kind") == _VARIABLE),
        definitions=tuple(sorted(found, key=lambda definition: definition.lines)),
    )


def _named(
    nodes: Mapping[str, ET.Element], top: ET.Element, tag: str, module: str
) -> Iterator[tuple[str, ET.Element]]:
    for reference in top.findall(tag):
        uid = _text(reference, "UID")
        if _text(nodes[uid], "location/filename") == module:
            yield uid, nodes[uid]


class _Applied:
    """Finds the operators of a module that an expression applies."""

    def __init__(self, nodes: Mapping[str, ET.Element], own: Mapping[str, ET.Element]) -> None:
        self._nodes = nodes
        self._own = own

    def names(self, node: ET.Element) -> Iterator[str]:
        """List those that an expression applies anywhere."""
        local = {_text(each, "UID") for each in node.iterfind(".//opDefs/UserDefinedOpKindRef")}
        for reference in node.iter("UserDefinedOpKindRef"):
            uid = _text(reference, "UID")
            if uid in self._own:
                yield _text(self._own[uid], "uniquename")
            elif uid in local and uid in self._nodes:
                yield from self.names(self._nodes[uid])

    def steps(self, node: ET.Element) -> Iterator[str]:
        """List those that stand alone as A in [A]_v."""
        for applied in node.iter("OpApplNode"):
            builtin = applied.findtext("operator/BuiltInKindRef/UID", "")
            if builtin and _text(self._nodes[builtin], "uniquename") == _SQUARE:
                uid = applied.findtext("operands/OpApplNode/operator/UserDefinedOpKindRef/UID", "")
                if uid in self._own:
                    yield _text(self._own[uid], "uniquename")


def _definition(node: ET.Element, applied: _Applied) -> Definition:
    return Definition(
        name=_text(node, "uniquename"),
        arity=int(_text(node, "arity")),
        level=Level(int(_text(node, "level"))),
        lines=(int(_text(node, "location/line/begin")), int(_text(node, "location/line/end"))),
        applies=frozenset(applied.names(node)),
        steps=frozenset(applied.steps(node)),
    )


def _text(node: ET.Element, path: str) -> str:
    text = node.findtext(path)
    if text is None:
        message = f"{node.tag} lacks {path}"
        raise ValueError(message)
    return text
