"""The algebra of formulas for Z3.

Sorts of processes are uninterpreted: there are as many values as a model wants. Ordered sorts are
the numbers from 0 on. None is a value outside: a constant of its own, or -1. With `sizes` every
sort is finite, and quantifiers are written out: what is found so is a state of that size.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import z3

from slotq.prove.algebra import (
    TRUTH,
    WORD,
    Formula,
    Function,
    Sort,
    State,
    System,
    Term,
    Variable,
)
from slotq.prove.concrete import NONE, Table, Tables


class Symbolic:
    """Formulas for Z3.

    Args:
        words: The strings that there are.
        sizes: How many values each sort has, by its name; without, any number.
    """

    def __init__(self, words: Sequence[str], sizes: Mapping[str, int] | None = None) -> None:
        self._context = z3.Context()
        sort, values = z3.EnumSort("word", list(words), self._context)
        self._sorts = {WORD: sort, TRUTH: z3.BoolSort(self._context)}
        self.words = dict(zip(words, values, strict=True))
        self._sizes = sizes
        self._named = 0
        self._elements: dict[Sort, list[Term]] = {}

    def solver(self) -> z3.Solver:
        """A solver for formulas of this algebra."""
        return z3.Solver(ctx=self._context)

    def state(self, system: System) -> State:
        """A state of which nothing is known."""
        return State(**{name: self._function(name, system) for name in system.variables})

    @property
    def finite(self) -> list[Sort]:
        """The sorts whose elements were asked for."""
        return list(self._elements)

    def _function(self, name: str, system: System) -> Function:
        variable = system.variables[name]
        sorts = [self.sort(sort) for sort in (*variable.arguments, variable.result)]
        return z3.Function(name, *sorts) if variable.arguments else _constant(name, sorts[0])

    def sort(self, sort: Sort) -> z3.SortRef:
        """Z3's sort."""
        if sort not in self._sorts:
            ordered = z3.IntSort(self._context)
            self._sorts[sort] = (
                ordered if sort.ordered else z3.DeclareSort(sort.name, self._context)
            )
        return self._sorts[sort]

    def fresh(self, sort: Sort) -> Term:
        """A constant of which nothing is known but its sort."""
        self._named += 1
        return z3.Const(f"{sort.name}!{self._named}", self.sort(sort))

    def elements(self, sort: Sort) -> list[Term]:
        """The values of a finite sort."""
        assert self._sizes is not None  # noqa: S101  # the caller has asked for sizes
        if sort not in self._elements:
            numbers = range(self._sizes[sort.name])
            self._elements[sort] = [
                z3.IntVal(n, self._context) if sort.ordered else self._element(sort, n)
                for n in numbers
            ]
        return self._elements[sort]

    def _element(self, sort: Sort, number: int) -> Term:
        return z3.Const(f"{sort.name}{number + 1}", self.sort(sort))

    def facts(self, system: System) -> list[Formula]:
        """What is true of states of a finite size: values are within it, or None."""
        state, facts = self.state(system), list[Formula]()
        for sort in system.sorts:
            if not sort.ordered:
                facts.append(z3.Distinct(*self.elements(sort), self.none(sort)))
        for name, variable in system.variables.items():
            for places in product(*map(self._with_none, variable.arguments)):
                value = getattr(state, name)(*places)
                if variable.result == TRUTH:
                    outside = self.either(
                        *map(self.no, map(self.belongs, places, variable.arguments))
                    )
                    facts.append(self.implies(outside, self.no(value)))
                elif variable.result != WORD:
                    facts.append(
                        self.either(*[self.same(value, v) for v in self._values(variable.result)])
                    )
        return facts

    def _with_none(self, sort: Sort) -> list[Term]:
        return [*self.elements(sort), self.none(sort)]

    def _values(self, sort: Sort) -> list[Term]:
        # The next number may be the first that is outside.
        return [*self._with_none(sort), *([len(self.elements(sort))] if sort.ordered else [])]

    def _term(self, value: Term) -> Term:
        if isinstance(value, str):
            return self.words[value]
        if isinstance(value, bool):
            return z3.BoolVal(value, self._context)
        return z3.IntVal(value, self._context) if isinstance(value, int) else value

    def same(self, one: Term, other: Term) -> Formula:
        """As in `Algebra`."""
        return self._term(one) == self._term(other)

    def less(self, one: Term, other: Term) -> Formula:
        """As in `Algebra`."""
        return self._term(one) < self._term(other)

    def after(self, number: Term) -> Term:
        """As in `Algebra`."""
        return self._term(number) + 1

    def both(self, *formulas: Formula) -> Formula:
        """As in `Algebra`."""
        return z3.And(*map(self._term, formulas), self._context)

    def either(self, *formulas: Formula) -> Formula:
        """As in `Algebra`."""
        return z3.Or(*map(self._term, formulas), self._context)

    def no(self, formula: Formula) -> Formula:
        """As in `Algebra`."""
        return z3.Not(self._term(formula), self._context)

    def implies(self, one: Formula, other: Formula) -> Formula:
        """As in `Algebra`."""
        return z3.Implies(self._term(one), self._term(other), self._context)

    def choose(self, condition: Formula, one: Term, other: Term) -> Term:
        """As in `Algebra`."""
        return z3.If(self._term(condition), self._term(one), self._term(other), self._context)

    def each(self, sorts: Sequence[Sort], formula: Callable[..., Formula]) -> Formula:
        """As in `Algebra`."""
        if self._sizes is not None:
            return self.both(*[formula(*values) for values in product(*map(self.elements, sorts))])
        values = [self.fresh(sort) for sort in sorts]
        return z3.ForAll(values, self.implies(self._within(values, sorts), formula(*values)))

    def some(self, sorts: Sequence[Sort], formula: Callable[..., Formula]) -> Formula:
        """As in `Algebra`."""
        if self._sizes is not None:
            values = product(*map(self.elements, sorts))
            return self.either(*[formula(*each) for each in values])
        fresh = [self.fresh(sort) for sort in sorts]
        return z3.Exists(fresh, self.both(self._within(fresh, sorts), formula(*fresh)))

    def _within(self, values: Sequence[Term], sorts: Sequence[Sort]) -> Formula:
        return self.both(*map(self.belongs, values, sorts))

    def none(self, sort: Sort) -> Term:
        """As in `Algebra`."""
        if sort.ordered:
            return z3.IntVal(-1, self._context)
        return z3.Const(f"no {sort.name}", self.sort(sort))

    def belongs(self, value: Term, sort: Sort) -> Formula:
        """As in `Algebra`."""
        if self._sizes is not None:
            return self.either(*[self.same(value, each) for each in self.elements(sort)])
        if sort.ordered:
            return self._term(value) >= 0
        return self.no(self.same(value, self.none(sort)))


def _constant(name: str, sort: z3.SortRef) -> Function:
    constant = z3.Const(name, sort)
    return lambda: constant


class Reader:
    """Reads the values of a finite size from a model of Z3.

    Args:
        algebra: The algebra that the formulas were made with.
        model: The model.
    """

    def __init__(self, algebra: Symbolic, model: z3.ModelRef) -> None:
        self._algebra = algebra
        self._model = model

    def tables(self, system: System, state: State) -> Tables:
        """Write out a state."""
        return {
            name: self._table(getattr(state, name), variable)
            for name, variable in system.variables.items()
        }

    def _table(self, function: Function, variable: Variable) -> Table:
        elements = [self._algebra.elements(sort) for sort in variable.arguments]
        return {
            tuple(map(self.value, places)): self.value(function(*places))
            for places in product(*elements)
        }

    def value(self, term: Term) -> Term:
        """The value of a term: a number, a word or a truth value."""
        found = self._model.eval(term, model_completion=True)
        if z3.is_bool(found):
            return z3.is_true(found)
        if z3.is_int_value(found):
            return found.as_long()
        names = {word: name for name, word in self._algebra.words.items()}
        if found in names:
            return names[found]
        return self._number(found)

    def _number(self, found: Term) -> int:
        for sort in self._algebra.finite:
            for number, element in enumerate(self._algebra.elements(sort)):
                if self._model.eval(element, model_completion=True).eq(found):
                    return number
        return NONE
