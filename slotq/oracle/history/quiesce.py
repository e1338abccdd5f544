"""What must be so when a run was left to settle and nothing more will come.

It is what the end of a trace asks for, as far as clients can see it: every step that the fairness
of the specification promises has been taken. So every call that ends by itself has returned, every
wait that something has ended is over, dequeuers whose context is done have ended, and nobody waits
while a token is free. Calls that were begun after the run was left to settle are not judged. A
client that crashed has no open call: its call returned with `info`.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import msgspec

from slotq.formats.history_lines import (
    AcquireSlot,
    Cancel,
    Dequeue,
    Line,
    QueueSlot,
    Quiesce,
    StartDequeuer,
    WaitClosed,
    WaitTrigger,
)
from slotq.oracle.history import rules
from slotq.oracle.history.order import FOREVER, NEVER
from slotq.oracle.history.queue_calls import DequeuerCalls, QueueCalls
from slotq.oracle.history.rules import HistoryFault, fault

_OF_THE_QUEUE = (QueueSlot, StartDequeuer, AcquireSlot, Cancel)
_WAITS = (Dequeue, WaitTrigger, WaitClosed)  # they end only if something else happens


class OpenCall(NamedTuple):
    """A call that has not returned.

    Attributes:
        at: Its line's number.
        line: Its line.
        calls: What the calls of its queue said.
    """

    at: int
    line: Line
    calls: QueueCalls


def settled(
    number: int, line: Quiesce, queues: Sequence[QueueCalls], opened: Sequence[OpenCall]
) -> HistoryFault | None:
    """Judge the open calls, the count of live threads, and the waits.

    Args:
        number: The line's number.
        line: The return that claims that the run has settled.
        queues: What the calls of the queues said so far.
        opened: The calls of these queues that were open when the run was left to settle.
    """
    found = chain(
        _unfinished(opened),
        _alive(line.live_dequeuer_threads, queues, opened),
        _waiting(opened),
        _never_closed(queues),
    )
    rule, values = next(found, (None, {}))
    return None if rule is None else fault(rule, number, line, values)


_Broken = tuple[rules.Rule, dict[str, str]]


def _unfinished(opened: Sequence[OpenCall]) -> Iterator[_Broken]:
    # Those of the queue first: a client whose call hangs in the queue makes others hang.
    ordered = sorted(opened, key=lambda each: not isinstance(each.line, _OF_THE_QUEUE))
    for each in ordered:
        if not isinstance(each.line, _WAITS):
            of_queue = isinstance(each.line, _OF_THE_QUEUE)
            rule = rules.RETURNED if of_queue else rules.CALLER_RETURNED
            yield rule, {"open": _names(each)}
    for each in ordered:
        for what, at in _endings(each):
            yield rules.WAIT_ENDED, {"open": _names(each), "ended": f"{what}, line {at}"}


def _endings(each: OpenCall) -> Iterator[tuple[str, int]]:
    # What has ended the wait of an open call, and the line that shows it.
    line, calls = each.line, each.calls
    if not isinstance(line, WaitTrigger | WaitClosed):
        return
    token = calls.tokens.get(line.token if line.token is not None else -1)
    if token is not None and isinstance(line, WaitTrigger):
        if token.acquired != NEVER:
            yield f"{token.winner} has won the token and closed its trigger", token.acquired
        elif token.triggered is not None:
            yield "the trigger was seen closed", token.triggered[0]
    elif token is not None:
        if token.closed_from != NEVER:
            yield f"{token.winner} has closed the slot", token.closed_from
        elif token.seen_closed is not None:
            yield "the slot was seen closed", token.seen_closed[0]
    if isinstance(line, WaitTrigger):
        evicted = calls.evictions.latest(line.process)
        if evicted > each.at:
            yield "the container was evicted", evicted


def _alive(
    found: int | None, queues: Sequence[QueueCalls], opened: Sequence[OpenCall]
) -> Iterator[_Broken]:
    if found is None:
        return
    # Each dequeuer that lives has a canceller that lives; both are counted, or one of them.
    cancelled = {each.line.dequeuer for each in opened if isinstance(each.line, Cancel)}
    least, most = 0, sum(isinstance(each.line, StartDequeuer) for each in opened)
    uncounted = False
    for queue in queues:
        uncounted = uncounted or "start_dequeuer" in queue.omits
        for name, dequeuer in queue.dequeuers.items():
            least += bool(dequeuer.owner) and _lives(queue, dequeuer) and name not in cancelled
            most += bool(dequeuer.owner or dequeuer.starts) and dequeuer.done_by == FOREVER
    if found < least or (found > 2 * most and not uncounted):
        values = {"dequeuers that may live": str(most), "dequeuers that must live": str(least)}
        yield rules.ENDED, values


def _lives(queue: QueueCalls, dequeuer: DequeuerCalls) -> bool:
    # Whether a dequeuer's context is certainly not done.
    if dequeuer.done_by != FOREVER or dequeuer.cancelled_from != NEVER:
        return False
    return "cancel" not in queue.omits


def _waiting(opened: Sequence[OpenCall]) -> Iterator[_Broken]:
    tried = {
        (id(each.calls), each.line.token) for each in opened if isinstance(each.line, AcquireSlot)
    }
    cancelled = {
        (id(each.calls), each.line.dequeuer) for each in opened if isinstance(each.line, Cancel)
    }
    for each in opened:
        line, calls = each.line, each.calls
        if not isinstance(line, Dequeue) or (id(calls), line.dequeuer) in cancelled:
            continue
        dequeuer = calls.dequeuers.get(line.dequeuer or "")
        if dequeuer is None or dequeuer.owner != line.process or not _lives(calls, dequeuer):
            continue
        for number in calls.tokens:
            if _is_free(calls, number) and (id(calls), number) not in tried:
                values = {
                    "waits": f"{line.process} at {line.dequeuer}, since line {each.at}",
                    "free": f"token {number}, since line {calls.tokens[number].returned}",
                }
                yield rules.AWAKE, values


def _is_free(queue: QueueCalls, number: int) -> bool:
    token = queue.tokens[number]
    return bool(token.called) and not (token.winner or token.tries or token.lost)


def _never_closed(queues: Sequence[QueueCalls]) -> Iterator[_Broken]:
    # Only where somebody closes slots: clients of another kind have promised nothing. And only of a
    # token that another process than its own has won: nobody waits for the slot of the others. A
    # call that is still to close it was found before.
    for queue in queues:
        if "close_slot" in queue.omits or not queue.closes_slots:
            continue
        for token in queue.tokens.values():
            taken = token.acquired != NEVER and not token.won_for(token.process)
            left = token.closed_from == NEVER and not (token.closes or token.seen_closed)
            if taken and left:
                values = {"token": str(token.id), "winner": token.winner}
                yield rules.CLOSED_IN_THE_END, values


def _names(each: OpenCall) -> str:
    said = msgspec.to_builtins(each.line)
    carried = [str(said[name]) for name in ("token", "dequeuer", "object") if name in said]
    return " ".join([said["f"], *carried]) + f" of {each.line.process}, since line {each.at}"
