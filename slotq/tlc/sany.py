"""What a module defines, as TLA+'s own parser (SANY) sees it."""

from collections.abc import Sequence
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
    """An operator at the top of a module: name, parameters, level, first and last line."""

    name: str
    arity: int
    level: Level
    lines: tuple[int, int]


def read_definitions(
    toolchain: Toolchain, module: Path, library: Sequence[Path] = ()
) -> tuple[Definition, ...]:
    """The operators that a module itself defines, in their order.

    Left out are those it extends, those that an ``INSTANCE`` brings, and those inside a ``LET``.

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
        return _definitions(declaration + document[: _end_of(document)], module.stem)
    except (ET.ParseError, KeyError, TypeError, ValueError) as error:
        message = f"SANY on {module.name}: its XML cannot be read: {error}"
        raise NoAnswerError(Ending.OTHER_ERROR, message) from error


def _end_of(document: str) -> int | None:
    place = document.rfind(_END)
    return None if place < 0 else place + len(_END)


def _definitions(xml: str, module: str) -> tuple[Definition, ...]:
    root = ET.fromstring(xml)  # noqa: S314  # written by SANY, from the caller's own module
    nodes = {_text(entry, "UID"): entry[1] for entry in root.findall("context/entry")}
    (top,) = (
        node
        for node in nodes.values()
        if node.tag == "ModuleNode" and _text(node, "uniquename") == module
    )
    operators = (nodes[_text(ref, "UID")] for ref in top.findall("UserDefinedOpKindRef"))
    own = [node for node in operators if _text(node, "location/filename") == module]
    return tuple(
        sorted(
            (_definition(node) for node in own if "!" not in _text(node, "uniquename")),
            key=lambda definition: definition.lines,
        )
    )


def _definition(node: ET.Element) -> Definition:
    return Definition(
        name=_text(node, "uniquename"),
        arity=int(_text(node, "arity")),
        level=Level(int(_text(node, "level"))),
        lines=(int(_text(node, "location/line/begin")), int(_text(node, "location/line/end"))),
    )


def _text(node: ET.Element, path: str) -> str:
    text = node.findtext(path)
    if text is None:
        message = f"{node.tag} lacks {path}"
        raise ValueError(message)
    return text
