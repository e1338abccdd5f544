"""The judge of a whole log: each queue on its own.

A queue's steps, its callers' and those of its counters stand side by side, as in the specification:
none reads what another one writes, but for the callers, who see the queue. A log that cannot see
which dequeuers there are stays undecided: accepting it would say more than was looked at.
"""

from collections import Counter
from typing import Literal

from slotq.formats.errors import BudgetError, InputError, plain
from slotq.formats.trace_lines import (
    ANY_ACTION,
    QUEUE_ACTIONS,
    End,
    Event,
    Header,
    names_of,
)
from slotq.oracle.trace.events import Log
from slotq.oracle.trace.partial import QueueCandidates
from slotq.oracle.trace.queues import (
    ApproximatelyOrderedQueue,
    CompleteQueue,
    PartlySeenQueue,
    Queue,
)
from slotq.oracle.trace.reordered import WIDEST, ReorderedQueue
from slotq.oracle.verdict.budget import Budget, exhausted
from slotq.oracle.verdict.verdict import Fault, Verdict

MOST_QUEUES = 1_000
ALWAYS_SEEN = frozenset({"QueueAppend", "AcquireCas"})
# What shows that there is a dequeuer, and whose it is, if its start is not seen.
_FIRST_OF_A_DEQUEUER = frozenset(
    {"DequeuerWait", "DequeuerPeek", "DequeuerExit", "DequeuerDeliver"}
)


class TraceJudge:
    """Judges the lines of one log, in order.

    Attributes:
        judged: How many lines were held against the specification.
        not_judged: How many were not, by action.

    Args:
        path: The file, for errors.
        header: The log's first line.
        budget: What the search for a verdict may cost where the log leaves something open.
    """

    def __init__(self, path: str, header: Header, budget: Budget | None = None) -> None:
        self.judged = 0
        self.not_judged: Counter[str] = Counter()
        self._path = path
        self._default = header.queue
        self._omits = frozenset(header.omits)
        self._version = header.callers
        self._window = header.window if header.order == "approximate" else 0
        self._budget = budget or Budget()
        self._queues: dict[str | None, Queue] = {}
        self._open: dict[str | None, Queue] = {}
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
        queue = self._open.get(name)
        rule = None if queue is None else queue.rules.get(event.__class__)
        if queue is None or rule is None:
            return self._otherwise(number, name, event)
        self.judged += 1
        return None if rule(event) else queue.fault(number, event)

    @property
    def largest(self) -> int:
        """In how many states a queue may have been at most."""
        return max((queue.largest for queue in self._queues.values()), default=1)

    def finish(self) -> Fault | None:
        """Judge what was put off, now that the log is over.

        Raises:
            BudgetError: A queue may be in too many states.
        """
        for queue in self._queues.values():
            fault = queue.finish()
            if fault is not None:
                return fault
        return None

    def _otherwise(self, number: int, name: str | None, event: Event) -> Fault | None:
        # Judge a line for which there is no rule, or none yet.
        if self._all_ended or name in self._ended:
            raise InputError(self._path, number, "there is a line after the End", "after-end")
        if isinstance(event, End):
            return self._end(number, event)
        if name not in self._queues:
            self._queue(name)
            return self.take(number, event)
        self.not_judged[event.__class__.__name__] += 1
        return None

    def resume(self, queue: Queue, name: str | None = None) -> Queue:
        """Go on with a queue that is in some state.

        Raises:
            BudgetError: There are too many queues.
        """
        if len(self._queues) == MOST_QUEUES:
            message = f"the log has more than {MOST_QUEUES} queues"
            raise BudgetError(message)
        self._queues[name] = self._open[name] = queue
        return queue

    def _queue(self, name: str | None) -> Queue:
        return self.resume(self._new_queue(), name)

    def _new_queue(self) -> Queue:
        if self._window:
            orders = ReorderedQueue(self._omits, self._budget, self._window, self._version)
            return ApproximatelyOrderedQueue(orders)
        if self._omits & names_of(QUEUE_ACTIONS):
            return PartlySeenQueue(QueueCandidates(self._omits, self._budget, self._version))
        return CompleteQueue(self._omits, self._version)

    def _end(self, number: int, event: End) -> Fault | None:
        self.judged += 1
        if event.queue is None:
            self._all_ended = True
            self._open.clear()
            queues = list(self._queues.values()) or [self._new_queue()]
        else:
            self._ended.add(event.queue)
            queues = [self._queues.get(event.queue) or self._queue(event.queue)]
            del self._open[event.queue]
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


def judge(log: Log, budget: Budget | None = None) -> Verdict:
    """Judge a log to its end or to its first fault.

    Args:
        log: The log.
        budget: What the search for a verdict may cost where the log leaves something open.

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
        else:
            fault = judge.finish()
    except (BudgetError, MemoryError, RecursionError) as error:
        reason = exhausted(error)
    if fault is None and not reason and judge.empty:
        reason = "no line of the log concerns a queue"
    outcome: Literal["rejected", "undecided", "accepted"]
    outcome = "rejected" if fault else "undecided" if reason else "accepted"
    if not reason:
        reason = _ambiguity(log.header, judge, outcome)
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


def _ambiguity(header: Header, judge: TraceJudge, outcome: str) -> str:
    # How much the log left open, for a verdict that was found all the same.
    if header.order == "approximate":
        found = (
            f"within a window of {header.window} lines, "
            f"up to {judge.largest} candidate states were possible at once"
        )
        doubt = (
            "; lines that are further out of place are not considered: the window may be too small"
        )
        return found + (doubt if outcome == "rejected" else "")
    if judge.largest > 1:
        return (
            f"with the steps that the log omits, up to {judge.largest} candidate states were "
            "possible at once"
        )
    return ""


def _unable(log: Log) -> str:
    # Why the log cannot be judged, although it can be used.
    omits = frozenset(log.header.omits)
    unknown = omits - names_of(ANY_ACTION)
    if unknown:
        message = f"omits contains an unknown action: {plain(min(unknown))}"
        raise InputError(log.path, 1, message, "omits")
    if omits & ALWAYS_SEEN:
        message = f"omits must not contain {min(omits & ALWAYS_SEEN)}"
        raise InputError(log.path, 1, message, "omits")
    if log.header.order == "approximate" and not 1 <= log.header.window <= WIDEST:
        message = f'an approximate order needs a "window" from 1 to {WIDEST}'
        raise InputError(log.path, 1, message, "window")
    blind = sorted(omits & _FIRST_OF_A_DEQUEUER) if "DequeuerStart" in omits else []
    if blind:
        return f"the log omits DequeuerStart and {blind[0]}: the dequeuers are unknown"
    return ""
