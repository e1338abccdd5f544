"""What a fault of the order says: which line, which rule, and where there is no room."""

from collections.abc import Sequence

from slotq.formats.history_lines import AcquireSlot, Dequeue, Line, QueueSlot
from slotq.oracle.history import rules
from slotq.oracle.history.order import NEVER, Conflict, Pick
from slotq.oracle.history.queue_calls import QueueCalls, TokenCalls
from slotq.oracle.history.rules import HistoryFault, fault


def exists(token: TokenCalls) -> bool:
    """Whether a call has shown that there is such a token."""
    return bool(
        token.called or token.picks or token.winner or token.tries or token.lost is not None
    )


def never_queued(tokens: Sequence[TokenCalls], number: int) -> HistoryFault:
    """Say that no queue_slot can have given an id, although there is one no smaller."""
    token = next(token for token in tokens if token.id >= number and exists(token))
    values = {"token": str(number), "queue_slot": "not returned, and no queue_slot is open"}
    return fault(rules.QUEUED, *_line_about(token), values)


def _line_about(token: TokenCalls, pick: Pick | None = None) -> tuple[int, Line]:
    # A line that shows that the token is there: that of a pick, or the first one of another kind.
    if pick is not None:
        line: Line = Dequeue("ok", pick.process, dequeuer=pick.dequeuer, token=token.id)
        return pick.returned, line
    if token.called and token.returned < NEVER:
        return token.returned, QueueSlot("ok", token.process, token=token.id)
    if token.picks:
        return _line_about(token, token.picks[0])
    called, process = min([*token.tries, (token.won_from, token.winner)])
    return token.lost or (called, AcquireSlot("invoke", process, token=token.id))


def of_refusal(tokens: Sequence[TokenCalls], number: int) -> HistoryFault:
    """Say that no order of pushes agrees with a line, whatever ids mean.

    A push and a removal are possible by the end of their calls; so the line is one by which a pick
    had to be made.
    """
    token, pick = next(
        (token, pick) for token in tokens for pick in token.picks if pick.high + 1 == number
    )
    return fault(rules.NEWEST, *_line_about(token, pick), {"token": str(token.id)})


def of_conflict(calls: QueueCalls, conflict: Conflict) -> HistoryFault:
    """Say what cannot be ordered."""
    _, step, pick, first, last = conflict
    token = calls.token(conflict.token.id)
    values = {"token": str(token.id)}
    if step == "pick" and pick is not None:
        values["the pick"] = f"after line {pick.low} and before line {pick.high + 1}"
        values["newer tokens"] = "at each of these instants one of them is listed"
        return fault(rules.NEWEST, *_line_about(token, pick), values)
    if step == "push":
        values["the push"] = f"after line {first}, and at the latest after line {last}"
        return fault(rules.PUSH_ORDER, *_line_about(token), values)
    values["the removal"] = f"after line {first} and before line {last + 1}"
    line = AcquireSlot("ok", token.winner, token=token.id)
    return fault(rules.REMOVED, token.gone_by, line, values)
