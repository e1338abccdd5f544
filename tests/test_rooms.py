"""docs/rooms.toml: each room imports those that it names, which stand before it, and no others."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pkgutil import resolve_name

import pytest

from docs.generate.rooms import Room, load_rooms
from tests.conftest import ROOT

ROOMS = load_rooms()


@cache
def modules() -> Mapping[str, ast.Module]:
    """Every module of slotq, by name."""
    found = {}
    for path in sorted((ROOT / "slotq").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def room_of(module: str, rooms: tuple[Room, ...] = ROOMS) -> str:
    """The room that a module is in."""
    return max((room.name for room in rooms if f"{module}.".startswith(f"{room.name}.")), key=len)


def imported(module: ast.Module) -> Iterator[str]:
    """The modules of slotq that a module imports something from, wherever in it it does."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                full = f"{node.module}.{name.name}"
                yield full if full in modules() else node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def arrows(every: Mapping[str, ast.Module]) -> dict[tuple[str, str], list[str]]:
    """Which room imports which, and the modules that do."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, module in every.items():
        for other in imported(module):
            if other.partition(".")[0] == "slotq" and room_of(other) != room_of(name):
                found.setdefault((room_of(name), room_of(other)), []).append(name)
    return found


def forbidden(every: Mapping[str, ast.Module], rooms: tuple[Room, ...] = ROOMS) -> list[str]:
    """The imports that no room names."""
    allowed = {(room.name, other) for room in rooms for other in room.imports}
    return [
        f"{module} imports {other}"
        for (name, other), importing in arrows(every).items()
        if (name, other) not in allowed
        for module in importing
    ]


def test_rooms_import_what_they_may() -> None:
    """And what they may import they do: else a new arrow would be hidden."""
    assert forbidden(modules()) == []
    assert {(room.name, other) for room in ROOMS for other in room.imports} == set(
        arrows(modules())
    )


def test_rooms_stand_on_those_before_them() -> None:
    """So no room imports itself by way of others."""
    for number, room in enumerate(ROOMS):
        assert set(room.imports) <= {before.name for before in ROOMS[:number]}


@pytest.mark.parametrize(
    ("module", "line", "expected"),
    [
        ("slotq.queue", "from slotq.tlc.run import run_tlc", "slotq.queue imports slotq.tlc"),
        (
            "slotq.formats.stream",
            "import slotq.oracle.trace.judge",
            "slotq.formats.stream imports slotq.oracle.trace",
        ),
        (
            "slotq.machine.callers.next",
            "from slotq.machine import scaling",
            "slotq.machine.callers.next imports slotq.machine.scaling",
        ),
    ],
)
def test_an_arrow_back_is_noticed(module: str, line: str, expected: str) -> None:
    """Whatever the form of the import."""
    every = {**modules(), module: ast.parse(line)}
    assert forbidden(every) == [expected]


def stale(text: str) -> list[str]:
    """The names below slotq that a text has, and that are not there."""
    found = sorted(set(re.findall(r"\bslotq(?:\.[A-Za-z_]\w*)+", text)))
    return [name for name in found if not is_there(name)]


def is_there(name: str) -> bool:
    """Whether a name is that of a module, or of something in one."""
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


def test_texts_name_what_is_there() -> None:
    """What a docstring or a page sends its reader to was not renamed since."""
    paths = [*(ROOT / "slotq").rglob("*.py"), *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    texts = {path: stale(path.read_text(encoding="utf-8")) for path in paths}
    assert {path: names for path, names in texts.items() if names} == {}
    assert stale("see `slotq.machine.steps` and slotq.queue.SlotQueue") == ["slotq.machine.steps"]
