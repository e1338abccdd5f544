"""All states of the invariant at a small size, as Z3 finds them in its formulas."""

from collections.abc import Iterator, Mapping
from itertools import product

import z3

from slotq.prove.algebra import TRUTH, WORD, Formula, Sort, System, Term
from slotq.prove.concrete import NONE, Tables
from slotq.prove.symbolic import Reader, Symbolic


def states(system: System, sizes: Mapping[str, int]) -> Iterator[Tables]:
    """Find all states of the invariant of a system.

    Args:
        system: The system.
        sizes: How many values each sort has, by its name.
    """
    algebra = Symbolic(system.words, sizes)
    state, solver = algebra.state(system), algebra.solver()
    solver.add(*algebra.facts(system))
    solver.add(*[conjunct(algebra, state) for conjunct in system.invariant.values()])

    def differs(tables: Tables) -> Iterator[Formula]:
        for name, variable in system.variables.items():
            numbers = product(*[range(sizes[sort.name]) for sort in variable.arguments])
            places = product(*map(algebra.elements, variable.arguments))
            for values, terms in zip(numbers, places, strict=True):
                found = _term(algebra, tables[name][values], variable.result)
                yield algebra.no(algebra.same(getattr(state, name)(*terms), found))

    while solver.check() == z3.sat:
        tables = Reader(algebra, solver.model()).tables(system, state)
        yield tables
        solver.add(algebra.either(*differs(tables)))


def _term(algebra: Symbolic, value: Term, sort: Sort) -> Term:
    if sort in {WORD, TRUTH} or (sort.ordered and value != NONE):
        return value
    return algebra.none(sort) if value == NONE else algebra.elements(sort)[value]
