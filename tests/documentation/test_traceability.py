"""docs/traceability.toml: nothing of the original, the specification or the reference is missing.

Each rule is a function that says what is wrong, so that it can be shown to fail.
"""

import ast
import re
from collections.abc import Iterator
from pkgutil import resolve_name

import msgspec
import pytest

from docs.generate.specification import ROOT, all_actions, declared
from docs.generate.traceability import (
    Declaration,
    Row,
    Traceability,
    load_declarations,
    load_traceability,
)

REFERENCE = ("queue", "stats", "scaling", "manager", "key")
TABLE = load_traceability()
SOME = next(row for row in TABLE.rows if row.symbol == "slotQueue.acquireSlot")


def missing(row: Row) -> Iterator[str]:
    """Say which counterparts of a row are not there."""
    yield from (name for name in row.specification if not is_specified(*name.split("!")))
    yield from (name for name in row.python if not is_importable(name))
    yield from (name for name in row.tests if not is_tested(*name.split("::")))
    if row.status == "left out":
        yield from () if row.note else ("a note",)
    elif not (row.specification and row.tests and (row.python or row.note)):
        yield "a counterpart"


def is_specified(module: str, name: str) -> bool:
    """Whether a module defines an operator or declares a variable of that name."""
    return name in declared(module)


def is_importable(name: str) -> bool:
    """Whether a module has something of that name."""
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


def is_tested(path: str, name: str) -> bool:
    """Whether a file has a test of that name."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in tree.body)


def public_names(module: str) -> Iterator[str]:
    """List the public names that a module of the reference defines, methods included."""
    tree = ast.parse((ROOT / "slotq" / f"{module}.py").read_text(encoding="utf-8"))
    for name, node in _defined(tree.body):
        yield f"slotq.{module}.{name}"
        if isinstance(node, ast.ClassDef):
            methods = [n for n in node.body if isinstance(n, ast.FunctionDef)]
            yield from (f"slotq.{module}.{name}.{inner}" for inner, _ in _defined(methods))


def _defined(body: list[ast.stmt] | list[ast.FunctionDef]) -> Iterator[tuple[str, ast.stmt]]:
    for node in body:
        names: list[str] = []
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        yield from ((name, node) for name in names if not name.startswith("_"))


def without_row(table: Traceability) -> set[str]:
    """List what should have a row, and has neither that nor a reason."""
    named = {name for row in table.rows for name in (*row.specification, *row.python)}
    named |= {name for exemption in table.exemptions for name in exemption.names}
    modules = {module for exemption in table.exemptions for module in exemption.modules}
    found = {name for name in all_actions() if name.partition("!")[0] not in modules}
    found |= {name for module in REFERENCE for name in public_names(module)}
    return found - named


@pytest.mark.parametrize("row", TABLE.rows, ids=lambda row: row.symbol)
def test_a_row_has_its_counterparts(row: Row) -> None:
    """What it names is there."""
    assert list(missing(row)) == []


def test_all_declarations_have_a_row() -> None:
    """With the lines that they have."""
    listed = load_declarations()
    rows = [Declaration(symbol=r.symbol, lines=r.lines) for r in TABLE.rows if r.lines]
    assert list(listed.declarations) == rows
    assert re.fullmatch("[0-9a-f]{64}", listed.sha256)


def test_nothing_is_without_a_row() -> None:
    """No action of the specification, and no public name of the reference."""
    assert without_row(TABLE) == set()


def test_no_exception_is_left_over() -> None:
    """What has a row needs no reason to have none, and what is not there neither."""
    names = {name for exemption in TABLE.exemptions for name in exemption.names}
    rows = {name for row in TABLE.rows for name in (*row.specification, *row.python)}
    known = all_actions() | {name for module in REFERENCE for name in public_names(module)}
    assert names & rows == set()
    assert names <= known


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"specification": ("SlotQueueSteps!AcquireNothing",)}, "SlotQueueSteps!AcquireNothing"),
        (
            {"python": ("slotq.queue.SlotQueue.acquire_nothing",)},
            "slotq.queue.SlotQueue.acquire_nothing",
        ),
        ({"tests": ("tests/test_queue.py::test_nothing",)}, "tests/test_queue.py::test_nothing"),
        ({"tests": ()}, "a counterpart"),
        ({"status": "left out"}, "a note"),
    ],
)
def test_a_row_without_its_counterpart_is_seen(changed: dict[str, object], said: str) -> None:
    """Each kind of counterpart is looked for."""
    row = msgspec.structs.replace(SOME, **{"note": "", **changed})
    assert said in list(missing(row))


def test_a_row_that_is_left_out_is_seen() -> None:
    """By its actions, and by its names in Python."""
    rows = tuple(row for row in TABLE.rows if row is not SOME)
    found = without_row(msgspec.structs.replace(TABLE, rows=rows))
    assert set(SOME.python) <= found
    assert "SlotQueueSteps!AcquireCas" in found


def unspecified(text: str) -> list[str]:
    """List the definitions that a page names, as Module!Name, and that are none."""
    named = sorted(set(re.findall(r"\b[A-Z][A-Za-z]*![A-Z][A-Za-z]*", text)))
    return [name for name in named if not is_specified(*name.split("!"))]


@pytest.mark.parametrize("page", ["callers.md", "versions.md"])
def test_a_page_names_actions_that_there_are(page: str) -> None:
    """A branch that is said to be specified is so."""
    assert unspecified((ROOT / "docs" / page).read_text(encoding="utf-8")) == []


def test_an_action_that_is_none_shows() -> None:
    """The rule does look."""
    text = "Callers!Cancel and Callers!Sleep"
    assert unspecified(text) == ["Callers!Sleep"]
