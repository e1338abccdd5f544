"""What has to be proved of a system, one query for each part, and the answers.

An obligation is given to Z3 for any number of processes and tokens first. If that finds no proof,
a counterexample is looked for among states of small sizes, where Z3 always has an answer; it is
evaluated once more on values before it is believed. Z3's effort is bounded by its own count of
steps, not by time, so that the answer is the same on every machine.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import z3

from slotq.errors import SlotqError
from slotq.prove.algebra import (
    Action,
    Algebra,
    Formula,
    Predicate,
    State,
    Step,
    StepPredicate,
    System,
    Term,
)
from slotq.prove.concrete import Concrete, Tables, from_tables
from slotq.prove.symbolic import Reader, Symbolic

_FIRST_EFFORT = 50_000  # several times what the dearest proof needs
_LAST_EFFORT = 50_000_000


StepClaim: TypeAlias = Callable[[Algebra, State, State, Sequence[Term]], Formula]
"""Of an algebra, the states before and after, and what the action was given."""


class UnconfirmedError(SlotqError):
    """Z3's counterexample does not hold when it is evaluated: the two algebras differ."""


class Kind(Enum):
    """The kinds of obligations."""

    INITIATION = "initiation"
    CONSECUTION = "consecution"
    STEP = "step"
    REFINEMENT = "refinement"
    ENABLED = "enabled"


class Answer(Enum):
    """What came of an obligation."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Obligation:
    """A thing to be proved.

    Attributes:
        kind: Its kind.
        action: The action; none for initiation.
        conjunct: The conjunct or the property, by its name; none for enabledness.
        claim: What must be true of the step, or of the initial state.
    """

    kind: Kind
    action: Action | None = None
    conjunct: str = ""
    claim: StepClaim | None = None

    def __str__(self) -> str:
        """Name it: its kind, the action and the conjunct."""
        name = "" if self.action is None else self.action.name
        return " ".join(filter(None, (self.kind.value, name, self.conjunct)))


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A step from a state of the invariant, or an initial state.

    Attributes:
        sizes: How many values each sort has in it.
        values: The values of the action's parameters.
        before: The state before.
        after: The state after it; for an initial state, the same.
    """

    sizes: Mapping[str, int]
    values: tuple[Term, ...]
    before: Tables
    after: Tables


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an obligation.

    Attributes:
        obligation: What was to be proved.
        answer: Whether it was.
        counterexample: Why not; none for enabledness.
    """

    obligation: Obligation
    answer: Answer
    counterexample: Counterexample | None = None


def obligations(system: System) -> Iterator[Obligation]:
    """Everything that has to be proved of a system, and first that it begins somewhere."""
    yield Obligation(Kind.ENABLED)
    for name, conjunct in system.invariant.items():
        yield Obligation(Kind.INITIATION, None, name, _of_state(conjunct))
    for action in system.actions:
        yield from obligations_of(system, action)


def obligations_of(system: System, action: Action) -> Iterator[Obligation]:
    """What has to be proved of one action."""
    yield Obligation(Kind.ENABLED, action)
    for name, conjunct in system.invariant.items():
        yield Obligation(Kind.CONSECUTION, action, name, _of_state(conjunct))
    for name, claim in system.steps.items():
        yield Obligation(Kind.STEP, action, name, _of_step(claim))


def _of_state(conjunct: Predicate) -> StepClaim:
    return lambda m, _, z, __: conjunct(m, z)


def _of_step(claim: StepPredicate) -> StepClaim:
    return lambda m, s, z, _: claim(m, s, z)


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of several obligations.

    Attributes:
        proved: How many are proved.
        failures: Those that are not.
    """

    proved: int
    failures: tuple[Outcome, ...]


class Prover:
    """Answers the obligations of a system.

    Args:
        system: The system.
        sizes: The sizes at which counterexamples are looked for, the smallest first.
    """

    def __init__(self, system: System, sizes: Sequence[Mapping[str, int]]) -> None:
        self._system = system
        self._unbounded = _Query(system)
        self._sizes = sizes
        self._bounded: list[_Query] = []

    def answer(self, obligation: Obligation) -> Outcome:
        """Prove an obligation, or find why not."""
        if obligation.kind is Kind.ENABLED:
            # An action has to be enabled at one of the sizes, but a behaviour begins at each.
            searched = self._searches(obligation)
            right = any(searched) if obligation.action else all(searched)
            return Outcome(obligation, Answer.PROVED if right else Answer.REFUTED)
        if self._unbounded.refute(obligation, _FIRST_EFFORT):
            return Outcome(obligation, Answer.PROVED)
        if found := self._search(obligation):
            return Outcome(obligation, Answer.REFUTED, found)
        proved = self._unbounded.refute(obligation, _LAST_EFFORT)
        return Outcome(obligation, Answer.PROVED if proved else Answer.UNKNOWN)

    def prove(self, asked: Iterable[Obligation]) -> Proof:
        """Prove obligations."""
        outcomes = [self.answer(obligation) for obligation in asked]
        failures = tuple(each for each in outcomes if each.answer is not Answer.PROVED)
        return Proof(len(outcomes) - len(failures), failures)

    def _search(self, obligation: Obligation) -> Counterexample | None:
        return next(filter(None, self._searches(obligation)), None)

    def _searches(self, obligation: Obligation) -> Iterator[Counterexample | None]:
        for number, sizes in enumerate(self._sizes):
            if number == len(self._bounded):
                self._bounded.append(_Query(self._system, sizes))
            yield self._bounded[number].model(obligation)


class _Query:
    """The questions to Z3, for any size or for one; what several share is asserted once."""

    def __init__(self, system: System, sizes: Mapping[str, int] | None = None) -> None:
        self._system = system
        self._sizes = sizes
        self._algebra = Symbolic(system.words, sizes)
        self._before = self._algebra.state(system)
        self._assumed = {
            name: each(self._algebra, self._before) for name, each in system.assumed.items()
        }
        # A counterexample has to be a state of the whole invariant; a proof may do with less.
        self._shares = sizes is not None or not system.uses
        self._solver = self._algebra.solver()
        self._solver.add(*([] if sizes is None else self._algebra.facts(system)))
        self._solver.push()
        self._asked: tuple[Action | None] | None = None
        self._values: list[Term] = []
        self._step = Step([], self._before)

    def refute(self, obligation: Obligation, effort: int) -> bool:
        """Whether Z3 shows that there is no counterexample."""
        found = self._check(obligation, effort)
        self._solver.pop()
        return bool(found == z3.unsat)

    def model(self, obligation: Obligation) -> Counterexample | None:
        """The counterexample of this size, or for enabledness an example, if there is one.

        Raises:
            UnconfirmedError: It does not hold when it is evaluated.
        """
        found = self._check(obligation, _LAST_EFFORT)
        model = self._solver.model() if found == z3.sat else None
        self._solver.pop()
        return None if model is None else self._read(obligation, model)

    def _check(self, obligation: Obligation, effort: int) -> z3.CheckSatResult:
        self._ask(obligation.action)
        algebra, after = self._algebra, self._step.then
        self._solver.push()
        self._solver.set("rlimit", effort)
        if obligation.action is not None and not self._shares:
            uses = self._system.uses.get(obligation.conjunct, tuple(self._assumed))
            self._solver.add(*[self._assumed[name] for name in (*uses, obligation.conjunct)])
        if obligation.claim is not None:
            claim = obligation.claim(algebra, self._before, after, self._values)
            self._solver.add(algebra.no(claim))
        return self._solver.check()

    def _ask(self, action: Action | None) -> None:
        if (action,) == self._asked:
            return
        self._asked = (action,)
        algebra, solver = self._algebra, self._solver
        solver.pop()
        solver.push()
        if action is None:
            self._values, self._step = [], Step([], self._before)
            solver.add(self._system.init(algebra, self._before))
            return
        sorts = (*action.parameters, *action.chosen)
        self._values = [algebra.fresh(sort) for sort in sorts]
        self._step = action.step(algebra, self._before, *self._values)
        solver.add(*(self._assumed.values() if self._shares else ()))
        solver.add(*map(algebra.belongs, self._values, sorts))
        solver.add(*self._step.when)

    def _read(self, obligation: Obligation, model: z3.ModelRef) -> Counterexample:
        assert self._sizes is not None  # noqa: S101  # a model is asked for at a size
        reader = Reader(self._algebra, model)
        before = reader.tables(self._system, self._before)
        sizes, values = self._sizes, [reader.value(value) for value in self._values]
        concrete, state = Concrete(sizes), from_tables(self._system, before)
        action = obligation.action
        if action is None:
            step = Step([self._system.init(concrete, state)], state)
        else:
            step = action.step(concrete, state, *values)
            invariant = [each(concrete, state) for each in self._system.assumed.values()]
            step = Step([*step.when, *invariant], step.then)
        claim = obligation.claim
        broken = claim is None or not claim(concrete, state, step.then, values)
        if not (all(step.when) and broken):
            message = f"Z3's counterexample to {obligation} does not hold when it is evaluated"
            raise UnconfirmedError(message)
        number = 0 if action is None else len(action.parameters)
        return Counterexample(
            sizes, tuple(values[:number]), before, concrete.table(self._system, step.then)
        )
