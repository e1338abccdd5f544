"""Whether the code can do exactly what the specification says, no more and no less."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from slotq.machine import graph
from slotq.machine.next import System
from slotq.schedule.explore import Exploration, explore
from slotq.schedule.processes import Greenlets
from slotq.schedule.run import MakeCrew, Program, Runner

State = TypeVar("State", bound=Hashable)
Edge = tuple[State, str, State]


class SpecifiedProgram(Program[State], Protocol):
    """A program of which it is specified what it can do."""

    @property
    def system(self) -> System[State]:
        """The specification with the program's bounds."""
        ...


@dataclass(frozen=True)
class Comparison(Generic[State]):
    """The code's graph beside the machine's.

    Attributes:
        found: What the code can do.
        states: How many states the machine has.
        edges: How many edges, not counting an edge twice that differs in its parameters only.
        missing_states: States of the machine that the code is never in.
        extra_states: States that only the code is in.
        missing_edges: Edges of the machine that the code never takes.
        extra_edges: Edges that only the code takes.
    """

    found: Exploration[State]
    states: int
    edges: int
    missing_states: frozenset[State]
    extra_states: frozenset[State]
    missing_edges: frozenset[Edge[State]]
    extra_edges: frozenset[Edge[State]]

    @property
    def are_equal(self) -> bool:
        """Whether the graphs are the same, and not empty."""
        differences = (
            self.missing_states,
            self.extra_states,
            self.missing_edges,
            self.extra_edges,
        )
        return not any(differences) and self.edges > 0


def compare(
    program: SpecifiedProgram[State],
    make_crew: MakeCrew = Greenlets,
    *,
    most: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Comparison[State]:
    """Run a program through every interleaving, and compare what it does with what it should.

    Args:
        program: The code, and its specification.
        make_crew: What its processes run on.
        most: The number of states of the machine to stop at; the code gets as many.
        on_progress: As for `explore`.

    Raises:
        FindingError: As for `explore`.
        TooManyStatesError: As for `explore`, of the code or of the machine.
    """
    machine = graph.explore(program.system, most)
    found = explore(Runner(program, make_crew), most=most, on_progress=on_progress)
    states, edges = frozenset(found.states), found.edges()
    machine_states = frozenset(machine.states)
    machine_edges = {
        (machine.states[source], label.action, machine.states[target])
        for source, label, target in machine.edges
    }
    return Comparison(
        found,
        len(machine_states),
        len(machine_edges),
        machine_states - states,
        states - machine_states,
        frozenset(machine_edges - edges),
        frozenset(edges - machine_edges),
    )
