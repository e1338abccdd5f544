"""What definitions of a specification are written over: formulas, in one of two interpretations.

The symbolic one makes formulas for Z3, the concrete one evaluates them. A definition is a function
of the algebra, a state and its parameters, and cannot tell which of the two it is given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

Formula: TypeAlias = Any
"""A truth value of the algebra: a formula for Z3, or a bool."""
Term: TypeAlias = Any
"""A value of the algebra: a term for Z3, or a number or a word."""
Function: TypeAlias = Callable[..., Term]
"""A variable of a specification; one that is not a function takes no argument."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of values.

    Attributes:
        name: What its values are called.
        ordered: Whether they are numbers, from 0 on.
    """

    name: str
    ordered: bool = False


WORD = Sort("word")
"""The strings of a specification."""
TRUTH = Sort("truth")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a specification: a function from sorts to a sort.

    Attributes:
        arguments: The sorts of its arguments.
        result: The sort of its values; `TRUTH` for a set or a relation.
    """

    arguments: tuple[Sort, ...]
    result: Sort


class Algebra(Protocol):
    """The operations that definitions are written with."""

    def same(self, one: Term, other: Term) -> Formula:
        """Both are equal."""

    def less(self, one: Term, other: Term) -> Formula:
        """The first number is less than the second."""

    def after(self, number: Term) -> Term:
        """The next number."""

    def both(self, *formulas: Formula) -> Formula:
        """All of them are true."""

    def either(self, *formulas: Formula) -> Formula:
        """One of them is true."""

    def no(self, formula: Formula) -> Formula:
        """It is false."""

    def implies(self, one: Formula, other: Formula) -> Formula:
        """If the first is true, so is the second."""

    def choose(self, condition: Formula, one: Term, other: Term) -> Term:
        """The one if the condition is true, else the other."""

    def each(self, sorts: Sequence[Sort], formula: Callable[..., Formula]) -> Formula:
        """It is true of all values."""

    def some(self, sorts: Sequence[Sort], formula: Callable[..., Formula]) -> Formula:
        """It is true of some values."""

    def none(self, sort: Sort) -> Term:
        """The value None, which is outside of the sort."""

    def belongs(self, value: Term, sort: Sort) -> Formula:
        """The value is one of the sort: for a number, whether it is within the bounds."""


class State(SimpleNamespace):
    """A state: for each variable its function, by its name in the specification."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Function:
            """The variable of that name."""

    def but(self, **functions: Function) -> "State":
        """The same state with some variables changed."""
        unknown = functions.keys() - vars(self).keys()
        if unknown:
            raise AttributeError(*unknown)
        return State(**{**vars(self), **functions})


@dataclass(frozen=True, slots=True)
class Step:
    """What an action does, with given parameters.

    Attributes:
        when: Its guards.
        then: The state after it.
    """

    when: Sequence[Formula]
    then: State


Definition: TypeAlias = Callable[..., Step]
"""Of an algebra, a state, and parameters."""
Predicate: TypeAlias = Callable[[Algebra, State], Formula]
StepPredicate: TypeAlias = Callable[[Algebra, State, State], Formula]


@dataclass(frozen=True, slots=True)
class Action:
    """An action of a specification.

    Attributes:
        name: Its name there.
        parameters: The sorts of its parameters.
        step: What it does.
        chosen: The sorts of what is chosen as well: further arguments of `step`.
    """

    name: str
    parameters: tuple[Sort, ...]
    step: Definition
    chosen: tuple[Sort, ...] = ()


@dataclass(frozen=True, slots=True)
class System:
    """A specification, with what is to be proved of it.

    Attributes:
        name: The module.
        variables: Its variables, by name.
        words: Its strings.
        init: Whether a state is initial.
        actions: Its actions.
        invariant: The conjuncts of its inductive invariant, by name.
        steps: What is true of each step from a state of the invariant, by name.
        given: Conjuncts of the invariant that are proved elsewhere, by name.
        uses: By conjunct, the conjuncts that it is proved from, as well as itself; all, without
            an entry. A proof from fewer is a proof from all. What says that something exists
            makes Z3 look for more of the kind, without end where that says so again.
    """

    name: str
    variables: Mapping[str, Variable]
    words: Sequence[str]
    init: Predicate
    actions: Sequence[Action]
    invariant: Mapping[str, Predicate] = field(default_factory=dict)
    steps: Mapping[str, StepPredicate] = field(default_factory=dict)
    given: Mapping[str, Predicate] = field(default_factory=dict)
    uses: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def assumed(self) -> dict[str, Predicate]:
        """All conjuncts of the invariant: those that are given, and those to be proved."""
        return {**self.given, **self.invariant}

    @property
    def sorts(self) -> list[Sort]:
        """The sorts of its processes and values, but for words and truth."""
        found = [
            sort
            for variable in self.variables.values()
            for sort in (*variable.arguments, variable.result)
        ]
        return [sort for sort in dict.fromkeys(found) if sort not in {WORD, TRUTH}]

    def action(self, name: str) -> Action:
        """The action of that name."""
        return next(action for action in self.actions if action.name == name)

    def instead(self, *actions: Action) -> "System":
        """The same system with actions of other definitions, by their names."""
        put = {action.name: action for action in actions}
        return replace(self, actions=[put.get(action.name, action) for action in self.actions])


def put(algebra: Algebra, function: Function, *places: Term, value: Term) -> Function:
    """The function with another value in one place: TLA+'s EXCEPT.

    Args:
        algebra: The interpretation.
        function: The function.
        places: The arguments whose value changes.
        value: The value.
    """
    if not places:
        return lambda: value
    return lambda *arguments: algebra.choose(
        algebra.both(*map(algebra.same, arguments, places)), value, function(*arguments)
    )


def insert(algebra: Algebra, relation: Function, *places: Term) -> Function:
    """The relation or set with one more element."""
    return lambda *arguments: algebra.either(
        relation(*arguments), algebra.both(*map(algebra.same, arguments, places))
    )


def one_of(algebra: Algebra, value: Term, *words: str) -> Formula:
    """The value is one of these words."""
    return algebra.either(*[algebra.same(value, word) for word in words])


def equivalent(algebra: Algebra, one: Formula, other: Formula) -> Formula:
    """Both are true, or neither is."""
    return algebra.both(algebra.implies(one, other), algebra.implies(other, one))
