"""The tie: the definitions that Z3 reads, evaluated on states, give the graph of the specification.

What is compared with is a labelled graph, the machine's or TLC's: in every state of it, exactly the
same labels and states after. The parameters of an action are compared where the graph has them.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from slotq.machine.kernel import Label
from slotq.prove.algebra import State, System
from slotq.prove.concrete import Concrete

S = TypeVar("S", bound=Hashable)
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Twin(Generic[S]):
    """A system next to states that somebody else has explored.

    Attributes:
        system: The definitions.
        algebra: Values of the sizes at which the states were explored.
        read: A state of the graph, for the definitions.
        write: A state of the definitions, as the graph has it.
    """

    system: System
    algebra: Concrete
    read: Callable[[S], State]
    write: Callable[[State], S]

    def successors(self, state: S) -> set[tuple[Label, S]]:
        """The transitions that the definitions allow in a state."""
        before = self.read(state)
        return {
            (Label(action.name, values), self.write(step.then))
            for action in self.system.actions
            for values, step in self.algebra.steps(action, before)
        }


@dataclass(frozen=True, slots=True)
class Tied:
    """What came of a comparison.

    Attributes:
        states: In how many states successors were compared.
        edges: How many transitions the definitions have there.
        differences: What differs, in lines; empty if nothing does.
    """

    states: int
    edges: int
    differences: tuple[str, ...]


def compare(
    twin: Twin[S],
    graph: Iterable[tuple[S, set[tuple[Hashable, S]]]],
    named: Callable[[Label], Hashable] = lambda label: label,
) -> Tied:
    """Compare the definitions with a graph.

    Args:
        twin: The definitions.
        graph: States with their transitions, each with what the graph knows of its label.
        named: What that is.
    """
    states, edges, differences = 0, 0, []
    for state, expected in graph:
        found = {(named(label), after) for label, after in twin.successors(state)}
        states, edges = states + 1, edges + len(found)
        for who, steps in (
            ("the definitions", found - expected),
            ("the graph", expected - found),
        ):
            differences += [
                f"in {state} {who} alone can take {label} to {after}" for label, after in steps
            ]
        if len(differences) >= _SHOWN:
            break
    return Tied(states, edges, tuple(differences[:_SHOWN]))
