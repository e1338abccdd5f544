"""The tie: the definitions that Z3 reads, evaluated on states, give the graph of the specification.

What is compared with is a labelled graph, the machine's or TLC's: in every state of it, exactly the
same labels and states after. The parameters of an action are compared where the graph has them. A
state is initial for both or for neither, and none that differs from an initial one in one value is.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from slotq.machine.kernel import Label
from slotq.prove.algebra import State, System
from slotq.prove.concrete import Concrete, from_tables

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
        constants: The variables of the definitions that are constants of the specification, which
            Init leaves open.
    """

    system: System
    algebra: Concrete
    read: Callable[[S], State]
    write: Callable[[State], S]
    constants: Collection[str] = ()

    def is_initial(self, state: S) -> bool:
        """Whether the definitions begin in a state."""
        return bool(self.system.init(self.algebra, self.read(state)))

    def begins_near(self, state: S) -> Iterator[str]:
        """What could be otherwise in a state, one value at a time, for Init to be true as well."""
        tables = self.algebra.table(self.system, self.read(state))
        for name, variable in self.system.variables.items():
            if name in self.constants:
                continue
            for place, value in tables[name].items():
                for other in self.algebra.values(self.system, variable.result):
                    table = {**tables[name], place: other}
                    near = from_tables(self.system, {**tables, name: table})
                    if other != value and self.system.init(self.algebra, near):
                        yield f"{name} could be {other!r} at {place}"

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


def initial_differences(
    twin: Twin[S], states: Iterable[S], initial: Collection[S]
) -> tuple[str, ...]:
    """Compare in which states the definitions and a graph begin.

    Args:
        twin: The definitions.
        states: The states of the graph.
        initial: Those of them that are initial.
    """
    lines = [
        f"in {state} {'the graph' if state in initial else 'the definitions'} alone can begin"
        for state in states
        if twin.is_initial(state) != (state in initial)
    ]
    lines += [
        f"the definitions can also begin where {near} in {state}"
        for state in initial
        for near in twin.begins_near(state)
    ]
    return tuple(lines[:_SHOWN])
