"""The decision about one queue, once all of its calls are known.

Calls that have not returned may have taken effect or not, like those whose outcome is unknown. What
nobody saw the effect of is left out, since leaving it out never makes an order impossible: a push
that nobody was told of only stands in the way, an unknown delivery could as well not have happened,
an unknown cancel may come after everything. Where an effect was seen, the call that explains it is
chosen: for an id that no queue_slot returned, the unknown queue_slots in the order of their calls;
for a token that was lost, the first unknown acquire_slot. Only who told a process of a token may
have to be guessed.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, product
from math import prod
from typing import NamedTuple

from slotq.oracle.errors import BudgetError
from slotq.oracle.history import rules
from slotq.oracle.history.lines import AcquireSlot, Dequeue, Line, QueueSlot
from slotq.oracle.history.order import NEVER, Conflict, Pick, Token, link, settle
from slotq.oracle.history.queue_calls import (
    DequeuerCalls,
    QueueCalls,
    TokenCalls,
    UnknownDequeue,
    UnknownQueue,
)
from slotq.oracle.history.rules import HistoryFault, fault

MOST_GUESSES = 1_000


class Decision(NamedTuple):
    """What came of a queue.

    Attributes:
        tokens: Its tokens in the order of their ids, settled if there is no fault.
        fault: Why there is no order.
        conflict: What cannot be ordered, where that is the reason.
    """

    tokens: list[TokenCalls]
    fault: HistoryFault | None
    conflict: Conflict | None = None


def decide(calls: QueueCalls) -> Decision:
    """Decide whether the calls of a queue are legal.

    Raises:
        BudgetError: There are too many ways in which processes may have learnt of tokens.
    """
    missing = _missing(calls)
    tokens = [calls.token(number) for number in sorted({*calls.tokens, *missing})]
    wrong = [*_of_dequeuers(calls)]
    for token in tokens:
        wrong += _of_token(token, calls.omits)
    if len(missing) > len(calls.unknown_queues):
        wrong.append(_never_queued(tokens, missing[len(calls.unknown_queues)]))
    if wrong:
        return Decision(tokens, min(wrong, key=lambda found: found.line))
    first = None
    for guess in _guesses(calls, missing):
        conflict = _try(calls, tokens, missing, guess)
        if conflict is None:
            return Decision(tokens, None)
        first = first or conflict
    if first is None:
        at, call = calls.untold[0]
        return Decision(tokens, fault(rules.KNOWN_TOKEN, at, call))
    return Decision(tokens, _of_conflict(calls, first), first)


def _missing(calls: QueueCalls) -> list[int]:
    # Ids that no queue_slot returned, although there are others after them; not many more than
    # could be explained.
    there = (n for n, token in calls.tokens.items() if _exists(token))
    absent = (
        n
        for n in range(max(there, default=-1) + 1)
        if n not in calls.tokens or not calls.tokens[n].called
    )
    return list(islice(absent, len(calls.unknown_queues) + 1))


def _exists(token: TokenCalls) -> bool:
    # Whether a call has shown that there is such a token.
    return bool(
        token.called or token.picks or token.winner or token.tries or token.lost is not None
    )


def _never_queued(tokens: Sequence[TokenCalls], number: int) -> HistoryFault:
    token = next(token for token in tokens if token.id >= number and _exists(token))
    values = {"token": str(number), "queue_slot": "none returned it, and none is left open"}
    return fault(rules.QUEUED, *_line_about(token), values)


def _of_dequeuers(calls: QueueCalls) -> Iterator[HistoryFault]:
    if "cancel" not in calls.omits:
        for dequeuer in calls.dequeuers.values():
            seen = dequeuer.seen_done
            if seen is not None and dequeuer.cancelled_from >= seen[0]:
                yield fault(rules.CANCELLED, *seen, _first_call("cancel", dequeuer.cancelled_from))


def _of_token(token: TokenCalls, omits: frozenset[str]) -> Iterator[HistoryFault]:
    if token.tries and not token.winner:
        # Whoever closed the slot has won; otherwise the first one who may have.
        closers = {process for at, process in token.closes}
        by_closer = [(at, process) for at, process in token.tries if process in closers]
        wanted = by_closer if token.seen_closed and by_closer else token.tries
        token.won_from, token.winner = min(wanted)
    if token.lost is not None and token.won_from >= token.lost[0]:
        yield fault(rules.LOST_TO_WINNER, *token.lost, _first_call("winner", token.won_from))
    if token.triggered is not None:
        if token.won_from >= token.triggered[0]:
            yield fault(rules.TRIGGERED, *token.triggered, _first_call("winner", token.won_from))
        token.gone_by = min(token.gone_by, token.triggered[0])
    if token.seen_closed is not None and "close_slot" not in omits:
        unknown = (at for at, process in token.closes if process == token.winner)
        first = token.closed_from if token.closed_from < NEVER else min(unknown, default=NEVER)
        if first >= token.seen_closed[0]:
            yield fault(rules.CLOSED_BEFORE, *token.seen_closed, _first_call("close_slot", first))


def _first_call(name: str, line: int) -> dict[str, str]:
    return {name: "nobody called" if line == NEVER else f"called at line {line}"}


class Told(NamedTuple):
    """How a process may have learnt of a token.

    Attributes:
        token: The token.
        how: The call.
        by: The line by which it knew.
    """

    token: TokenCalls
    how: UnknownQueue | UnknownDequeue
    by: int


def _guesses(calls: QueueCalls, missing: Sequence[int]) -> Iterator[tuple[Told, ...]]:
    # Every way in which processes may have learnt of tokens that no return told them of.
    untold: dict[tuple[str, int], int] = {}
    for at, call in calls.untold:
        if call.token is not None:
            untold.setdefault((call.process, call.token), at)
    ways = [
        [
            Told(calls.token(number), how, at)
            for how in _could_tell(calls, missing, process, number, at)
        ]
        for (process, number), at in untold.items()
    ]
    total = prod(map(len, ways))
    if total > MOST_GUESSES:
        message = f"there are {total} ways in which processes may have learnt of their tokens"
        raise BudgetError(message)
    for guess in product(*ways):
        if len({id(told.how) for told in guess}) == len(guess):
            yield guess


def _could_tell(
    calls: QueueCalls, missing: Sequence[int], process: str, number: int, at: int
) -> Iterator[UnknownQueue | UnknownDequeue]:
    for received in calls.unknown_dequeues:
        if received.process == process and received.returned <= at:
            dequeuer = calls.dequeuers.get(received.dequeuer)
            if dequeuer is not None and calls.started(dequeuer, process):
                yield received
    if number in missing:
        for queued in calls.unknown_queues:
            if queued.process == process and queued.called < at:
                yield queued


def _try(
    calls: QueueCalls, tokens: Sequence[Token], missing: Sequence[int], guess: Sequence[Told]
) -> Conflict | None:
    # Decides the order under a guess, which stays in place if there is one.
    queued = {told.token.id: told for told in guess if isinstance(told.how, UnknownQueue)}
    used = {id(told.how) for told in queued.values()}
    others = iter(sorted(how for how in calls.unknown_queues if id(how) not in used))
    for number in missing:
        token = calls.token(number)
        told = queued.get(number)
        token.called = (told.how if told else next(others)).called
        token.returned = told.by if told else NEVER
    received = [
        Pick(told.token, told.how.process, told.how.dequeuer, told.how.called, told.how.returned)
        for told in guess
        if isinstance(told.how, UnknownDequeue)
    ]
    for pick in received:
        _insert(calls.dequeuers[pick.dequeuer], pick)
    for dequeuer in calls.dequeuers.values():
        if dequeuer.picks:
            dequeuer.picks[0].low = dequeuer.started
    link(dequeuer.picks for dequeuer in calls.dequeuers.values())
    conflict = settle(tokens)
    if conflict is not None:
        for pick in received:
            pick.token.picks.remove(pick)
            calls.dequeuers[pick.dequeuer].picks.remove(pick)
    return conflict


def _insert(dequeuer: DequeuerCalls, pick: Pick) -> None:
    pick.high = min(pick.returned, dequeuer.done_by) - 1
    dequeuer.picks.append(pick)
    dequeuer.picks.sort(key=lambda each: each.called)
    pick.token.picks.append(pick)
    pick.token.picks.sort(key=lambda each: each.called)


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


def _of_conflict(calls: QueueCalls, conflict: Conflict) -> HistoryFault:
    _, step, pick, first, last = conflict
    token = calls.token(conflict.token.id)
    values = {"token": str(token.id)}
    if step == "pick" and pick is not None:
        values["the pick"] = f"after line {pick.low} and before line {pick.high + 1}"
        values["newer tokens"] = "one of them is listed all that time"
        return fault(rules.NEWEST, *_line_about(token, pick), values)
    if step == "push":
        values["the push"] = f"after line {first}, and no later than in the gap after line {last}"
        return fault(rules.PUSH_ORDER, *_line_about(token), values)
    values["the removal"] = f"after line {first} and before line {last + 1}"
    line = AcquireSlot("ok", token.winner, token=token.id)
    return fault(rules.REMOVED, token.gone_by, line, values)
