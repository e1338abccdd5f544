"""The exact decision on small cases: what there is no room for, and where everything is put."""

import pytest

from slotq.oracle.history.order import FOREVER, NEVER, Conflict, Pick, Token, link, settle
from slotq.verify.judges.agreement import judged
from tests.oracle.history.script import script


def token(number: int, queued: tuple[int, int], won: tuple[int, int] = (NEVER, FOREVER)) -> Token:
    """Make a token that was queued, and perhaps won, by calls on these lines."""
    made = Token(number)
    made.called, made.returned = queued
    made.won_from, made.gone_by = won
    return made


def deliver(of: Token, dequeuer: str, called: int, returned: int, low: int = 0) -> Pick:
    """Let a dequeuer deliver a token in a call on these lines."""
    pick = Pick(of, "a", dequeuer, called, returned)
    pick.low = low
    of.picks.append(pick)
    return pick


def places(tokens: list[Token]) -> list[tuple[int, int, list[int]]]:
    """Say where each token's push, removal and picks were put."""
    return [(t.listed, t.gone, [pick.earliest for pick in t.picks]) for t in tokens]


def test_the_latest_push_and_the_earliest_removal() -> None:
    """A push is as late as the picks and the next push allow, a removal as early as they do."""
    tokens = [token(0, (1, 9), (12, 20)), token(1, (1, 7), (10, 20)), token(2, (6, 30))]
    link([[deliver(tokens[0], "d", 14, 18, low=13)], [deliver(tokens[1], "e", 2, 5)]])
    tokens[2].returned = 40
    assert settle(tokens) is None
    # The newest, which nobody picked, is pushed last of all.
    assert places(tokens) == [(4, 13, [13]), (4, 10, [4]), (39, NEVER, [])]


def test_a_pick_waits_for_a_gap_without_newer_tokens() -> None:
    """A newer token that is removed inside the window leaves room after it."""
    older, newer = token(0, (1, 2), (30, 40)), token(1, (3, 4), (10, 20))
    link([[deliver(older, "d", 15, 18, low=5)], [deliver(newer, "e", 13, 17, low=13)]])
    assert settle([older, newer]) is None
    assert places([older, newer]) == [(1, 30, [13]), (3, 13, [13])]


def test_a_pick_without_room() -> None:
    """Newer tokens that follow each other leave no gap between them."""
    older = token(0, (1, 2))
    newer = [token(1, (3, 4), (10, 20)), token(2, (5, 6), (7, 30))]
    pick = deliver(older, "d", 8, 11, low=6)
    link(
        [[pick], [deliver(newer[0], "e", 12, 16, low=12)], [deliver(newer[1], "f", 13, 15, low=9)]]
    )
    assert settle([older, *newer]) == Conflict(older, "pick", pick, 6, 3)


def test_a_push_without_room() -> None:
    """A token cannot be pushed after a newer one."""
    older, newer = token(0, (5, 6)), token(1, (1, 2))
    assert settle([older, newer]) == Conflict(older, "push", None, 5, 1)


def test_a_removal_without_room() -> None:
    """A token cannot be picked after it was gone."""
    only = token(0, (1, 2), (3, 5))
    link([[deliver(only, "d", 7, 9, low=6)]])
    assert settle([only]) == Conflict(only, "removal", None, 6, 4)


def test_intervals_that_touch_are_one() -> None:
    """What three tokens block one after the other is found as one interval."""
    tokens = [token(n, (n + 1, 10), (20, 21)) for n in range(3)]
    oldest = token(0, (1, 2))
    for made in tokens:
        made.id += 1
    pick = deliver(oldest, "d", 11, 13, low=11)
    link([[pick]])
    assert settle([oldest, *tokens]) == Conflict(oldest, "pick", pick, 11, 9)


NEWER_AFTERWARDS = """
    a queue_slot
    a queue_slot -> token=0
    a queue_slot
    a queue_slot -> token=1
    b start_dequeuer d
    b start_dequeuer ->
    b dequeue d
    a acquire_slot 1
    a acquire_slot ->
    b dequeue -> token=0
    b dequeue d
    b dequeue -> token=1
"""
OLDER_AFTERWARDS = """
    a queue_slot
    a queue_slot -> token=0
    a queue_slot
    b start_dequeuer d
    b start_dequeuer ->
    b dequeue d
    a queue_slot -> token=1
    b dequeue -> token=1
    a acquire_slot 0
    a acquire_slot ->
    a acquire_slot 1
    b dequeue d
    b dequeue -> token=0
    a acquire_slot ->
"""


@pytest.mark.parametrize("text", [NEWER_AFTERWARDS, OLDER_AFTERWARDS])
def test_one_dequeuer_picks_in_order(text: str) -> None:
    """Each delivery alone could be explained, but not one pick after the other.

    With a second dequeuer for the second delivery, both can.
    """
    lines = script(text)
    assert judged(lines) is not None
    head, second = text.rsplit("b dequeue d", 1)
    second = second.replace("b dequeue", "c dequeue")
    start = "\n c start_dequeuer e\n c start_dequeuer ->\n"
    assert judged(script(start + head + "c dequeue e" + second)) is None
