"""Rules about pairs of lines: an effect that was seen, and the call that must have come before."""

from collections.abc import Iterator

from slotq.formats.history_lines import Line
from slotq.oracle.history import rules
from slotq.oracle.history.order import NEVER
from slotq.oracle.history.queue_calls import QueueCalls, TokenCalls
from slotq.oracle.history.rules import HistoryFault, fault


def of_dequeuers(calls: QueueCalls) -> Iterator[HistoryFault]:
    """Find contexts that were seen done although nobody had cancelled them."""
    if "cancel" not in calls.omits:
        for dequeuer in calls.dequeuers.values():
            seen = dequeuer.seen_done
            if seen is not None and dequeuer.cancelled_from >= seen[0]:
                yield fault(rules.CANCELLED, *seen, _first_call("cancel", dequeuer.cancelled_from))


def of_token(token: TokenCalls, omits: frozenset[str]) -> Iterator[HistoryFault]:
    """Find returns that saw a token lost, triggered or closed too early.

    Also determines the winner if no return names it, and the line by which the token was gone.
    """
    if token.tries and not token.winner:
        # The process that closed the slot has won; otherwise the first one that may have.
        seen = NEVER if token.seen_closed is None else token.seen_closed[0]
        by_closer = [
            (at, process)
            for at, process in token.tries
            if _closed_from(token, process, *token.acting[at]) < seen < NEVER
        ]
        token.won_from, token.winner = min(by_closer or token.tries)
        token.behalf = token.acting[token.won_from][0]
    if token.lost is not None and token.won_from >= token.lost[0]:
        yield fault(rules.LOST_TO_WINNER, *token.lost, _first_call("winner", token.won_from))
    if token.triggered is not None:
        if token.won_from >= token.triggered[0]:
            yield fault(rules.TRIGGERED, *token.triggered, _first_call("winner", token.won_from))
        token.gone_by = min(token.gone_by, token.triggered[0])
    if token.seen_closed is not None:
        yield from _seen_closed(token, *token.seen_closed, omits)


def _seen_closed(
    token: TokenCalls, number: int, line: Line, omits: frozenset[str]
) -> Iterator[HistoryFault]:
    # If the log omits closes, a slot may be closed as soon as its token is won.
    name, first = "winner", token.won_from
    if "close_slot" not in omits:
        first = token.closed_from
        if first == NEVER:
            _, known = token.acting.get(token.won_from, (None, token.acquired))
            first = _closed_from(token, token.winner, token.behalf, known)
        name = "close_slot"
    if first >= number:
        yield fault(rules.CLOSED_BEFORE, number, line, _first_call(name, first))


def _closed_from(token: TokenCalls, winner: str, behalf: str | None, known: int) -> int:
    # The first line after which a call of unknown outcome may have closed the slot: its winner's
    # own, or one of those who act with it, once it is known or in doubt that it was won.
    lines = [
        at if own and name == winner else max(at, known)
        for at, name, own in token.closes
        if name in {winner, behalf}
    ]
    return min(lines, default=NEVER)


def _first_call(name: str, line: int) -> dict[str, str]:
    return {name: "nobody called" if line == NEVER else f"called at line {line}"}
