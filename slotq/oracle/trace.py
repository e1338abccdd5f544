"""The judge of a whole log: each queue on its own, the queue's steps and its caller's.

Lines of trackers, counters and the launcher are counted and not judged. A log whose lines may be
out of order, or that cannot see some of the queue's steps, stays undecided: accepting it would say
more than was looked at.
"""

from collections import Counter

import msgspec

from slotq.oracle.alphabet import STEPS
from slotq.oracle.callers import CallerJudge
from slotq.oracle.errors import BudgetError, InputError, plain
from slotq.oracle.formats import (
    ANY_ACTION,
    CALLER_ACTIONS,
    QUEUE_ACTIONS,
    End,
    Event,
    Header,
    names_of,
)
from slotq.oracle.judge import QueueJudge
from slotq.oracle.reading import Log
from slotq.oracle.verdict import Fault, Verdict

MOST_QUEUES = 1_000
_ALWAYS_SEEN = frozenset({"QueueAppend", "AcquireCas"})
_CALLER_STEPS = frozenset(CALLER_ACTIONS.__args__)


class _Queue:
    # What is known of one queue.

    def __init__(self) -> None:
        self.steps = QueueJudge()
        self.callers = CallerJudge()


class TraceJudge:
    """Judges the lines of one log, in order.

    Attributes:
        judged: How many lines were held against the specification.
        not_judged: How many were not, by action.

    Args:
        path: The file, for errors.
        header: The log's first line.
    """

    def __init__(self, path: str, header: Header) -> None:
        self.judged = 0
        self.not_judged: Counter[str] = Counter()
        self._path = path
        self._default = header.queue
        self._sees_callers = names_of(CALLER_ACTIONS).isdisjoint(header.omits)
        self._queues: dict[str | None, _Queue] = {}
        self._ended: set[str | None] = set()
        self._all_ended = False

    @property
    def ended(self) -> bool:
        """Whether every queue that appeared has come to its End."""
        return self._all_ended or self._queues.keys() <= self._ended

    @property
    def empty(self) -> bool:
        """Whether no line was about a queue."""
        return not self._queues

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
        kind = event.__class__
        if kind in STEPS:
            queue = self._queue(name)
            fault = queue.steps.take(number, event)
            if fault is None and self._sees_callers:
                queue.callers.saw(event)
        elif kind in _CALLER_STEPS and self._sees_callers:
            queue = self._queue(name)
            fault = queue.callers.take(number, event, queue.steps.processes.state)
            if fault is not None:
                possible = (*fault.possible, *queue.steps.possible(event.process))
                fault = msgspec.structs.replace(fault, possible=possible)
        else:
            self.not_judged[kind.__name__] += 1
            return None
        self.judged += 1
        return fault

    def _queue(self, name: str | None) -> _Queue:
        queue = self._queues.get(name)
        if queue is None:
            if len(self._queues) == MOST_QUEUES:
                message = f"the log has more than {MOST_QUEUES} queues"
                raise BudgetError(message)
            queue = self._queues[name] = _Queue()
        return queue

    def _end(self, number: int, event: End) -> Fault | None:
        self.judged += 1
        if event.queue is None:
            self._all_ended = True
            queues = list(self._queues.values()) or [_Queue()]
        else:
            self._ended.add(event.queue)
            queues = [self._queue(event.queue)]
        for queue in queues:
            fault = queue.steps.unfinished(number, event)
            if fault is not None:
                return fault
        live = sum(queue.steps.live() for queue in queues)
        # Each live dequeuer has a canceller that lives, now that nothing is left to do: a log may
        # count both.
        if event.live_dequeuer_threads not in {live, 2 * live}:
            return queues[0].steps.wrong_count(number, event, live)
        return None


def judge(log: Log) -> Verdict:
    """Judge a log to its end or to its first fault.

    Raises:
        InputError: The log cannot be used.
    """
    unable = _unable(log)
    if unable:
        return Verdict(log.path, "undecided", unable, lines=1)
    judge = TraceJudge(log.path, log.header)
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
    return Verdict(
        log.path,
        "rejected" if fault else "undecided" if reason else "accepted",
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
    unseen = omits & names_of(QUEUE_ACTIONS)
    if unseen:
        names = ", ".join(sorted(unseen))
        return f"the log omits {names}; a log without all of the queue's steps cannot be judged yet"
    return ""
