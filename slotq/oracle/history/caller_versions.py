"""What the callers of a queue do not call, by what a slot carries and by their version.

The rest of what callers promise is judged where their calls are collected. A process that queued a
slot with an error does not use its token any more. Callers of later versions queue no such slot,
and a container of theirs does not close the slot that it won itself.
"""

from slotq.formats.history_lines import (
    AcquireSlot,
    CloseSlot,
    Line,
    QueueSlot,
    WaitClosed,
    WaitTrigger,
)
from slotq.oracle.history import rules
from slotq.oracle.history.queue_calls import QueueCalls
from slotq.oracle.history.rules import HistoryFault, fault


def objection(calls: QueueCalls, number: int, line: Line) -> HistoryFault | None:
    """Say why a caller may not call something.

    Args:
        calls: What is known of the queue.
        number: The line's number.
        line: The call.
    """
    if isinstance(line, QueueSlot):
        return fault(rules.NO_ERROR, number, line) if line.error and calls.is_later else None
    if isinstance(line, CloseSlot):
        return _closes(calls, number, line) if calls.is_later else None
    if isinstance(line, AcquireSlot | WaitTrigger | WaitClosed) and line.token in calls.failed:
        token = calls.tokens[line.token]
        caller = (line.for_ if isinstance(line, AcquireSlot) else None) or line.process
        if token.process == caller and not any(pick.process == caller for pick in token.picks):
            values = {"token": str(token.id), "queued": f"by the call at line {token.called}"}
            return fault(rules.LET_GO, number, line, values)
    return None


def _closes(calls: QueueCalls, number: int, line: CloseSlot) -> HistoryFault | None:
    token = calls.tokens.get(-1 if line.token is None else line.token)
    if token is None or not token.won_for(token.process):
        return None
    if token.won_for(line.process) or token.won_for(line.for_):
        values = {"winner of its own slot": token.process}
        return fault(rules.LEFT_OPEN, number, line, values)
    return None
