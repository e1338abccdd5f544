"""The next-state relations: what they list is what the actions allow."""

from collections.abc import Hashable
from typing import TypeVar

import pytest

from slotq.machine import scaling_callers
from slotq.machine.callers import Bounds, Callers, actions
from slotq.machine.kernel import Disabled, Label, System, explore
from slotq.machine.scaling_callers import ScalingCallers
from slotq.machine.slot_queue_steps import general_client

S = TypeVar("S", bound=Hashable)

FIRST = frozenset({0})
SYSTEMS = [
    pytest.param(general_client(2, 1, 2), id="general client"),
    pytest.param(
        Callers(
            Bounds(
                containers=1,
                consumers=1,
                rounds=2,
                idling=frozenset({0}),
                evictable=frozenset({0}),
                freezable=frozenset({0}),
                impatient=frozenset({1}),
                cancellable=frozenset({1}),
                failing=frozenset({0}),
            )
        ),
        id="callers",
    ),
    pytest.param(
        ScalingCallers(
            scaling_callers.Bounds(1, 1, FIRST, FIRST, FIRST, failing=FIRST, modulus=32)
        ),
        id="scaling callers",
    ),
    pytest.param(Callers(Bounds(2, 1, 1, frozenset({0}), later=True)), id="later callers"),
]


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_guard_is_forgotten(system: System[S]) -> None:
    """What is not asked again would have been refused: trying every action finds no more."""
    states = explore(system).states
    assert states
    for state in states:
        tried = [
            (label, after)
            for process in system.processes
            for label, action, arguments in process.actions
            if not isinstance(after := action(state, *arguments), Disabled)
        ]
        assert system.successors(state) == tried


def contradictions(system: System[S]) -> set[Label]:
    """List what a process's own record forbids in one state and allows in another."""
    found = set()
    states = explore(system).states
    for process in system.processes:
        never: set[tuple[Hashable, Label]] = set()
        possible: set[tuple[Hashable, Label]] = set()
        for state in states:
            record, disabled = process.record(state), dict(process.disabled(state))
            never |= {(record, label) for label, why in disabled.items() if why.own}
            labels = (label for label, *_ in process.actions if label not in disabled)
            possible |= {(record, label) for label in labels}
        found |= {label for _, label in never & possible}
    return found


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_a_process_own_depends_on_its_record_alone(system: System[S]) -> None:
    """Else what is listed would depend on the state that is met first."""
    assert contradictions(system) == set()


def test_a_guard_that_reads_more_than_the_record_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a slot carries an error is nothing that its winner's record says."""
    monkeypatch.setattr(actions, "_ERROR", actions._ERROR._replace(own=True))
    system = Callers(Bounds(1, 1, 1, failing=frozenset({0})))
    assert contradictions(system) == {Label("Cancel", (1,))}


def test_a_full_queue_takes_no_more() -> None:
    """The bound on tokens is a guard of QueueAppend under the general client."""
    system = general_client(1, 0, 1)
    graph = explore(system)
    refused = {
        label: why.guard
        for state in graph.states
        if state.next_id == 1 and state.clients[0].doing == "nothing"
        for label, why in system.disabled(state)
        if label.action == "QueueAppend"
    }
    assert refused == {Label("QueueAppend", (0,)): "nextId \\in Tokens"}
