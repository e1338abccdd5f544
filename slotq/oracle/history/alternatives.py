"""What a call could have returned where a history breaks a rule.

Each return that a line could say is put in its place, after the lines before it; what the judge
accepts was allowed. So what is told here is told by the same rules as the verdict.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import get_args

import msgspec

from slotq.formats.errors import BudgetError
from slotq.formats.history_lines import (
    AcquireSlot,
    CloseSlot,
    DeleteQueue,
    Dequeue,
    IsIdle,
    Line,
    QueueSlot,
    Quiesce,
    StartDequeuer,
    WaitTrigger,
)
from slotq.formats.trace_lines import Reason
from slotq.oracle.history.judge import HistoryJudge
from slotq.oracle.history.rules import HistoryFault

MOST_LINES = 100_000
"""How many lines are judged again, over all returns that are tried."""
_MOST_SHOWN = 8
_MOST_TRIED = 64
Numbered = tuple[int, Line]


def with_alternatives(
    fault: HistoryFault, lines: Sequence[Numbered], make_judge: Callable[[], HistoryJudge]
) -> HistoryFault:
    """Add to a fault what its line could have said instead.

    Args:
        fault: What is wrong.
        lines: The history up to its line, with the lines' numbers.
        make_judge: Makes a judge of the history.

    Returns:
        The same fault if its line is not a return, if the lines before it are too many to be judged
        again, if they are wrong together already, or if nothing that was tried is allowed.
    """
    before = [(number, line) for number, line in lines if number < fault.line]
    said = [line for number, line in lines if number == fault.line and line.type != "invoke"]
    if not said or len(before) > MOST_LINES // 2:
        return fault
    most = min(_MOST_TRIED, MOST_LINES // (len(before) + 1))
    tried = islice(_returns(said[0], before), most)
    allowed = [line for line in tried if _is_allowed(make_judge(), before, fault.line, line)]
    return msgspec.structs.replace(
        fault,
        possible=tuple(map(msgspec.to_builtins, allowed[:_MOST_SHOWN])),
        left_out=max(0, len(allowed) - _MOST_SHOWN),
    )


def _is_allowed(
    judge: HistoryJudge, before: Sequence[Numbered], number: int, instead: Line
) -> bool:
    try:
        for each in (*before, (number, instead)):
            if judge.take(*each) is not None:
                return False
        found, _ = judge.finish()
    except BudgetError:
        return False
    return found is None


def _returns(said: Line, before: Sequence[Numbered]) -> Iterator[Line]:
    # The returns of the same call, other than the one that was said; tokens the newest first.
    made = sum(isinstance(line, QueueSlot) and line.type == "invoke" for _, line in before)
    started = sum(isinstance(line, StartDequeuer) and line.type == "invoke" for _, line in before)
    bare = msgspec.structs.replace(said, type="ok")
    found: Iterator[Line]
    match said:
        case QueueSlot():
            found = (msgspec.structs.replace(bare, token=n) for n in range(made))
        case Dequeue():
            found = _deliveries(said, made)
        case AcquireSlot() | CloseSlot():
            failed = msgspec.structs.replace(bare, type="fail")
            found = iter((bare, failed))
        case WaitTrigger():
            reasons = get_args(Reason)
            found = (msgspec.structs.replace(bare, reason=reason) for reason in reasons)
        case IsIdle():
            found = (msgspec.structs.replace(bare, idle=idle) for idle in (False, True))
        case DeleteQueue():
            found = (msgspec.structs.replace(bare, deleted=deleted) for deleted in (False, True))
        case Quiesce():
            threads = range(2 * started + 1)  # a dequeuer's, and its canceller's
            found = (msgspec.structs.replace(bare, live_dequeuer_threads=live) for live in threads)
        case _:
            found = iter(())
    return (line for line in found if line != said)


def _deliveries(said: Dequeue, made: int) -> Iterator[Line]:
    failed = msgspec.structs.replace(said, type="fail", token=None)
    yield msgspec.structs.replace(failed, reason="timeout")
    yield msgspec.structs.replace(failed, reason="ctx_done")
    for token in range(made - 1, -1, -1):
        yield msgspec.structs.replace(said, type="ok", reason=None, token=token)
