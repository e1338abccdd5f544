"""The judge of a whole log: each queue on its own.

A queue's steps, its callers' and those of its counters stand side by side, as in the specification:
none reads what another one writes, but for the callers, who see the queue. A log whose lines may be
out of order, or that cannot see who starts dequeuers, stays undecided: accepting it would say more
than was looked at.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from slotq.oracle import counting_faults
from slotq.oracle.alphabet import STEPS
from slotq.oracle.callers import CallerJudge
from slotq.oracle.counting import Counting
from slotq.oracle.counting_faults import Counted
from slotq.oracle.errors import BudgetError, InputError, plain
from slotq.oracle.formats import (
    ANY_ACTION,
    CALLER_ACTIONS,
    OTHER_ACTIONS,
    QUEUE_ACTIONS,
    End,
    Event,
    Header,
    names_of,
)
from slotq.oracle.incremental import IncrementalQueue, Rule
from slotq.oracle.judge import QueueJudge
from slotq.oracle.possible import BUDGET, PossibleQueue
from slotq.oracle.reading import Log
from slotq.oracle.verdict import Fault, Verdict

MOST_QUEUES = 1_000
_ALWAYS_SEEN = frozenset({"QueueAppend", "AcquireCas"})


class _PartlySeen:
    # What is known of one queue some of whose steps are not seen: the queue alone is judged.

    def __init__(self, omits: frozenset[str], budget: int, *, sees_counting: bool) -> None:
        self.steps = PossibleQueue(omits, budget)
        self.counting = Counting()
        self._fault: Fault | None = None
        self.rules: dict[type[Event], Rule] = {}
        self.rules |= dict.fromkeys(STEPS, self._take)
        if sees_counting:
            self.rules |= self.counting.rules

    def _take(self, event: Event) -> bool:
        self._fault = self.steps.take(0, event)
        return self._fault is None

    def live(self) -> set[int]:
        return self.steps.live()

    def machine(self) -> QueueJudge:
        return self.steps.judge()

    def fault(self, number: int, event: Event) -> Fault | None:
        if self._fault is None and isinstance(event, Counted):
            return counting_faults.find(self.counting, number, event)
        return None if self._fault is None else msgspec.structs.replace(self._fault, line=number)

    def unfinished(self, number: int, event: End) -> Fault | None:
        return self.steps.unfinished(number, event) or counting_faults.unfinished(
            self.counting, number, event
        )


class _Queue:
    # What is known of one queue.

    def __init__(self, *, sees_callers: bool, sees_counting: bool) -> None:
        self.steps = IncrementalQueue()
        self.callers = CallerJudge(self.steps)
        self.counting = Counting()
        self.rules: dict[type[Event], Rule] = {**self.steps.rules}
        if sees_callers:
            for kind, saw in self.callers.saw.items():
                self.rules[kind] = _then(self.rules[kind], saw)
            self.rules |= self.callers.rules
        if sees_counting:
            self.rules |= self.counting.rules

    def live(self) -> set[int]:
        return {self.steps.live()}

    def machine(self) -> QueueJudge:
        return QueueJudge(self.steps.processes())

    def fault(self, number: int, event: Event) -> Fault | None:
        # Why a line that no rule allows is wrong.
        if event.__class__ in STEPS:
            return self.machine().take(number, event)
        if isinstance(event, Counted):
            return counting_faults.find(self.counting, number, event)
        fault = self.callers.fault(number, event)
        if fault is None:
            return None
        possible = (*fault.possible, *self.machine().possible(event.process))
        return msgspec.structs.replace(fault, possible=possible)

    def unfinished(self, number: int, event: End) -> Fault | None:
        return (
            self.machine().unfinished(number, event)
            or self.callers.unfinished(number, event)
            or counting_faults.unfinished(self.counting, number, event)
        )


def _then(rule: Rule, saw: Callable[[Any], None]) -> Rule:
    def both(event: Event) -> bool:
        if rule(event):
            saw(event)
            return True
        return False

    return both


class TraceJudge:
    """Judges the lines of one log, in order.

    Attributes:
        judged: How many lines were held against the specification.
        not_judged: How many were not, by action.

    Args:
        path: The file, for errors.
        header: The log's first line.
        budget: How many states a queue may be in whose steps are not all seen.
    """

    def __init__(self, path: str, header: Header, budget: int = BUDGET) -> None:
        self.judged = 0
        self.not_judged: Counter[str] = Counter()
        self._path = path
        self._default = header.queue
        self._sees_callers = names_of(CALLER_ACTIONS).isdisjoint(header.omits)
        self._sees_counting = names_of(OTHER_ACTIONS).isdisjoint(header.omits)
        self._unseen = frozenset(header.omits) & names_of(QUEUE_ACTIONS)
        self._budget = budget
        self._queues: dict[str | None, _Queue | _PartlySeen] = {}
        self._ended: set[str | None] = set()
        self._all_ended = False

    @property
    def ended(self) -> bool:
        """Whether every queue that appeared has come to its End."""
        return self._all_ended or self._queues.keys() <= self._ended

    @property
    def empty(self) -> bool:
        """Whether no line but an End was judged."""
        return self.judged == len(self._ended) + self._all_ended

    def take(self, number: int, event: Event) -> Fault | None:
        """Judge a line.

        Raises:
            InputError: It comes after the End.
            BudgetError: The log has too many queues or processes.
        """
        name = self._default if event.queue is None else event.queue
        if self._all_ended or name in self._ended:
            raise InputError(self._path, number, "a line comes after the End", "after-end")
        if isinstance(event, End):
            return self._end(number, event)
        queue = self._queues.get(name) or self._queue(name)
        rule = queue.rules.get(event.__class__)
        if rule is None:
            self.not_judged[event.__class__.__name__] += 1
            return None
        self.judged += 1
        return None if rule(event) else queue.fault(number, event)

    @property
    def largest(self) -> int:
        """In how many states a queue may have been at most."""
        return max(
            [q.steps.largest for q in self._queues.values() if isinstance(q, _PartlySeen)],
            default=1,
        )

    def _queue(self, name: str | None) -> _Queue | _PartlySeen:
        if len(self._queues) == MOST_QUEUES:
            message = f"the log has more than {MOST_QUEUES} queues"
            raise BudgetError(message)
        queue = self._queues[name] = self._new_queue()
        return queue

    def _new_queue(self) -> _Queue | _PartlySeen:
        if self._unseen:
            counted = self._sees_counting
            return _PartlySeen(self._unseen, self._budget, sees_counting=counted)
        return _Queue(sees_callers=self._sees_callers, sees_counting=self._sees_counting)

    def _end(self, number: int, event: End) -> Fault | None:
        self.judged += 1
        if event.queue is None:
            self._all_ended = True
            queues = list(self._queues.values()) or [self._new_queue()]
        else:
            self._ended.add(event.queue)
            queues = [self._queues.get(event.queue) or self._queue(event.queue)]
        for queue in queues:
            fault = queue.unfinished(number, event)
            if fault is not None:
                return fault
        live = {0}
        for queue in queues:
            live = {some + more for some in live for more in queue.live()}
        # Each live dequeuer has a canceller that lives, now that nothing is left to do: a log may
        # count both.
        if all(event.live_dequeuer_threads not in {count, 2 * count} for count in live):
            return queues[0].machine().wrong_count(number, event, min(live))
        return None


def judge(log: Log, budget: int = BUDGET) -> Verdict:
    """Judge a log to its end or to its first fault.

    Args:
        log: The log.
        budget: How many states a queue may be in whose steps are not all seen.

    Raises:
        InputError: The log cannot be used.
    """
    unable = _unable(log)
    if unable:
        return Verdict(log.path, "undecided", unable, lines=1)
    judge = TraceJudge(log.path, log.header, budget)
    fault, reason, number = None, "", 1
    try:
        for number, event in log.events:
            fault = judge.take(number, event)
            if fault is not None:
                break
    except BudgetError as error:
        reason = str(error)
    if fault is None and not reason and judge.empty:
        reason = "no line of the log is about a queue"
    outcome: Literal["rejected", "undecided", "accepted"]
    outcome = "rejected" if fault else "undecided" if reason else "accepted"
    if not reason and judge.largest > 1:
        reason = f"with steps that the log omits, up to {judge.largest} states were possible"
    return Verdict(
        log.path,
        outcome,
        reason,
        fault,
        lines=number,
        judged=judge.judged,
        not_judged=dict(judge.not_judged),
        ended=judge.ended,
    )


def _unable(log: Log) -> str:
    # Why the log cannot be judged, although it can be used.
    omits = frozenset(log.header.omits)
    unknown = omits - names_of(ANY_ACTION)
    if unknown:
        message = f"omits names an unknown action: {plain(min(unknown))}"
        raise InputError(log.path, 1, message, "omits")
    if omits & _ALWAYS_SEEN:
        message = f"omits may not name {min(omits & _ALWAYS_SEEN)}"
        raise InputError(log.path, 1, message, "omits")
    if log.header.order == "approximate":
        return "the order of the lines is approximate, which cannot be judged yet"
    if "DequeuerStart" in omits:
        return "the log omits DequeuerStart, without which it cannot be judged yet"
    return ""
