"""A smallest set of calls that cannot be ordered, from a conflict.

Only what keeps legal histories legal is left out: a token with all that is about it, a delivery, or
one end of a window that a call gives. Then what is left cannot be ordered either, and so cannot the
whole. Older tokens than the one whose turn it was play no part. Newer ones are tried in groups that
grow from the nearest, since the reason is nearly always near.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from slotq.oracle.history.order import NEVER, Conflict, Pick, Token, link, settle
from slotq.oracle.history.queue_calls import QueueCalls, TokenCalls
from slotq.oracle.verdict.shrinking import shrink

MOST_STEPS = 2_000_000  # how many tokens and picks may be looked at


class _Part(NamedTuple):
    # Something that can be left out: a token, a pick of it, the window of its queue_slot, the line
    # by which it was gone, or the cancel that bounds a pick. That it was won only for the oldest
    # token: without its winner another would stand in the way of older ones for ever.
    kind: str
    token: TokenCalls
    pick: Pick | None = None


class Smallest(NamedTuple):
    """A set of calls that cannot be ordered.

    Attributes:
        calls: The calls, as lines would say it, with the lines of call and return.
        certain: Whether each of them is needed; otherwise the budget was too small to say.
    """

    calls: tuple[dict[str, object], ...]
    certain: bool


def smallest(
    calls: QueueCalls, tokens: Sequence[TokenCalls], conflict: Conflict, most: int = MOST_STEPS
) -> Smallest:
    """Leave out calls for as long as the others cannot be ordered.

    Args:
        calls: The calls of the queue.
        tokens: Its tokens in the order of their ids.
        conflict: What cannot be ordered.
        most: How many tokens and picks may be looked at.
    """
    budget = _Budget(most)

    def fails(parts: Sequence[_Part]) -> bool:
        budget.left -= len(parts)
        return _conflicts(calls, parts)

    newer = [token for token in tokens if token.id >= conflict.token.id]
    count = 1
    while count < len(newer) and not (budget.left > 0 and fails(_all_parts(calls, newer[:count]))):
        count *= 2
    left = shrink(newer[:count], lambda some: fails(_all_parts(calls, some)), budget)
    parts = shrink(_all_parts(calls, left), fails, budget)
    return Smallest(_shown(calls, parts), budget.left > 0)


class _Budget:
    def __init__(self, left: int) -> None:
        self.left = left


def _all_parts(calls: QueueCalls, tokens: Sequence[TokenCalls]) -> list[_Part]:
    parts = []
    for token in tokens:
        parts += [_Part("token", token), _Part("push", token), _Part("gone", token)]
        if token is tokens[0]:
            parts.append(_Part("won", token))
        for pick in token.picks:
            parts.append(_Part("pick", token, pick))
            if calls.dequeuers[pick.dequeuer].done_by <= pick.high + 1:
                parts.append(_Part("cancel", token, pick))
    return parts


def _conflicts(calls: QueueCalls, parts: Sequence[_Part]) -> bool:
    # Whether these parts alone cannot be ordered.
    copies: dict[int, Token] = {}
    lost = {part.token.id for part in parts[:1]} - {p.token.id for p in parts if p.kind == "won"}
    for part in parts:
        if part.kind == "token":
            copy = copies[part.token.id] = Token(part.token.id)
            if part.token.id not in lost:
                copy.won_from = part.token.won_from
                copy.returned = part.token.won_from  # its winner knew it before it called
    cancels = {id(part.pick) for part in parts if part.kind == "cancel"}
    dequeuers: dict[str, list[Pick]] = {}
    for part in parts:
        found = copies.get(part.token.id)
        if found is None:
            continue
        if part.kind == "push":
            found.called, found.returned = part.token.called, part.token.returned
        elif part.kind == "gone" and found.won_from < NEVER:
            found.gone_by = part.token.gone_by
        elif part.kind == "pick" and part.pick is not None:
            old = part.pick
            pick = Pick(found, old.process, old.dequeuer, old.called, old.returned)
            pick.high = old.high if id(old) in cancels else old.returned - 1
            found.picks.append(pick)
            dequeuers.setdefault(old.dequeuer, []).append(pick)
    for name, picks in dequeuers.items():
        picks.sort(key=lambda pick: pick.called)
        picks[0].low = calls.dequeuers[name].started
    link(dequeuers.values())
    return settle([copies[number] for number in sorted(copies)]) is not None


def _shown(calls: QueueCalls, parts: Sequence[_Part]) -> tuple[dict[str, object], ...]:
    oldest = parts[0].token
    found = [
        call
        for part in parts
        if (part.kind, part.token) != ("token", oldest)
        for call in _calls_of(calls, part)
    ]
    different = {str(call): call for call in found}
    return tuple(sorted(different.values(), key=lambda call: int(str(call["line"]))))


def _calls_of(calls: QueueCalls, part: _Part) -> Iterator[dict[str, object]]:
    kind, token, pick = part
    if kind == "push":
        yield _call(token.called, token.returned, "queue_slot", token.process, token=token.id)
    elif kind in {"token", "won"} and token.won_from < NEVER:
        yield _call(token.won_from, token.acquired, "acquire_slot", token.winner, token=token.id)
    elif kind == "gone" and token.triggered is not None:
        number, line = token.triggered
        if number == token.gone_by:
            yield _call(NEVER, number, "wait_trigger", line.process, token=token.id)
    elif pick is not None:
        dequeuer = calls.dequeuers[pick.dequeuer]
        name = dequeuer.name
        if kind == "cancel":
            yield _call(dequeuer.cancelled_from, dequeuer.done_by, "cancel", "", dequeuer=name)
        else:
            carried = {"dequeuer": name, "token": token.id}
            yield _call(pick.called, pick.returned, "dequeue", pick.process, **carried)
            if dequeuer.picks[0] is pick:
                starter = dequeuer.owner
                yield _call(dequeuer.started, NEVER, "start_dequeuer", starter, dequeuer=name)


def _call(called: int, returned: int, f: str, process: str, **carried: object) -> dict[str, object]:
    first = called if called < NEVER else returned
    call: dict[str, object] = {"line": first, "f": f}
    if called < NEVER and returned < NEVER:
        call["returned"] = returned
    if process:
        call["process"] = process
    return call | carried
