"""One conversation: asks calls, judges the answers, and remembers the run since the last reset."""

import time
from dataclasses import dataclass
from typing import Protocol

from slotq.oracle.conform.calls import TIMEOUT, Answer, Call, Do
from slotq.oracle.conform.candidates import Edge, must_deliver
from slotq.oracle.conform.describe import describe
from slotq.oracle.conform.failures import FindingError
from slotq.oracle.conform.places import Move, Places, Shown, Step


class Target(Protocol):
    """An implementation that can be asked."""

    def reset(self) -> None:
        """Forget everything: a new queue."""
        ...

    def ask(self, call: Call, wait: float) -> Answer | None:
        """Make a call.

        Args:
            call: The call.
            wait: How many seconds it may wait for what is missing.

        Returns:
            How it returned; None if the implementation does not have it.

        Raises:
            FindingError: It did not answer, or not with an answer.
        """
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a driver waits, in seconds.

    Attributes:
        answer: For an answer that needs no waiting.
        served: For what must come.
        nothing: For what need not come, the first time.
        again: For the same, every other time.
        repeated: For the same, where a run is repeated in which it came, or nobody knows.
        start: For a program to say what it can do.
    """

    answer: float = 5.0
    served: float = 2.0
    nothing: float = 0.002
    again: float = 0.0
    repeated: float = 0.25
    start: float = 30.0


class Session:
    """Asks a target, from one place to the next.

    Args:
        target: What is asked.
        places: Where the driver can be.
        patience: How long it waits.
        unimplemented: Where calls are noted that the target does not have.
        answered: Where calls are noted that it has, at the end of each run.

    Attributes:
        place: Where it is.
        asked: How many calls were made.
        seen: Edges of SlotQueue that were taken for certain.
        maybe: Edges that may have been taken.
    """

    def __init__(
        self,
        target: Target,
        places: Places,
        patience: Patience,
        unimplemented: set[Do] | None = None,
        answered: set[Do] | None = None,
    ) -> None:
        self.places = places
        self.place = places.init
        self.asked = 0
        self.seen: set[Edge] = set()
        self.maybe: set[Edge] = set()
        self.unimplemented = set() if unimplemented is None else unimplemented
        self._answered = set() if answered is None else answered
        self._run: list[Step] = []
        self._last: tuple[tuple[Call, Answer | None], ...] = ()  # the call that failed, if one has
        self._shown: set[Shown] = set()
        self._target = target
        self._patience = patience
        self._served = patience.served

    @property
    def run(self) -> list[tuple[Call, Answer | None]]:
        """The calls since the last reset, and their answers, if they had one."""
        return [*((step.call, step.answer) for step in self._run), *self._last]

    def reset(self) -> None:
        """Begin a new run."""
        self.place = self.places.init
        self._answered.update(step.call.do for step in self._run)
        self._run = []
        self._last = ()
        self._target.reset()

    def make(self, move: Move, nothing: float | None = None) -> None:
        """Make a call that is possible here, and go where its answer leads.

        Args:
            move: The call.
            nothing: How long to wait for what need not come; without, as patience has it.

        Raises:
            FindingError: No state of the specification agrees with it, or there was none.
        """
        call = move.call
        steps = move.steps or self.place.steps(call)
        # Looking is enough where something was waited for before, and for what does not come late.
        wait = self._nothing(move, nothing) if move.may_wait else self._served
        move.times += 1
        self.asked += 1
        try:
            answer = self._target.ask(call, wait)
            step = steps.get(answer) if answer else None
            if step is None:
                step = self._unforeseen(call, answer, steps)
        except FindingError:
            self._last = self._last or ((call, None),)
            raise
        if step is None:
            return
        self._run.append(step)
        self.place = step.place
        shown = step.shown
        if shown not in self._shown:
            self._shown.add(shown)
            self.seen |= shown.certain
            self.maybe |= shown.possible

    def would_show(self, step: Step) -> bool:
        """Say whether an answer would show an edge that was not seen."""
        return step.shown not in self._shown and not step.shown.certain <= self.seen

    def _nothing(self, move: Move, nothing: float | None) -> float:
        # How long to wait for what need not come.
        if move.call.do != "dequeue":
            return 0
        if nothing is not None:
            return nothing
        return self._patience.again if move.times else self._patience.nothing

    def _unforeseen(
        self, call: Call, answer: Answer | None, steps: dict[Answer, Step]
    ) -> Step | None:
        # What an answer leads to that is not, or not yet, one that is allowed.
        if call.do == "quiesce" and answer is not None:
            answer = self._settle(call, steps)
        if answer is None:
            self._note_missing(call)
            return None
        if answer not in steps:
            self._last = ((call, answer),)
            raise self._fault(call, answer)
        return steps[answer]

    def _note_missing(self, call: Call) -> None:
        # What was answered once is there: that it is missing for one token is a fault.
        if call.do in self._answered or any(step.call.do == call.do for step in self._run):
            message = f"{call} is unimplemented, although {call.do} was answered before"
            raise FindingError(message, "not-allowed")
        self.unimplemented.add(call.do)

    def _settle(self, call: Call, steps: dict[Answer, Step]) -> Answer | None:
        # Dequeuers whose context is done need time to end.
        deadline = time.monotonic() + self._patience.served
        pause = 0.001
        while True:
            answer = self._target.ask(call, 0)
            if answer is None or answer in steps or time.monotonic() > deadline:
                return answer
            time.sleep(pause)
            pause = min(2 * pause, 0.05)

    def _fault(self, call: Call, answer: Answer) -> FindingError:
        place = self.place
        allowed = " or ".join(map(str, place.steps(call)))
        known = describe(place.position)
        if answer == TIMEOUT and (
            call.do != "dequeue" or must_deliver(place.position.candidates, call.dequeuer)
        ):
            message = f"{call} timed out after {self._patience.served:g} s; {known}"
            return FindingError(message, "not-served")
        message = f"{call} answered {str(answer)!a}, allowed: {allowed}; {known}"
        return FindingError(message, "not-settled" if call.do == "quiesce" else "not-allowed")
