"""The algebra of values: definitions are evaluated on states of a given size.

The values of a sort are numbers from 0 on, None is -1. What evaluates a definition here is what
makes a formula of it for Z3: the same text.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import TypeAlias

from slotq.prove.algebra import (
    TRUTH,
    WORD,
    Action,
    Formula,
    Function,
    Sort,
    State,
    Step,
    System,
    Term,
)

NONE = -1
Table: TypeAlias = dict[tuple[Term, ...], Term]
"""A function, written out."""
Tables: TypeAlias = dict[str, Table]
"""A state, written out: each variable by its name."""


class Concrete:
    """Values.

    Attributes:
        sizes: How many values each sort has, by its name.
    """

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self.sizes = sizes

    def elements(self, sort: Sort) -> range:
        """The values of a sort."""
        return range(self.sizes[sort.name])

    def values(self, system: System, sort: Sort) -> Sequence[Term]:
        """What a variable of this sort can be, with None."""
        if sort in {WORD, TRUTH}:
            return system.words if sort == WORD else (False, True)
        return (NONE, *self.elements(sort))

    def same(self, one: Term, other: Term) -> Formula:
        """As in `Algebra`."""
        return one == other

    def less(self, one: Term, other: Term) -> Formula:
        """As in `Algebra`."""
        return one < other

    def after(self, number: Term) -> Term:
        """As in `Algebra`."""
        return number + 1

    def both(self, *formulas: Formula) -> Formula:
        """As in `Algebra`."""
        return all(formulas)

    def either(self, *formulas: Formula) -> Formula:
        """As in `Algebra`."""
        return any(formulas)

    def no(self, formula: Formula) -> Formula:
        """As in `Algebra`."""
        return not formula

    def implies(self, one: Formula, other: Formula) -> Formula:
        """As in `Algebra`."""
        return not one or other

    def choose(self, condition: Formula, one: Term, other: Term) -> Term:
        """As in `Algebra`."""
        return one if condition else other

    def each(self, sorts: Sequence[Sort], formula: Callable[..., Formula]) -> Formula:
        """As in `Algebra`."""
        return all(formula(*values) for values in product(*map(self.elements, sorts)))

    def some(self, sorts: Sequence[Sort], formula: Callable[..., Formula]) -> Formula:
        """As in `Algebra`."""
        return any(formula(*values) for values in product(*map(self.elements, sorts)))

    def none(self, sort: Sort) -> Term:
        """As in `Algebra`."""
        del sort
        return NONE

    def belongs(self, value: Term, sort: Sort) -> Formula:
        """As in `Algebra`."""
        return value in self.elements(sort)

    def steps(self, action: Action, state: State) -> Iterator[tuple[tuple[int, ...], Step]]:
        """The steps of an action out of a state, with its parameters."""
        number = len(action.parameters)
        sorts = (*action.parameters, *action.chosen)
        for values in product(*map(self.elements, sorts)):
            step = action.step(self, state, *values)
            if all(step.when):
                yield values[:number], step

    def table(self, system: System, state: State) -> Tables:
        """A state, written out."""
        return {
            name: {
                values: getattr(state, name)(*values)
                for values in product(*map(self.elements, variable.arguments))
            }
            for name, variable in system.variables.items()
        }


def from_tables(system: System, tables: Tables) -> State:
    """A state that was written out."""
    return State(**{name: _looked_up(table, system, name) for name, table in tables.items()})


def _looked_up(table: Table, system: System, name: str) -> Function:
    outside = False if system.variables[name].result == TRUTH else NONE
    return lambda *arguments: table.get(arguments, outside)
