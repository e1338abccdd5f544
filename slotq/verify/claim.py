"""A claim: a sentence, the bound that it is checked at, and the check.

A check returns its evidence, or raises `ClaimRefutedError` if it has an answer that contradicts the
claim, which is then refuted. Any other exception means that there was no answer, and the claim is
undecided. A check that looked at nothing has no evidence.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from slotq.errors import SlotqError
from slotq.verify.manifest import Tier


class ClaimRefutedError(SlotqError):
    """The claim is refuted; the text is the counterexample, of one or more lines."""


class UndecidedError(SlotqError):
    """A check came to no answer; the text says why."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a check has looked at; nothing is no evidence.

    Attributes:
        states: How many states.
        edges: How many steps between them.
        others: How many things of another kind.
    """

    states: int = 0
    edges: int = 0
    others: int = 0

    def __post_init__(self) -> None:
        if not (self.states and self.edges) and not self.others:
            message = f"nothing was checked: {self.states} states, {self.edges} steps"
            raise UndecidedError(message)


class Strength(Enum):
    """How much a claim says if it holds.

    `COUNTEREXAMPLE` is for one that something is false, and `INSPECTED` for one about files or code
    that are read from beginning to end, where there is no bound.
    """

    TESTED = "tested"
    INSPECTED = "inspected"
    EXHAUSTIVE = "all states at a bound"
    PROVED = "proved for any size"
    COUNTEREXAMPLE = "a counterexample"


class Examined(NamedTuple):
    """What is looked at in a model, by name.

    Attributes:
        checks: Its invariants and properties, and what else is checked.
        violates: Which of them is violated, if one must be.
        untaken: The actions that need not be taken.
    """

    checks: tuple[str, ...] = ()
    violates: str | None = None
    untaken: tuple[str, ...] = ()


NOTHING = Examined()


class Seeds(NamedTuple):
    """The seeds of what is chosen at random, the last one included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim.

    Attributes:
        name: What it is called, unique.
        sentence: What it says, in English.
        bound: The sizes at which it is checked.
        tier: The first tier that checks it.
        strength: How much it says if it holds; nothing is assumed.
        check: Looks for evidence.
        seconds: About how long that takes: the longest is begun first.
        refutes: Whether what it claims is that something else is false.
        faults: What the bound must show if it is wrong: why it is as large as it is.
        seeds: What it chooses at random is chosen by these.
        examined: What it looks at by name, if it is about a model.
    """

    name: str
    sentence: str
    bound: str
    tier: Tier
    strength: Strength
    check: Callable[[], Evidence]
    seconds: float = 1.0
    refutes: bool = False
    faults: str = ""
    seeds: Seeds | None = None
    examined: Examined = NOTHING


class Verdict(Enum):
    """The verdict on a claim."""

    HOLDS = "holds"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on several: a refutation is certain, so it comes before undecided."""
    found = set(verdicts)
    if Verdict.REFUTED in found:
        return Verdict.REFUTED
    return Verdict.HOLDS if found == {Verdict.HOLDS} else Verdict.UNDECIDED


def exit_code(verdicts: Iterable[Verdict]) -> int:
    """0 if all hold, 1 if one is refuted, 2 if one is undecided, or there is none."""
    return {Verdict.HOLDS: 0, Verdict.REFUTED: 1, Verdict.UNDECIDED: 2}[worst(verdicts)]


@dataclass(frozen=True, slots=True)
class Result:
    """A claim that was checked.

    Attributes:
        claim: The claim's name.
        verdict: What came of it.
        evidence: What was looked at, if it holds.
        message: Why it does not hold, or could not be decided.
        seconds: The wall time that the check took.
        trace: Where an unexpected error came from, for its finder.
    """

    claim: str
    verdict: Verdict
    evidence: Evidence | None
    message: str
    seconds: float
    trace: str = ""
