"""Who told a process of a token, where no return did: every way to have learnt of it."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from slotq.oracle.errors import BudgetError
from slotq.oracle.history.queue_calls import QueueCalls, TokenCalls, UnknownDequeue, UnknownQueue

MOST_GUESSES = 1_000
MOST_TOKENS = 5_000_000  # how many tokens may be settled for all guesses together


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


def guesses(calls: QueueCalls, missing: Sequence[int]) -> Iterator[tuple[Told, ...]]:
    """List the ways in which processes may have learnt of tokens that no return told them of.

    Args:
        calls: The calls of the queue.
        missing: Tokens that no queue_slot returned.

    Raises:
        BudgetError: There are too many.
    """
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
    if total > MOST_GUESSES or total * len(calls.tokens) > MOST_TOKENS:
        message = f"there are {total} ways in which processes may have learnt of their tokens"
        raise BudgetError(message)
    for guess in product(*ways):
        if len({id(told.how) for told in guess}) == len(guess):
            yield guess


def _could_tell(
    calls: QueueCalls, missing: Sequence[int], process: str, number: int, at: int
) -> Iterator[UnknownQueue | UnknownDequeue]:
    for received in calls.unknown_dequeues:
        in_time = received.process == process and received.returned <= at
        if in_time and calls.started(calls.dequeuer(received.dequeuer), process):
            yield received
    if number in missing:
        for queued in calls.unknown_queues:
            if queued.process == process and queued.called < at:
                yield queued
