"""One queue of a log: the judges of its steps, of its callers and of its counters side by side.

Which of them there are depends on what the log says of itself: whether it sees all steps, whether
its order is exact.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from typing import Any

import msgspec

from slotq.formats.trace_lines import Callers, End, Event
from slotq.oracle.trace import caller_faults, counting_faults
from slotq.oracle.trace.alphabet import STEPS
from slotq.oracle.trace.caller_steps import CallerJudge
from slotq.oracle.trace.counting import Counting
from slotq.oracle.trace.counting_faults import Counted
from slotq.oracle.trace.incremental import IncrementalQueue, Rule
from slotq.oracle.trace.partial import QueueCandidates
from slotq.oracle.trace.queue_steps import QueueJudge
from slotq.oracle.trace.reordered import ReorderedQueue
from slotq.oracle.verdict.verdict import Fault


class Queue(ABC):
    """What is known of one queue.

    Attributes:
        rules: What is done with each action that is judged. A rule that says no leaves its line to
            `fault`.
    """

    rules: dict[type[Event], Rule]

    @property
    def largest(self) -> int:
        """In how many states it may have been at most."""
        return 1

    @abstractmethod
    def live(self) -> set[int]:
        """Count the dequeuers that live, in each of the states."""

    @abstractmethod
    def machine(self) -> QueueJudge:
        """Write a state as the machine's."""

    @abstractmethod
    def fault(self, number: int, event: Event) -> Fault | None:
        """Say why a line is wrong that its rule did not allow, if it is."""

    @abstractmethod
    def unfinished(self, number: int, event: End) -> Fault | None:
        """Say why this cannot be the end."""

    def finish(self) -> Fault | None:
        """Judge what was put off, now that the log is over."""
        return None


class CompleteQueue(Queue):
    """A queue all of whose own steps are seen, in their order.

    Attributes:
        steps: The judge of its steps.
        callers: That of its callers.
        counting: That of its counters.

    Args:
        omits: The actions that the log cannot see.
        version: The version of the callers that it is compared with.
        steps: The queue's own steps, in the state to begin with; the initial one unless given.
    """

    def __init__(
        self,
        omits: Collection[str],
        version: Callers = "seed",
        steps: IncrementalQueue | None = None,
    ) -> None:
        self.steps = IncrementalQueue() if steps is None else steps
        self.callers = CallerJudge(self.steps, omits, version)
        self.counting = Counting(omits)
        self.rules = {**self.steps.rules, **self.callers.rules, **self.counting.rules}
        for kind, saw in self.callers.saw.items():
            self.rules[kind] = _then(self.rules[kind], saw)
        for kind, guard in self.callers.guards.items():
            self.rules[kind] = _if(guard, self.rules[kind])

    def live(self) -> set[int]:
        """Count the dequeuers that live."""
        return {self.steps.live()}

    def machine(self) -> QueueJudge:
        """Write the state as the machine's."""
        return QueueJudge(self.steps.processes())

    def fault(self, number: int, event: Event) -> Fault | None:
        """Say why a line that no rule allows is wrong."""
        guard = self.callers.guards.get(event.__class__)
        if event.__class__ in STEPS and (guard is None or guard(event)):
            return self.machine().take(number, event)
        if isinstance(event, Counted):
            return counting_faults.find(self.counting, number, event)
        fault = caller_faults.find(self.callers, number, event)
        if fault is None:
            return None
        possible = (*fault.possible, *self.machine().possible(event.process))
        return msgspec.structs.replace(fault, possible=possible)

    def unfinished(self, number: int, event: End) -> Fault | None:
        """Say why this cannot be the end."""
        return (
            self.machine().unfinished(number, event)
            or caller_faults.unfinished(self.callers, number, event)
            or counting_faults.unfinished(self.counting, number, event)
        )


class PartlySeenQueue(Queue):
    """A queue some of whose own steps are not seen."""

    def __init__(self, steps: QueueCandidates) -> None:
        self._steps = steps
        # Whether a line is allowed is known only with its fault.
        self.rules = dict.fromkeys(steps.kinds, lambda _: False)

    @property
    def largest(self) -> int:
        """In how many candidates it may have been at most."""
        return self._steps.largest

    def live(self) -> set[int]:
        """Count the dequeuers that live, in each of the candidates."""
        return self._steps.live()

    def machine(self) -> QueueJudge:
        """Write one of the states as the machine's."""
        return self._steps.judge()

    def fault(self, number: int, event: Event) -> Fault | None:
        """Say why a line is wrong in every candidate; take its step if it is not."""
        return self._steps.take(number, event)

    def unfinished(self, number: int, event: End) -> Fault | None:
        """Say why this cannot be the end, in any of the candidates."""
        return self._steps.unfinished(number, event)


class ApproximatelyOrderedQueue(PartlySeenQueue):
    """A queue whose lines are in an approximate order: they are judged some lines later."""

    def __init__(self, steps: ReorderedQueue) -> None:
        super().__init__(steps)
        self._orders = steps

    def finish(self) -> Fault | None:
        """Say why no order of all lines can be right."""
        return self._orders.finish()


def _then(rule: Rule, saw: Callable[[Any], None]) -> Rule:
    def both(event: Event) -> bool:
        if rule(event):
            saw(event)
            return True
        return False

    return both


def _if(guard: Rule, rule: Rule) -> Rule:
    return lambda event: guard(event) and rule(event)
