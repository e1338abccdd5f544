"""Lets Hypothesis look for a schedule of overlapping calls that fails, and makes it short.

A schedule that fails need not fail again: so a shorter one is tried a few times, and in the end the
shortest is tried often, to say how often it fails.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

from slotq.oracle.conform.call_schedule import Step
from slotq.oracle.conform.calls import Do
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.clients import Clients
from slotq.oracle.conform.essence import essence
from slotq.oracle.conform.failures import FindingError, UnusableError
from slotq.oracle.conform.interrupt import interruptible
from slotq.oracle.conform.overlap import Concurrent, Made, Overlap
from slotq.oracle.conform.player import Clock
from slotq.oracle.conform.session import Patience

LONGEST = 24
SIZE = Size(clients=4, dequeuers=10, tokens=6)
ATTEMPTS = 100
"""How often a schedule is played at most, unless it fails, to see whether it can fail: a try."""
TRIES = 10
_ROUND = 200
_SOON = ATTEMPTS // 4
_MOMENT = 2.0
_MEASURING = 10.0


@dataclass(frozen=True, slots=True)
class Race:
    """A run that has failed.

    Attributes:
        code: The code of its fault.
        title: What the code says.
        message: What is wrong.
        made: The calls, with their answers.
        lines: The run as a slotq-history.
        involved: The places of the calls that the fault names.
        tries: How often the schedule was tried in the end, up to `ATTEMPTS` times each.
        shown: How many of these tries have failed.
        attempts: How many runs that took, all together.
    """

    code: str
    title: str
    message: str
    made: tuple[Made, ...]
    lines: tuple[bytes, ...]
    involved: frozenset[int] = frozenset()
    tries: int = 0
    shown: int = 0
    attempts: int = 0

    @property
    def steps(self) -> tuple[Step, ...]:
        """The schedule."""
        return tuple(made.step for made in self.made)


@dataclass(slots=True)
class Racer:
    """Plays schedules.

    Args:
        target: Gives what is asked; a new one where the last was ruined.
        ruin: Ends what is asked, which is no longer to be trusted.
        patience: How long to wait.
        size: How much the clients may use.

    Attributes:
        runs: How many were played.
        undecided: How many of them no verdict was found for.
        overlapping: The most calls that were open at a time.
        unimplemented: The calls that are not there.
    """

    target: Callable[[], Concurrent]
    ruin: Callable[[], None]
    patience: Patience
    size: Size = SIZE
    runs: int = 0
    undecided: int = 0
    overlapping: int = 0
    unimplemented: set[Do] = field(default_factory=set)

    def play(self, choose: Callable[[Clients, int], Sequence[Step] | None]) -> Race | None:
        """Play a schedule, and say what has failed."""
        try:
            run = Overlap(self.target(), Clients(self.size), self.patience, self.unimplemented)
        except UnusableError:
            return None  # it could be started once: what it showed then is what is told
        self.runs += 1
        try:
            verdict = run.play(choose)
        except FindingError as error:
            self.ruin()
            code, message = error.code, error.message
            return Race(code.code, code.title, message, run.made, tuple(run.lines))
        finally:
            self.overlapping = max(self.overlapping, run.most_open)
        self.undecided += verdict.outcome == "undecided"
        if verdict.fault is None or verdict.fault.blame != "queue":
            return None
        code = verdict.fault.code
        message = "\n".join(line.strip() for line in verdict.fault.details())
        involved = run.involved(verdict.fault)
        return Race(code.code, code.title, message, run.made, tuple(run.lines), involved)

    def play_steps(self, steps: Sequence[Step]) -> Race | None:
        """Play one schedule."""
        return self.play(lambda _, asked: steps if not asked else None)

    def try_steps(self, steps: Sequence[Step], attempts: int, clock: Clock) -> Race | None:
        """Play one schedule until it fails."""
        for _ in range(attempts):
            if (race := self.play_steps(steps)) is not None:
                return race
            if clock.is_over():
                break
        return None


class _FailedError(Exception):
    """A run has failed; Hypothesis is to make it shorter."""


def look(racer: Racer, clock: Clock, shrinking: float, tell: Callable[[str], None]) -> Race | None:
    """Let Hypothesis draw schedules until one fails, and shrink it.

    Args:
        racer: Plays the schedules.
        clock: How much time there is to find one.
        shrinking: How many seconds there is to make it shorter.
        tell: Called with the progress.

    Returns:
        The shortest that has failed, with how often it does.
    """
    found: list[Race] = []
    with interruptible() as check:
        number = 0
        while not found and not clock.is_over():
            _draw(racer, number, found, clock, check)
            number += 1
            tell(f"{racer.runs} schedules")
        if not found:
            return None
        best = min(found, key=lambda race: len(race.made))
        tell(f"shrinking {len(best.made)} calls, within its time limit")
        shorter = _shorten(racer, best, Clock(shrinking), check, tell)
        tell("counting how often it fails")
        return _measure(racer, [best, *shorter], check)


def _draw(
    racer: Racer, number: int, found: list[Race], clock: Clock, check: Callable[[], None]
) -> None:
    # Some schedules; Hypothesis shrinks one that fails for a moment, as far as it fails again.
    moment = Clock(0)

    @seed(number)
    @settings(
        max_examples=_ROUND,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
    )
    @given(st.lists(st.tuples(st.integers(0, 1023), st.booleans()), min_size=8, max_size=LONGEST))
    def play(drawn: list[tuple[int, bool]]) -> None:
        nonlocal moment
        check()
        if moment.is_over() if found else clock.is_over():
            return
        race = racer.play(_chooser(drawn))
        if race is not None:
            if not found:
                moment = Clock(_MOMENT)
            found.append(race)
            raise _FailedError

    with suppress(_FailedError, HypothesisException, BaseExceptionGroup):
        play()


def _shorten(
    racer: Racer, best: Race, clock: Clock, check: Callable[[], None], tell: Callable[[str], None]
) -> Iterator[Race]:
    # Without half of the calls, a quarter, a single one, as far as it fails again, and again: what
    # fails often is worth more than what is shorter.
    for guess in (
        essence(best.made, best.involved),
        best.steps[: max(best.involved, default=-1) + 1],
    ):
        if 0 < len(guess) < len(best.steps):
            shorter = racer.try_steps(guess, ATTEMPTS, clock)
            if shorter is not None and len(shorter.made) < len(best.made):
                best = shorter
                yield best
                break
    left_out = len(best.steps)
    while left_out > 1:
        left_out //= 2
        place = 0
        while place < len(best.steps) and not clock.is_over():
            check()
            fewer = best.steps[:place] + best.steps[place + left_out :]
            shorter = racer.try_steps(fewer, _SOON, clock) if fewer else None
            shorter = shorter and racer.try_steps(shorter.steps, _SOON, clock)
            if shorter is not None and len(shorter.made) < len(best.made):
                best = shorter
                yield best
                tell(f"shrinking {len(best.made)} calls, within its time limit")
            else:
                place += left_out


def _measure(racer: Racer, races: list[Race], check: Callable[[], None]) -> Race:
    # The shortest that most tries show; if there is none within the time, the one shown most often.
    clock = Clock(_MEASURING)
    measured: list[Race] = []
    for race in reversed(races):
        tries = shown = 0
        before = racer.runs
        while tries < TRIES and not (tries and clock.is_over()):
            check()
            failed = racer.try_steps(race.steps, ATTEMPTS, clock) is not None
            if tries and not failed and clock.is_over():
                break  # that try was cut off
            tries += 1
            shown += failed
        measured.append(replace(race, tries=tries, shown=shown, attempts=racer.runs - before))
        if 2 * shown > tries or clock.is_over():
            break
    return max(measured, key=lambda race: race.shown / race.tries)


def _chooser(drawn: list[tuple[int, bool]]) -> Callable[[Clients, int], Sequence[Step] | None]:
    def choose(clients: Clients, asked: int) -> Sequence[Step] | None:
        if asked == len(drawn):
            return None
        number, stays_open = drawn[asked]
        steps = [[Step(call, stays_open)] for call in clients.calls()]
        if number % 2:  # every other time, if there is something to rush for
            steps = list(clients.rushes()) or steps
        return steps[number // 2 % len(steps)] if steps else None

    return choose
