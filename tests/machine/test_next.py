"""The next-state relations: what they list is what the actions allow."""

from collections.abc import Hashable
from typing import TypeVar

import pytest

from slotq.machine.bounds import Bounds
from slotq.machine.graph import explore
from slotq.machine.next import Callers, Label, System, general_client
from slotq.machine.steps import Disabled

S = TypeVar("S", bound=Hashable)

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
