"""Parts of a file by what they are called: a class or a function, a definition, a record, lines."""

import ast
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from textwrap import dedent
from typing import TypeVar

from docs.generate.specification import SPEC, UnknownNameError, passage

T = TypeVar("T")


class NoPartError(Exception):
    """A file that has no such part, or more than one."""


def by_symbol(path: Path, names: Sequence[str]) -> str:
    """Quote what is defined under some names, with its decorators and the comment before it.

    Args:
        path: A file of Python, Go or TLA+.
        names: The names; a method is called `Class.method`, in Go `Type.Method`.

    Raises:
        NoPartError: The file does not define one of them exactly once, or its language is another.
    """
    quote = _QUOTES.get(path.suffix)
    if quote is None:
        message = f"no symbols are looked for in a file {path.suffix or 'without a suffix'}"
        raise NoPartError(message)
    parts = [quote(path, name) for name in names]
    return ("\n\n\n" if path.suffix == ".py" else "\n\n").join(parts)


def _python(path: Path, name: str) -> str:
    text = path.read_text(encoding="utf-8")
    body: Sequence[ast.stmt] = ast.parse(text).body
    node: ast.stmt | None = None
    for part in name.split("."):
        found = [statement for statement in body if part in _defined(statement)]
        node = _only(found, name)
        body = node.body if isinstance(node, ast.ClassDef) else []
    assert node is not None  # noqa: S101  # there is always a first part
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    return dedent("\n".join(text.splitlines()[first - 1 : node.end_lineno]))


def _defined(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


def _go(path: Path, name: str) -> str:
    owner, _, own = name.rpartition(".")
    before = rf"func \(\w+ \*?{re.escape(owner)}\)" if owner else "(?:func|type)"
    head = re.compile(rf"{before} {re.escape(own)}\b", re.ASCII)
    lines = path.read_text(encoding="utf-8").splitlines()
    first = last = _only([number for number, line in enumerate(lines) if head.match(line)], name)
    # As gofmt writes it, what is opened on the first line is closed at the margin.
    while lines[first].endswith("{") and lines[last] != "}":
        last += 1
    while lines[first - 1].startswith("//"):
        first -= 1
    return "\n".join(lines[first : last + 1])


def _tla(path: Path, name: str) -> str:
    if path.parent != SPEC:
        message = f"definitions are quoted from spec/ alone, not from {path.name}"
        raise NoPartError(message)
    try:
        return passage(path.stem, name)
    except UnknownNameError as error:
        raise NoPartError(str(error)) from error


_QUOTES: dict[str, Callable[[Path, str], str]] = {".py": _python, ".go": _go, ".tla": _tla}


def _only(found: Sequence[T], name: str) -> T:
    if len(found) != 1:
        message = f"{name} is defined {len(found)} times" if found else f"{name} is not defined"
        raise NoPartError(message)
    return found[0]


def by_id(path: Path, ids: Sequence[str]) -> str:
    """Quote records of a file of JSON lines by their `id`.

    Raises:
        NoPartError: The file is none, or does not have one of them exactly once.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    try:
        known = [(json.loads(line).get("id"), line) for line in lines]
    except (ValueError, AttributeError) as error:
        message = f"it has a line that is no JSON object: {error}"
        raise NoPartError(message) from error
    return "\n".join(_only([line for own, line in known if own == each], each) for each in ids)


def by_lines(path: Path, text: str) -> str:
    """Quote lines, counted from 1: `34`, or `1-25`.

    Raises:
        NoPartError: They are not there.
    """
    found = re.fullmatch(r"([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?", text, re.ASCII)
    lines = path.read_text(encoding="utf-8").splitlines()
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last <= len(lines):
        message = f"it has the lines 1-{len(lines)}, not {text}"
        raise NoPartError(message)
    return "\n".join(lines[first - 1 : last])
