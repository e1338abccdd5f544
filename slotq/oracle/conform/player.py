"""Plays runs of calls on targets, and makes a new one where the last was ruined."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Protocol, Self

from slotq.oracle.conform.calls import Answer, Call, Do
from slotq.oracle.conform.failures import FindingError, Kind, UnusableError
from slotq.oracle.conform.places import Place, Places
from slotq.oracle.conform.session import Patience, Session, Target

TIMES = 20
"""How often a run is played that does not fail each time, until it does."""
_JUDGED = ("not-allowed", "not-served", "not-settled")


class OpenTarget(Target, Protocol):
    """A target that has to be closed."""

    def __enter__(self) -> Self:
        """Use it."""
        ...

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        """End it."""
        ...


Made = tuple[Call, Answer | None]
"""A call, and its answer, if it had one."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that shows a fault.

    Attributes:
        kind: What kind of fault.
        message: What is wrong with the last answer, in a sentence.
        run: The calls since the reset, with their answers, if they had one.
        times: How often the run alone was played until it failed again; never is 0.
    """

    kind: Kind
    message: str
    run: tuple[Made, ...]
    times: int = 1

    @property
    def calls(self) -> list[Call]:
        """The calls alone."""
        return [call for call, _ in self.run]

    @property
    def is_run(self) -> bool:
        """Whether there is a run that shows it, and not only all that came before."""
        return bool(self.run and self.times)


class Player:
    """Plays runs; use it in `with`.

    Args:
        make_target: Starts an implementation.
        patience: How long to wait for it.

    Attributes:
        unimplemented: Calls that it does not have.
        seen: The edges of SlotQueue that the runs played here took for certain.
    """

    def __init__(self, make_target: Callable[[], OpenTarget], patience: Patience) -> None:
        self._make_target = make_target
        self._patience = patience
        self.unimplemented: set[Do] = set()
        self.seen: set[object] = set()
        self._answered: set[Do] = set()
        self._stack = ExitStack()
        self._target: OpenTarget | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def target(self) -> OpenTarget:
        """The implementation, started if none runs."""
        if self._target is None:
            self._target = self._stack.enter_context(self._make_target())
        return self._target

    def session(self, places: Places, *, is_repeat: bool = False) -> Session:
        """Begin to talk to it, to repeat a run or to find one."""
        patience, answered = self._patience, self._answered
        if is_repeat:  # what a run shows, it shows alone, and however slow the machine is now
            patience = replace(patience, again=patience.repeated, nothing=patience.repeated)
            answered = set()
        return Session(self.target(), places, patience, self.unimplemented, answered)

    def failure(self, session: Session, error: FindingError) -> Failure:
        """Say what has failed, and end a target that is no longer to be trusted."""
        if error.kind not in _JUDGED:
            self._stack.close()
            self._target = None
        return Failure(error.kind, error.message, tuple(session.run))

    def play(
        self,
        places: Places,
        choose: Callable[[Place, int], Call | None],
        *,
        is_repeat: bool = False,
        nothing: Callable[[], float | None] = lambda: None,
    ) -> Failure | None:
        """Make calls after a reset.

        Args:
            places: Where the driver can be.
            choose: Says which call comes next, of the place and how many there were before.
            is_repeat: Whether to be as patient as it takes to see again what was seen once.
            nothing: Says how long to wait in the call that was chosen last for what need not come.

        Returns:
            What has failed, if anything has.
        """
        session = None
        try:
            session = self.session(places, is_repeat=is_repeat)
            session.reset()
            made = 0
            while (call := choose(session.place, made)) is not None:
                made += 1
                if call.do not in self.unimplemented:
                    session.make(session.place.moves[call], nothing())
        except FindingError as error:
            return None if session is None else self.failure(session, error)
        except UnusableError:
            return None  # it could be started once: what it showed then is what is told
        self.seen |= session.seen
        return None

    def play_again(self, places: Places, run: Sequence[Made]) -> Failure | None:
        """Make the calls of a run after a reset, without those that are not possible.

        What came in the run is waited for, if only to be sure that it does not come again; what did
        not is looked for once.
        """
        left = list(reversed(run))
        came = True

        def choose(place: Place, made: int) -> Call | None:
            nonlocal came
            del made
            while left:
                call, answer = left.pop()
                if call in place.moves:
                    came = answer is None or answer.kind == "ok"
                    return call
            return None

        def nothing() -> float:
            return self._patience.repeated if came else self._patience.nothing

        known = set(self.unimplemented)
        try:
            return self.play(places, choose, is_repeat=True, nothing=nothing)
        finally:  # a shorter run may have come upon nothing but what is missing
            self.unimplemented.intersection_update(known)


class Clock:
    """How much time is left.

    Args:
        seconds: How much there is.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def half(self) -> "Clock":
        """Make one of half the time that is left."""
        return Clock((self._end - time.monotonic()) / 2)

    def is_over(self) -> bool:
        """Say whether the time is over."""
        return time.monotonic() > self._end
