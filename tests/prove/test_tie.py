"""slotq.prove.tie: what Z3 reads, evaluated on states, has the machine's steps."""

from collections.abc import Hashable, Iterator
from dataclasses import replace

import pytest

from slotq.machine import slot_queue_steps as steps
from slotq.machine.kernel import explore
from slotq.machine.slot_queue_steps import Bounds, general_client
from slotq.prove import broken
from slotq.prove.queue_invariant import QUEUE
from slotq.prove.queue_states import queue_twin
from slotq.prove.tie import Tied, compare

Steps = tuple[steps.State, set[tuple[Hashable, steps.State]]]


def graph(*size: int) -> Iterator[Steps]:
    """The machine's states of a size, with their transitions."""
    system = general_client(*size)
    return ((state, set(system.successors(state))) for state in explore(system).states)


@pytest.mark.parametrize("size", [(1, 1, 2), (2, 1, 1), (1, 2, 1)])
def test_the_definitions_have_the_steps_of_the_machine(size: tuple[int, int, int]) -> None:
    """With all their parameters; slotq verify compares them with TLC's at larger sizes."""
    found = explore(general_client(*size))
    edges = {(source, label, target) for source, label, target in found.edges}
    assert compare(queue_twin(Bounds(*size)), graph(*size)) == Tied(
        len(found.states), len(edges), ()
    )


@pytest.mark.parametrize("name", ["PickNothing", "WakeEarly", "CloseNothing", "SignalOne"])
def test_a_broken_definition_is_a_difference(name: str) -> None:
    """Whether it allows more, less, or something else."""
    twin = queue_twin(Bounds(1, 2, 1))
    wrong = replace(twin, system=QUEUE.instead(broken.broken_action(name)))
    tied = compare(wrong, graph(1, 2, 1))
    assert tied.differences
    assert broken.table()[name].instead in " ".join(tied.differences)
