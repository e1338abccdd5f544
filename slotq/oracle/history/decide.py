"""The decision about one queue, once all of its calls are known.

Calls that have not returned may have taken effect or not, like those whose outcome is unknown. A
call whose effect was not seen is left out, since leaving it out never makes an order impossible: a
push whose token was never reported is only an obstacle, an unknown delivery could as well not have
happened, an unknown cancel may come after everything. Where an effect was seen, the call that
explains it is
chosen: for an id that no queue_slot returned, the unknown queue_slots in the order of their calls;
for a token that was lost, the first unknown acquire_slot. Only who told a process of a token may
have to be guessed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice, permutations
from typing import NamedTuple

import msgspec

from slotq.formats.errors import BudgetError
from slotq.formats.history_lines import AcquireSlot
from slotq.oracle.history import rules
from slotq.oracle.history.any_ids import first_refused
from slotq.oracle.history.order import NEVER, Pick, link, settle
from slotq.oracle.history.order_fault import exists, never_queued, of_conflict, of_refusal
from slotq.oracle.history.pairwise import of_dequeuers, of_token
from slotq.oracle.history.queue_calls import (
    DequeuerCalls,
    QueueCalls,
    TokenCalls,
    UnknownDequeue,
    UnknownQueue,
)
from slotq.oracle.history.rules import HistoryFault, fault
from slotq.oracle.history.smallest import smallest
from slotq.oracle.history.token_knowledge import MOST_GUESSES, Told, guesses
from slotq.oracle.verdict.budget import Budget


class Decision(NamedTuple):
    """What came of a queue.

    Attributes:
        tokens: Its tokens in the order of their ids, settled if there is no fault.
        fault: Why there is no order.
    """

    tokens: list[TokenCalls]
    fault: HistoryFault | None


def decide(calls: QueueCalls, *, in_order: bool = True, budget: Budget | None = None) -> Decision:
    """Decide whether the calls of a queue are legal.

    Args:
        calls: The calls.
        in_order: Whether ids are given in the order of the pushes, from 0 without gaps.
        budget: What it may cost.

    Raises:
        BudgetError: There are too many ways in which processes may have learnt of tokens; or, where
            ids are in no order, too many orders of pushes.
    """
    mentioned = list(calls.tokens.values())
    wrong = [*of_dequeuers(calls)]
    wrong += chain.from_iterable(of_token(token, calls.omits) for token in mentioned)
    there = {token.id for token in mentioned if exists(token)}
    missing = _missing(calls, there, in_order=in_order)
    tokens = [calls.token(number) for number in sorted(there.union(missing))]
    if len(missing) > len(calls.unknown_queues):
        wrong.append(never_queued(tokens, missing[len(calls.unknown_queues)]))
    if wrong:
        return Decision(tokens, min(wrong, key=lambda found: found.line))
    first, budget = None, budget or Budget()
    for guess in guesses(calls, missing, budget):
        for queues in _queued_by(calls, missing, guess, in_order=in_order):
            budget.look()
            found = _try(calls, tokens, queues, guess, budget if not in_order else None)
            if found is None:
                return Decision(tokens, None)
            first = first or found
    if first is None:
        at, call = calls.untold[0]
        first = fault(rules.KNOWN_TOKEN, at, call, _knowing(calls, call))
    return Decision(tokens, first)


def _knowing(calls: QueueCalls, call: AcquireSlot) -> dict[str, str]:
    # The processes that knew a token, when one that did not acquired it.
    token = calls.token(call.token or 0)
    received = dict.fromkeys(pick.process for pick in token.picks)
    return {
        "token": str(token.id),
        "queued by": token.process or "nobody",
        "received by": ", ".join(received) or "nobody",
        **({} if call.for_ is None else {"acts for": call.for_}),
    }


def _missing(calls: QueueCalls, there: Collection[int], *, in_order: bool) -> list[int]:
    # Tokens that no queue_slot returned, although they are there or newer ones are; not many more
    # than could be explained.
    numbers = range(max(there, default=-1) + 1) if in_order else there
    absent = (n for n in numbers if n not in calls.tokens or not calls.tokens[n].called)
    return list(islice(absent, len(calls.unknown_queues) + 1))


def _queued_by(
    calls: QueueCalls, missing: Sequence[int], guess: Sequence[Told], *, in_order: bool
) -> Iterator[dict[int, tuple[int, int]]]:
    # For each token that no queue_slot returned, when it was queued, and by when.
    queues: dict[int, tuple[int, int]] = {}
    used = set()
    for token, how, by in guess:
        if isinstance(how, UnknownQueue):
            queues[token.id] = how.called, by
            used.add(id(how))
    rest = [number for number in missing if number not in queues]
    free = sorted(how.called for how in calls.unknown_queues if id(how) not in used)
    # Pushes in the order of the ids may as well be those that were called first, in that order.
    ways = iter([free]) if in_order else permutations(free, len(rest))
    for tries, way in enumerate(ways):
        if tries == MOST_GUESSES:
            message = "there are too many orders in which tokens may have been queued"
            raise BudgetError(message)
        yield queues | {n: (called, NEVER) for n, called in zip(rest, way, strict=False)}


def _try(
    calls: QueueCalls,
    tokens: Sequence[TokenCalls],
    queues: Mapping[int, tuple[int, int]],
    guess: Sequence[Told],
    budget: Budget | None,
) -> HistoryFault | None:
    # Decides the order under a guess, which stays in place if there is one.
    for number, (called, returned) in queues.items():
        token = calls.token(number)
        token.called, token.returned = called, returned
    received = [
        Pick(told.token, told.how.process, told.how.dequeuer, told.how.called, told.how.returned)
        for told in guess
        if isinstance(told.how, UnknownDequeue)
    ]
    for pick in received:
        _insert(calls.dequeuers[pick.dequeuer], pick)
    dequeuers = [dequeuer for dequeuer in calls.dequeuers.values() if dequeuer.picks]
    for dequeuer in dequeuers:
        dequeuer.picks[0].low = dequeuer.started
    picks = [dequeuer.picks for dequeuer in dequeuers]
    link(picks)
    if budget is None:
        found = _order(calls, tokens, shrinks=not guess)
    else:
        found = _any_order(tokens, picks, budget)
    if found is not None:
        for pick in received:
            pick.token.picks.remove(pick)
            calls.dequeuers[pick.dequeuer].picks.remove(pick)
    return found


def _order(
    calls: QueueCalls, tokens: Sequence[TokenCalls], *, shrinks: bool
) -> HistoryFault | None:
    conflict = settle(tokens)
    if conflict is None:
        return None
    found = of_conflict(calls, conflict)
    if not shrinks:
        return found
    left = smallest(calls, tokens, conflict)
    return msgspec.structs.replace(found, calls=left.calls, smallest=left.certain)


def _any_order(
    tokens: Sequence[TokenCalls], picks: Sequence[Sequence[Pick]], budget: Budget
) -> HistoryFault | None:
    refused = first_refused(tokens, picks, budget)
    return None if refused is None else of_refusal(tokens, refused)


def _insert(dequeuer: DequeuerCalls, pick: Pick) -> None:
    pick.high = min(pick.returned, dequeuer.done_by) - 1
    dequeuer.picks.append(pick)
    dequeuer.picks.sort(key=lambda each: each.called)
    pick.token.picks.append(pick)
    pick.token.picks.sort(key=lambda each: each.called)
