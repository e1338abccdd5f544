"""The edges of SlotQueue's graph that a walk took, counted by action, and each with its state."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from slotq.machine import slot_queue
from slotq.machine.kernel import explore
from slotq.machine.slot_queue import abstract_queue
from slotq.oracle.conform.candidates import Edge, Size
from slotq.oracle.conform.describe import write_state

ACTIONS = slot_queue.MODULE.actions


class Edges(Struct, frozen=True):
    """The edges of SlotQueue that one action has.

    Attributes:
        action: The action.
        all: How many there are.
        forced: How many of them calls can force, one at a time, whatever the program answers.
        seen: How many of these were seen.
        others_seen: How many of those that cannot be forced were seen all the same.
        maybe: How many of the rest may have been taken.
    """

    action: str
    all: int
    forced: int
    seen: int
    others_seen: int
    maybe: int


class SeenEdge(Struct, frozen=True):
    """An edge of SlotQueue.

    Attributes:
        action: The action.
        arguments: Its arguments, as the specification orders them.
        state: The state in which it was taken.
        forced: Whether calls can force it.
        seen: Whether it was taken, as far as the answers tell.
    """

    action: str
    arguments: tuple[int | str, ...]
    state: dict[str, object]
    forced: bool
    seen: Literal["yes", "maybe", "no"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which edges there are, and what became of each.

    Attributes:
        every: All of them, in order.
        forced: Those that calls can force.
        seen: Those that were taken for certain.
        maybe: Those that may have been taken.
    """

    every: Collection[Edge]
    forced: Collection[Edge]
    seen: Collection[Edge]
    maybe: Collection[Edge]

    def count(self) -> tuple[Edges, ...]:
        """Count them by action."""
        forced, seen = set(self.forced), set(self.seen)
        columns = [
            _by_action(edges)
            for edges in (
                self.every,
                forced,
                forced & seen,
                seen - forced,
                set(self.maybe) - forced - seen,
            )
        ]
        return tuple(Edges(action, *(column[action] for column in columns)) for action in ACTIONS)

    def each(self) -> Iterator[SeenEdge]:
        """Tell of each."""
        for edge in self.every:
            state, (action, arguments) = edge
            seen: Literal["yes", "maybe", "no"] = "maybe" if edge in self.maybe else "no"
            yield SeenEdge(
                action,
                arguments,
                write_state(state),
                forced=edge in self.forced,
                seen="yes" if edge in self.seen else seen,
            )


def _by_action(edges: Iterable[Edge]) -> Counter[str]:
    return Counter(label.action for _, label in edges)


def every_edge(size: Size) -> list[Edge]:
    """List the edges of the graph of a size."""
    graph = explore(abstract_queue(size.clients, size.dequeuers, size.tokens))
    return [(graph.states[source], label) for source, label, _ in graph.edges]
