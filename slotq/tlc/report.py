"""What one run of TLC said, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from slotq.formats.tla_values import Value
from slotq.tlc.states import parse_state


class Outcome(Enum):
    """How a run ended, by what TLC printed; `slotq.tlc.answer` says which of them are answers.

    `ACTION_PROPERTY` is a property falsified by one step, or by an initial state: the part of a
    refinement that is safety. `TEMPORAL_PROPERTY` needs a whole behaviour to falsify it.
    """

    OK = "no error"
    SAMPLED = "no error in random behaviours"
    INVARIANT = "invariant violated"
    ACTION_PROPERTY = "action property violated"
    TEMPORAL_PROPERTY = "temporal property violated"
    DEADLOCK = "deadlock"
    ASSUMPTION = "assumption false"
    EVALUATION = "evaluation error"
    PARSE = "parse error"
    CONFIGURATION = "configuration error"
    FAILED = "another error"
    UNFINISHED = "no verdict"


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a counterexample.

    Args:
        action: The action that led here; None for an initial state.
        text: The state as TLC printed it.
    """

    action: str | None
    text: str

    @property
    def state(self) -> dict[str, Value]:
        """The state's variables.

        Raises:
            ValueSyntaxError: TLC printed a value it had not evaluated.
        """
        return parse_state(self.text)


@dataclass(frozen=True, slots=True)
class Trace:
    """A counterexample: a finite prefix, a prefix and a loop, or a prefix and stuttering.

    Args:
        steps: The states, the initial one first.
        stutters: Whether it stutters in the last state.
        back_to: The position in `steps` to which the loop goes back, counted from 0.
        closing_action: The action that goes back there.
    """

    steps: tuple[Step, ...]
    stutters: bool = False
    back_to: int | None = None
    closing_action: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search has come."""

    depth: int
    generated: int
    distinct: int
    queued: int


@dataclass(frozen=True, slots=True)
class ActionCoverage:
    """How often an action was taken: steps to states not seen before, and steps at all.

    Gate on `generated`: which of two actions finds a state first is an accident of the order.
    """

    distinct: int
    generated: int


@dataclass(frozen=True, slots=True)
class Report:
    """What TLC said in one run.

    Args:
        outcome: The verdict.
        violated: The invariant or property, if TLC names it; TLC 2.15 names no temporal one.
        message: The error as TLC words it; empty if there was none.
        version: TLC's own version line.
        initial: Distinct initial states; None if TLC did not come so far.
        initial_generated: Initial states with repetitions, None as above.
        generated: States generated, the initial ones included, None as above.
        distinct: Distinct states, None as above.
        queued: States left unexplored, None as above.
        depth: The depth of the search, None as above.
        trace: The counterexample, if there is one.
        coverage: By action, all places of one name added up; empty unless asked for.
        printed: The first lines that the specification itself printed.
        finished: Whether TLC says that it came to its end.
        violations: How many violations it reported; more than one only if it was told to continue.
        seed: What random behaviours were chosen by; None for a search.
    """

    outcome: Outcome
    violated: str | None
    message: str
    version: str | None
    initial: int | None
    initial_generated: int | None
    generated: int | None
    distinct: int | None
    queued: int | None
    depth: int | None
    trace: Trace | None
    coverage: Mapping[str, ActionCoverage]
    printed: tuple[str, ...]
    finished: bool = False
    violations: int = 0
    seed: int | None = None
