"""An order of effects that explains an accepted history: the unseen steps, each in its gap.

It is what `order` argues for, written down: the machine of SlotQueue can take these steps between
the lines. Lost acquires have no effect and are not listed. Counters, evictions, the manager and the
closing of slots are judged by themselves, and are no part of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from slotq.oracle.history.order import FOREVER, NEVER, Pick
from slotq.oracle.history.queue_calls import QueueCalls, TokenCalls
from slotq.oracle.verdict.effects import Step, Witness


class Effect(NamedTuple):
    """An unseen step.

    Attributes:
        gap: The number of the line after which it lies, before the next one.
        action: The action of SlotQueue.
        process: The process that takes it; empty for a pick and where it is unknown.
        dequeuer: The dequeuer, if it is about one.
        token: The token, if it is about one.
        call: The line of the call whose effect it is; 0 if there is none, or none is seen.
    """

    gap: int
    action: str
    process: str = ""
    dequeuer: str = ""
    token: int | None = None
    call: int = 0


# Where in its gap a step lies: first what only makes others possible; then the tokens that are
# listed already, from the newest down; then the pushes, from the oldest up; then what forbids.
_FIRST, _LISTED, _PUSHED, _LAST = range(4)
_Place = tuple[int, int, int, int, int]

MOST_LINES = 100_000
"""Of a longer history no order is written down: nobody would read it."""

_CALLS = {
    "Start": "start_dequeuer",
    "Cancel": "cancel",
    "Queue": "queue_slot",
    "Deliver": "dequeue",
    "Win": "acquire_slot",
    "Remove": "acquire_slot",
    "Close": "acquire_slot",
}


def explain(
    queues: Iterable[tuple[str | None, QueueCalls, Sequence[TokenCalls]]],
    lines: int,
    *,
    in_order: bool,
) -> Witness:
    """Write down why an accepted history is legal.

    Args:
        queues: Each queue's name, calls, and tokens as they were decided.
        lines: How many lines the history has.
        in_order: Whether the tokens are settled, since ids are in the order of the pushes.
    """
    if not in_order:
        return Witness(reason="--any-ids keeps no order of effects")
    if lines > MOST_LINES:
        return Witness(reason=f"the history has more than {MOST_LINES} lines")
    steps = [
        _step(effect, name) for name, calls, tokens in queues for effect in witness(calls, tokens)
    ]
    if not steps:
        return Witness(reason="no call has an effect on a queue")
    return Witness(tuple(sorted(steps, key=lambda step: step.after)))


def _step(effect: Effect, queue: str | None) -> Step:
    seen = effect.call > 0
    return Step(
        effect.gap,
        effect.action,
        effect.token,
        effect.dequeuer or None,
        queue,
        effect.call if seen else None,
        (effect.process or None) if seen else None,
        _CALLS.get(effect.action) if seen else None,
    )


def witness(calls: QueueCalls, tokens: Iterable[TokenCalls]) -> list[Effect]:
    """Order the effects of a queue's calls.

    Args:
        calls: The calls of the queue.
        tokens: Its tokens, settled.
    """
    placed = [*_of_dequeuers(calls)]
    unknown = {call.called: call.process for call in calls.unknown_queues}
    for token in tokens:
        placed += _of_token(token, token.process or unknown.get(token.called, ""))
    return [effect for _, effect in sorted(placed)]


def _of_dequeuers(calls: QueueCalls) -> Iterator[tuple[_Place, Effect]]:
    for name, dequeuer in calls.dequeuers.items():
        if dequeuer.owner:
            gap = dequeuer.started
            yield (gap, _FIRST, 0, 0, 0), Effect(gap, "Start", dequeuer.owner, name, None, gap)
        if dequeuer.done_by < FOREVER:
            gap = dequeuer.done_by - 1
            call = dequeuer.cancelled_from
            effect = Effect(
                gap, "Cancel", dequeuer.canceller, name, None, 0 if call == NEVER else call
            )
            yield (gap, _LAST, 0, 0, 0), effect


def _of_token(token: TokenCalls, process: str) -> Iterator[tuple[_Place, Effect]]:
    number, listed = token.id, token.listed
    effect = Effect(listed, "Queue", process, "", number, token.called)
    yield (listed, _PUSHED, number, 0, 0), effect
    for place, pick in enumerate(token.picks, 1):
        yield from _of_pick(pick, place, listed)
    if token.gone < NEVER:
        call, gone = token.won_from, token.gone
        about = token.winner, "", number, call
        yield (call, _FIRST, 1, 0, 0), Effect(call, "Win", *about)
        after = len(token.picks) + 1
        yield (gone, _LISTED, -number, after, 0), Effect(gone, "Remove", *about)
        yield (gone, _LISTED, -number, after, 1), Effect(gone, "Close", *about)


def _of_pick(pick: Pick, place: int, listed: int) -> Iterator[tuple[_Place, Effect]]:
    number, gap = pick.token.id, pick.earliest
    order = (_PUSHED, number) if gap == listed else (_LISTED, -number)
    yield (gap, *order, place, 0), Effect(gap, "Pick", "", pick.dequeuer, number)
    about = pick.process, pick.dequeuer, number, pick.called
    effect = Effect(max(gap, pick.called), "Deliver", *about)
    if effect.gap == gap:
        yield (gap, *order, place, 1), effect
    else:
        yield (effect.gap, _FIRST, 2, 0, 0), effect
