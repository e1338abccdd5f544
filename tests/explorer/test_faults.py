"""slotq.explorer.faults: a broken action of the page is that of the models, edge for edge."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from slotq.explorer.comparison import page_bounds
from slotq.explorer.engine import Engine
from slotq.explorer.sources import read
from slotq.machine import slot_queue_steps
from slotq.machine.callers import Bounds
from slotq.system.resources import folder
from slotq.tlc.graph import state_record
from slotq.tlc.job import Job
from slotq.tlc.state_graph import explore
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.manifest import load_manifest
from tests.explorer.states import record_of

_FIRST = frozenset({0})
_CALLERS = {
    "SkipBroadcast": Bounds(1, 1, 1),
    "GoWithoutAcquire": Bounds(1, 1, 1, idling=_FIRST),
    "ErrorRuns": Bounds(1, 1, 1, failing=_FIRST),
}
_FAULTS = re.findall(r"^  (\w+): \{", read("faults.js"), re.MULTILINE)
_ROWS = [
    row
    for row in load_manifest().model
    if row.cfg.startswith("faults/")
    and row.violates is not None
    and any(row.name.removeprefix("faults/").startswith(fault) for fault in _FAULTS)
    and row.module in {"MCFaults", "MCCallersFaults"}
    and row.outcome.value in {"invariant", "action-property"}
    and row.violates not in {"QueueInv", "Refinement", "RefinementOfSteps"}
]


def _size(cfg: str) -> tuple[int, int, int]:
    text = (folder("models") / cfg).read_text(encoding="utf-8")
    clients, dequeuers, tokens = (
        re.search(rf"{name} (?:=|<-) (.*)", text) for name in ("Clients", "Dequeuers", "Tokens")
    )
    assert clients is not None
    assert dequeuers is not None
    assert tokens is not None
    count = {"OneToken": 1, "TwoTokens": 2, "ThreeTokens": 3}[tokens[1]]
    return clients[1].count("client"), dequeuers[1].count("dequeuer"), count


def _fault_of(cfg: str) -> str:
    text = (folder("models") / cfg).read_text(encoding="utf-8")
    found = re.search(r"^  [A-Z]\w+ <- (?!\w+Tokens?\b)(\w+)$", text, re.MULTILINE)
    assert found is not None
    return found[1]


def _bounds(cfg: str) -> tuple[str, str]:
    fault = _fault_of(cfg)
    if fault in _CALLERS:
        return "callers", json.dumps(page_bounds(_CALLERS[fault]))
    clients, dequeuers, tokens = _size(cfg)
    sizes = {"clients": clients, "dequeuers": dequeuers, "tokens": tokens}
    return "general", json.dumps(sizes)


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row.name.removeprefix("faults/"))
def test_the_shortest_break_is_as_long_as_tlc_finds_it(engine: Engine, row: Any) -> None:
    """The number of states that the manifest has, by the page's own search."""
    kind, bounds = _bounds(row.cfg)
    found = json.loads(engine.call("lengthTo", kind, bounds, _fault_of(row.cfg), row.violates))
    assert found["length"] == row.length


@pytest.mark.parametrize("fault", _FAULTS)
def test_the_graph_is_that_of_the_model(engine: Engine, tmp_path: Path, fault: str) -> None:
    """TLC's, of the same configuration, with nothing to check and so with all its states."""
    models = folder("models")
    cfg = load_manifest().find(f"faults/{fault}").cfg
    text, _, _ = (models / cfg).read_text(encoding="utf-8").partition("INVARIANTS")
    text, _, _ = text.partition("PROPERTIES")
    config = tmp_path / f"{fault}.cfg"
    config.write_text(text, encoding="utf-8")
    module = "MCCallersFaults" if fault in _CALLERS else "MCFaults"
    job = Job(
        module=models / "faults" / f"{module}.tla",
        config=config,
        library=(models, folder("spec")),
        check_deadlock=False,
        small=True,
    )
    _, dumped = explore(find_toolchain(), job, state_record)
    states = dumped.states
    kind, bounds = _bounds(cfg)
    graph = json.loads(engine.call("wholeGraph", kind, bounds, fault))
    size = _CALLERS.get(fault) or slot_queue_steps.Bounds(*_size(cfg))
    ours = [record_of(state, size) for state in graph["states"]]
    assert (len(ours), set(ours)) == (len(states), set(states))
    of = re.search(rf"{fault}: \{{\s*of: \"(\w+)\"", read("faults.js"))
    assert of is not None
    # TLC names the innermost operator.
    names = {fault: of[1], "RemoveBy": "AcquireRemove", "PickBy": "DequeuerPeek"}
    theirs = {
        (states[source], names.get(name := action.removeprefix("Queue!"), name), states[target])
        for source, action, target in dumped.edges()
    }
    assert {(ours[source], action, ours[target]) for source, action, target in graph["edges"]} == (
        theirs
    )


def test_every_fault_is_compared() -> None:
    """Each has a row whose length is held against the page's."""
    assert {_fault_of(row.cfg) for row in _ROWS} >= set(_FAULTS)


def test_a_fault_that_is_repaired_is_noticed() -> None:
    """A page on which SignalOne wakes everybody finds nothing."""
    right = 'withDequeuer(after, d, { dequeuer: "lock" })'
    changed = read("faults.js").replace(right, "wakeAll(after)")
    assert changed != read("faults.js")
    with Engine({"faults.js": changed}) as engine:
        bounds = json.dumps({"clients": 1, "dequeuers": 2, "tokens": 1})
        found = json.loads(
            engine.call("lengthTo", "general", bounds, "SignalOne", "NoLostWakeUpInv")
        )
    assert found["length"] is None
