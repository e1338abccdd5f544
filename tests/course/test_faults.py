"""slotq.course.faults: a broken machine is the broken model, state for state and step for step."""

from pathlib import Path

import pytest

from slotq.course.faults import FAULTS, broken
from slotq.machine.kernel import explore, shortest_path
from slotq.machine.slot_queue_steps import INVARIANTS, MODULE, general_client
from slotq.machine.slot_queue_steps.bounds import Bounds
from slotq.system.resources import folder
from slotq.tlc.graph import state_record
from slotq.tlc.job import Job
from slotq.tlc.state_graph import explore as explore_with_tlc
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.manifest import load_manifest

BOUNDS = {
    "CheckThenSet": Bounds(2, 1, 1),
    "RemoveBySwap": Bounds(1, 1, 3),
    "RemoveNothing": Bounds(1, 1, 1),
    "SignalOne": Bounds(1, 2, 1),
}
"""Those of the models."""


@pytest.mark.parametrize("name", FAULTS)
def test_the_shortest_break_is_as_long_as_tlc_finds_it(name: str) -> None:
    """The number of states that the manifest has."""
    row = load_manifest().find(f"faults/{name}")
    holds = INVARIANTS[str(row.violates)]
    graph = explore(broken(BOUNDS[name], FAULTS[name]))
    path = shortest_path(graph, lambda state: not holds(state))
    assert path is not None
    assert len(path) + 1 == row.length


@pytest.mark.parametrize("name", FAULTS)
def test_the_graph_is_that_of_the_model(name: str, tmp_path: Path) -> None:
    """TLC's, of the same configuration, with nothing to check and so with all its states."""
    models = folder("models")
    row = load_manifest().find(f"faults/{name}")
    text, _, _ = (models / row.cfg).read_text("utf-8").partition("INVARIANTS")
    config = tmp_path / "Fault.cfg"
    config.write_text(text, encoding="utf-8")
    library = (models, folder("spec"))
    job = Job(models / "faults" / "MCFaults.tla", config, library, check_deadlock=False)
    _, dumped = explore_with_tlc(find_toolchain(), job, state_record)
    names = {name: FAULTS[name].of, "RemoveBy": "AcquireRemove"}  # TLC's is the innermost operator
    theirs = {
        (dumped.states[source], names.get(action, action), dumped.states[target])
        for source, action, target in dumped.edges()
    }
    graph = explore(broken(BOUNDS[name], FAULTS[name]))
    ours = [MODULE.record(state, BOUNDS[name]) for state in graph.states]
    assert set(ours) == set(dumped.states)
    assert {(ours[s], label.action, ours[t]) for s, label, t in graph.edges} == theirs


def test_nothing_is_broken_without_a_fault() -> None:
    """Then it is the machine."""
    bounds = Bounds(1, 1, 2)
    assert explore(broken(bounds)) == explore(general_client(1, 1, 2))
