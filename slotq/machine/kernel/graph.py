"""The state graph of a system: the states that can be reached, and the transitions between them."""

import gc
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from slotq.errors import SlotqError
from slotq.machine.kernel.system import Label, System

S = TypeVar("S", bound=Hashable)


class TooManyStatesError(SlotqError):
    """A search was stopped because it would have found more states than allowed."""


@dataclass(frozen=True, slots=True)
class Graph(Generic[S]):
    """A labelled graph of states.

    Attributes:
        states: The states, the initial one first, in the order in which they were found.
        edges: Transitions, as (number of the state before, label, number of the state after).
    """

    states: list[S]
    edges: list[tuple[int, Label, int]]


@contextmanager
def _without_cycle_collection() -> Iterator[None]:
    # States are tuples of tuples and numbers: there are no cycles to find, and looking for them
    # takes a third of the time.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def explore(system: System[S], most: int | None = None) -> Graph[S]:
    """Search breadth-first for all states that can be reached.

    Args:
        system: What to explore.
        most: The number of states to stop at.

    Raises:
        TooManyStatesError: There are more states than `most`.
    """
    states = [system.init]
    numbers = {system.init: 0}
    edges: list[tuple[int, Label, int]] = []
    successors = system.successors
    with _without_cycle_collection():
        for number, state in enumerate(states):
            for label, after in successors(state):
                target = numbers.setdefault(after, len(states))
                if target == len(states):
                    states.append(after)
                edges.append((number, label, target))
            if most is not None and len(states) > most:
                message = f"more than {most} states"
                raise TooManyStatesError(message)
    return Graph(states, edges)


def shortest_path(graph: Graph[S], wanted: Callable[[S], bool]) -> list[tuple[Label, S]] | None:
    """Find a shortest way from the initial state to a state that is wanted.

    Returns:
        The transitions on the way, or None if no such state can be reached.
    """
    came_from: dict[int, tuple[int, Label]] = {}
    for source, label, target in graph.edges:
        if target:
            came_from.setdefault(target, (source, label))
    for number, state in enumerate(graph.states):
        if wanted(state):
            path: list[tuple[Label, S]] = []
            reached = number
            while reached:
                source, label = came_from[reached]
                path.append((label, graph.states[reached]))
                reached = source
            return path[::-1]
    return None
