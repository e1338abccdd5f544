"""One conversation: asks calls, judges the answers, and remembers the run since the last reset."""

import time
from dataclasses import dataclass
from typing import Protocol

from slotq.oracle.conform.belief import Edge, must_deliver
from slotq.oracle.conform.calls import TIMEOUT, Answer, Call, Do
from slotq.oracle.conform.describe import describe
from slotq.oracle.conform.findings import FindingError
from slotq.oracle.conform.places import Place, Places, Step


class Target(Protocol):
    """An implementation that can be asked."""

    def reset(self) -> None:
        """Forget everything: a new queue."""
        ...

    def ask(self, call: Call, wait: float) -> Answer | None:
        """Make a call.

        Args:
            call: The call.
            wait: How many seconds it may wait for what is not there.

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
        repeated: For the same, where a run is repeated.
        start: For a program to say what it can do.
    """

    answer: float = 5.0
    served: float = 2.0
    nothing: float = 0.002
    again: float = 0.0
    repeated: float = 0.01
    start: float = 30.0


class Session:
    """Asks a target, from one place to the next.

    Args:
        target: What is asked.
        places: Where the driver can be.
        patience: How long it waits.
        unimplemented: Where calls are noted that the target does not have.

    Attributes:
        place: Where it is.
        run: The calls since the last reset, and their answers, if they had one.
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
    ) -> None:
        self.places = places
        self.place = places.init
        self.run: list[tuple[Call, Answer | None]] = []
        self.asked = 0
        self.seen: set[Edge] = set()
        self.maybe: set[Edge] = set()
        self.unimplemented = set() if unimplemented is None else unimplemented
        self._taken: set[int] = set()  # steps, which live as long as the places
        self._target = target
        self._patience = patience

    def reset(self) -> None:
        """Begin a new run."""
        self.place = self.places.init
        self.run = []
        self._target.reset()

    def make(self, call: Call) -> None:
        """Make a call that is possible here, and go where its answer leads.

        Raises:
            FindingError: No state of the specification agrees with it, or there was none.
        """
        place = self.place
        steps = place.steps(call)
        is_first = place.tried[call] == 0
        place.tried[call] += 1
        self.asked += 1
        self.run.append((call, None))
        # Looking is enough where something was waited for before, and for what does not come late.
        may_wait = TIMEOUT in steps
        wait = self._patience.served
        if may_wait:
            patience = self._patience
            wait = (patience.nothing if is_first else patience.again) * (call.do == "dequeue")
        answer = self._target.ask(call, wait)
        if call.do == "quiesce" and answer not in steps:
            answer = self._settle(call, place)
        if answer is None:
            self.unimplemented.add(call.do)
            self.run.pop()
            return
        self.run[-1] = (call, answer)
        step = steps.get(answer)
        if step is None:
            raise self._fault(place, call, answer)
        self.place = step.place
        if id(step) not in self._taken:
            self._taken.add(id(step))
            self.seen |= step.certain
            self.maybe |= step.possible

    def would_show(self, step: Step) -> bool:
        """Say whether an answer would show an edge that was not seen."""
        return id(step) not in self._taken and not step.certain <= self.seen

    def _settle(self, call: Call, place: Place) -> Answer | None:
        # Dequeuers whose context is done need time to end.
        deadline = time.monotonic() + self._patience.served
        pause = 0.001
        while True:
            answer = self._target.ask(call, 0)
            if answer is None or answer in place.steps(call) or time.monotonic() > deadline:
                return answer
            time.sleep(pause)
            pause = min(2 * pause, 0.05)

    def _fault(self, place: Place, call: Call, answer: Answer) -> FindingError:
        allowed = " or ".join(map(str, place.steps(call)))
        known = describe(place.position)
        if answer == TIMEOUT and (
            call.do != "dequeue" or must_deliver(place.position.belief, call.dequeuer)
        ):
            message = f"{call} came to nothing in {self._patience.served:g} s; {known}"
            return FindingError(message, "not-served")
        message = f"{call} answered {str(answer)!a}, allowed is {allowed}; {known}"
        return FindingError(message, "not-settled" if call.do == "quiesce" else "not-allowed")
