"""Every guard of the machine, taken away, shows as a difference from TLC's graph."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from slotq.formats.tla_values import Function
from slotq.machine import callers, slot_queue_steps
from slotq.machine.kernel import System
from slotq.tlc.graph import Graph, state_record
from slotq.tlc.toolchain import Toolchain
from slotq.verify.equality import compare_with_machine
from slotq.verify.manifest import Model, Twin
from slotq.verify.models import make_job
from tests.verify import small
from tests.verify.once import explore_once

GUARD = re.compile(r"\bif (.+):\n +return (_[A-Z_]+)\n")
PACKAGES = {"slot_queue_steps": slot_queue_steps, "callers": callers}
SOURCES = {
    f"{package}.{name}": Path(str(module.__file__)).with_name(f"{name}.py").read_text("utf-8")
    for package, module in PACKAGES.items()
    for name in ("actions", "next")
}
"""The modules of the two machines, in the order in which they import each other."""
REDUNDANT = {
    "slot_queue_steps.actions.acquire_cas: token >= next_id": "a client knows only tokens that "
    "exist",
    'callers.actions.dequeuer_start: before != "ready"': "else the round's dequeuer was started "
    "before",
}
"""Guards that cannot be false when those after them are true, in a state that can be reached."""


def guards() -> dict[str, tuple[str, tuple[int, int]]]:
    """Where the condition of each guard stands, by function and condition."""
    found = {}
    for name, text in SOURCES.items():
        for guard in GUARD.finditer(text):
            function = text[: guard.start()].rpartition("\ndef ")[2].partition("(")[0]
            found[f"{name}.{function}: {guard[1]}"] = (name, guard.span(1))
    return found


Dumped = dict[str, Graph[Function]]
TWINS: dict[str, Twin] = {
    model.name: twin
    for model in (small.TIMID, small.ONE, small.TWO, small.BOLD)
    if (twin := model.twin) is not None
}


@pytest.fixture(scope="module")
def dumped(toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Dumped:
    """TLC's graph of each small model."""
    folders = small.write_models(tmp_path_factory.mktemp("small"))

    def graph(model: Model) -> Graph[Function]:
        return explore_once(toolchain, make_job(model, folders), state_record)[1]

    return {model.name: graph(model) for model in (small.TIMID, small.ONE, small.TWO, small.BOLD)}


class Machine(NamedTuple):
    """The next-state relations."""

    general_client: Callable[[int, int, int], System[Any]]
    callers: Callable[[callers.Bounds], System[Any]]


def machine(monkeypatch: pytest.MonkeyPatch, changed: dict[str, str]) -> Machine:
    """The machine's next-state relations, over sources that are changed."""
    made = {}
    for name, text in SOURCES.items():
        module = made[name] = ModuleType(f"slotq.machine.{name}")
        package, _, leaf = name.partition(".")
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(PACKAGES[package], leaf, module)
        exec(compile(changed.get(name, text), name, "exec"), module.__dict__)  # noqa: S102  # ours
        for exported in vars(PACKAGES[package]).keys() & vars(module).keys():
            if not exported.startswith("_"):
                monkeypatch.setattr(PACKAGES[package], exported, getattr(module, exported))
    return Machine(made["slot_queue_steps.next"].general_client, made["callers.next"].Callers)


def shows(dumped: Dumped, relations: Machine) -> bool:
    """Whether a machine differs from the specification, or cannot even be explored."""
    systems = {
        "Timid": relations.callers(small.TIMID_BOUNDS),
        "One": relations.general_client(1, 1, 2),
        "Two": relations.general_client(2, 1, 1),
        "Bold": relations.callers(small.BOLD_BOUNDS),
    }
    try:
        return any(
            compare_with_machine(dumped[name], TWINS[name], system).difference
            for name, system in systems.items()
        )
    except (IndexError, ValueError):
        return True


def test_the_machine_as_it_is_shows_nothing(
    monkeypatch: pytest.MonkeyPatch, dumped: Dumped
) -> None:
    """Or what shows below would prove nothing."""
    assert not shows(dumped, machine(monkeypatch, {}))


@pytest.mark.parametrize("guard", guards())
def test_a_guard_that_is_missing_shows(
    monkeypatch: pytest.MonkeyPatch, dumped: Dumped, guard: str
) -> None:
    """An equality that a machine without it passed would not need it."""
    name, (begin, end) = guards()[guard]
    text = SOURCES[name]
    spoilt = machine(monkeypatch, {name: f"{text[:begin]}False{text[end:]}"})
    assert shows(dumped, spoilt) == (guard not in REDUNDANT)


EFFECTS = {
    "a broadcast wakes nobody": ("slot_queue_steps.actions", 'd._replace(dequeuer="lock")', "d"),
    "a winner keeps its token": ("slot_queue_steps.actions", "if token != before.hand", ""),
    "a pick takes the oldest": ("slot_queue_steps.actions", "state.slots[-1]", "state.slots[0]"),
    "a swap leaves the token free": ("slot_queue_steps.actions", "busy | 1 << token", "busy"),
    "a call that has run closes nothing": (
        "callers.actions",
        "state.slot_closed | 1 << token",
        "0",
    ),
    "two actions change names": (
        "slot_queue_steps.next",
        '"DequeuerEjected"',
        '"DequeuerCancelled"',
    ),
    "an action is missing": (
        "slot_queue_steps.next",
        '    ("DequeuerExit", actions.dequeuer_exit),\n',
        "",
    ),
}


@pytest.mark.parametrize("effect", EFFECTS)
def test_a_wrong_effect_shows(monkeypatch: pytest.MonkeyPatch, dumped: Dumped, effect: str) -> None:
    """States and names are compared, not counts."""
    name, right, wrong = EFFECTS[effect]
    assert SOURCES[name].count(right) == 1
    assert shows(dumped, machine(monkeypatch, {name: SOURCES[name].replace(right, wrong)}))


def test_a_machine_that_goes_on_is_stopped(dumped: Dumped) -> None:
    """The search goes no further than twice the specification's states."""
    expected = ("the machine has more than twice as many states as the specification",)
    assert compare_with_machine(dumped["Timid"], TWINS["Bold"]).difference == expected
