"""An order of effects that explains an accepted history: the unseen steps, each in its gap.

It is what `order` argues for, written down: the machine of SlotQueue can take these steps between
the lines. Lost acquires have no effect and are not listed.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from slotq.oracle.history.order import FOREVER, NEVER, Pick
from slotq.oracle.history.queue_calls import QueueCalls, TokenCalls


class Effect(NamedTuple):
    """An unseen step.

    Attributes:
        gap: The number of the line after which it lies, before the next one.
        action: The action of SlotQueue.
        process: Who takes it; empty for a pick and where nobody knows.
        dequeuer: The dequeuer, if it is about one.
        token: The token, if it is about one.
    """

    gap: int
    action: str
    process: str = ""
    dequeuer: str = ""
    token: int | None = None


# Where in its gap a step lies: first what only makes others possible; then the tokens that are
# listed already, from the newest down; then the pushes, from the oldest up; then what forbids.
_FIRST, _LISTED, _PUSHED, _LAST = range(4)
_Place = tuple[int, int, int, int, int]


def witness(calls: QueueCalls, tokens: Iterable[TokenCalls]) -> list[Effect]:
    """Order the effects of a queue's calls.

    Args:
        calls: The calls of the queue.
        tokens: Its tokens, settled.
    """
    placed = [*_of_dequeuers(calls)]
    for token in tokens:
        placed += _of_token(token)
    return [effect for _, effect in sorted(placed)]


def _of_dequeuers(calls: QueueCalls) -> Iterator[tuple[_Place, Effect]]:
    for name, dequeuer in calls.dequeuers.items():
        if dequeuer.owner:
            gap = dequeuer.started
            yield (gap, _FIRST, 0, 0, 0), Effect(gap, "Start", dequeuer.owner, name)
        if dequeuer.done_by < FOREVER:
            gap = dequeuer.done_by - 1
            yield (gap, _LAST, 0, 0, 0), Effect(gap, "Cancel", "", name)


def _of_token(token: TokenCalls) -> Iterator[tuple[_Place, Effect]]:
    number, listed = token.id, token.listed
    yield (listed, _PUSHED, number, 0, 0), Effect(listed, "Queue", token.process, "", number)
    for place, pick in enumerate(token.picks, 1):
        yield from _of_pick(pick, place, listed)
    if token.gone < NEVER:
        winner, gone = token.winner, token.gone
        yield (token.won_from, _FIRST, 1, 0, 0), Effect(token.won_from, "Win", winner, "", number)
        after = len(token.picks) + 1
        yield (gone, _LISTED, -number, after, 0), Effect(gone, "Remove", winner, "", number)
        yield (gone, _LISTED, -number, after, 1), Effect(gone, "Close", winner, "", number)


def _of_pick(pick: Pick, place: int, listed: int) -> Iterator[tuple[_Place, Effect]]:
    number, gap = pick.token.id, pick.earliest
    order = (_PUSHED, number) if gap == listed else (_LISTED, -number)
    yield (gap, *order, place, 0), Effect(gap, "Pick", "", pick.dequeuer, number)
    effect = Effect(max(gap, pick.called), "Deliver", pick.process, pick.dequeuer, number)
    if effect.gap == gap:
        yield (gap, *order, place, 1), effect
    else:
        yield (effect.gap, _FIRST, 2, 0, 0), effect
