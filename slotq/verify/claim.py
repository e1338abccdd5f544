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
