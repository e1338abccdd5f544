"""How a process may have learnt of a token that no return told it: every explanation."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple, TypeVar

from slotq.formats.errors import BudgetError
from slotq.oracle.history.queue_calls import QueueCalls, TokenCalls, UnknownDequeue, UnknownQueue
from slotq.oracle.verdict.budget import Budget

MOST_GUESSES = 1_000
MOST_TOKENS = 5_000_000  # how many tokens may be settled for all guesses together

Unknown = TypeVar("Unknown", UnknownQueue, UnknownDequeue)


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


def guesses(
    calls: QueueCalls, missing: Sequence[int], budget: Budget
) -> Iterator[tuple[Told, ...]]:
    """List the ways in which processes may have learnt of tokens that no return told them of.

    Args:
        calls: The calls of the queue.
        missing: Tokens that no queue_slot returned.
        budget: What it may cost.

    Raises:
        BudgetError: There are too many.
    """
    untold: dict[tuple[str, int], tuple[int, str]] = {}
    for at, call in calls.untold:
        if call.token is not None:
            key = (call.for_ or call.process, call.token)
            untold[key] = min(untold.get(key, (at, call.process)), (at, call.process))
    most = min(MOST_GUESSES, MOST_TOKENS // max(1, len(calls.tokens)))
    ways, total = list[list[Told]](), 1
    received = _by_process(calls.unknown_dequeues)
    queued = _by_process(calls.unknown_queues)
    absent = frozenset(missing)
    for (process, number), (at, actor) in untold.items():
        token = calls.token(number)
        could: list[UnknownQueue | UnknownDequeue] = []
        # A process that acts for another one knows what that one knows; or it knew the token
        # itself.
        for name in (process, actor):
            if not could:
                could += [how for how in received.get(name, ()) if _could_tell(calls, how, at)]
                if number in absent:
                    could += [how for how in queued.get(name, ()) if how.returned <= at]
        budget.spend(len(could))
        ways.append([Told(token, how, at) for how in could])
        total *= len(could)
        if total > most:
            message = f"there are more than {most} explanations of how processes learnt of tokens"
            raise BudgetError(message)
    for guess in product(*ways):
        if len({id(told.how) for told in guess}) == len(guess):
            yield guess


def _by_process(unknown: Iterable[Unknown]) -> dict[str, list[Unknown]]:
    found: dict[str, list[Unknown]] = {}
    for how in unknown:
        found.setdefault(how.process, []).append(how)
    return found


def _could_tell(calls: QueueCalls, received: UnknownDequeue, at: int) -> bool:
    dequeuer = calls.dequeuer(received.dequeuer)
    return received.returned <= at and calls.started(dequeuer, received.process)
