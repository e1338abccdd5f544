"""A claim: a sentence, the bound that it is checked at, and the check.

A check returns its evidence, or raises `ClaimFallsError` if the claim is wrong. Any other exception
means that it could not be decided. A check that looked at nothing is no evidence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from slotq.errors import SlotqError
from slotq.verify.manifest import Tier


class ClaimFallsError(SlotqError):
    """The claim is false; the text is the counterexample, of one or more lines."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a check has looked at.

    Attributes:
        states: How many states.
        edges: How many steps between them.
    """

    states: int
    edges: int

    def __post_init__(self) -> None:
        if self.states < 1 or self.edges < 1:
            message = f"{self.states} states and {self.edges} edges are no evidence"
            raise ClaimFallsError(message)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim.

    Attributes:
        name: What it is called, unique.
        sentence: What it says, in English.
        bound: The sizes at which it is checked.
        tier: The first tier that checks it.
        check: Looks for evidence.
        seconds: About how long that takes: the longest is begun first.
    """

    name: str
    sentence: str
    bound: str
    tier: Tier
    check: Callable[[], Evidence]
    seconds: float = 1.0


class Verdict(Enum):
    """What came of a claim."""

    HOLDS = "holds"
    FALLS = "falls"
    UNDECIDED = "undecided"


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
