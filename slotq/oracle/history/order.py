"""The exact decision: is there an order of the unseen steps that explains what was delivered?

**Gaps.** Between two lines of a history nothing is seen, so all that can be said of an unseen step
is in which gap it lies; gap n comes after line n. A call at line i that returns at line k takes
effect in one of the gaps i to k - 1. Inside a gap the steps may be ordered at will.

**Constraints.** A token has a push, its picks, and a removal if somebody won it. The push lies in
its queue_slot, and pushes are in the order of the ids. The removal lies in the winner's call, and
before every return that saw the trigger. A pick lies between push and removal, in a window: after
the previous delivery of its dequeuer, before its own, before the cancel. No newer token is listed
at a pick.

**Newer tokens first.** Everything that a token does to older ones gets worse if its push is earlier
or its removal later: it blocks more gaps, bounds the older pushes more, and bounds the picks of its
dequeuers' other tokens more. So, from the newest to the oldest, each token gets the latest push and
the earliest removal that its own constraints leave. These are independent: all newer tokens are
pushed later, so up to the push everything is free of them. A pick whose window has begun by then
can lie there, in the push's own gap; any other has to wait for the first free gap of its window,
wherever the push is. Hence one pair of gaps is best for all older tokens at once, and if it does
not fit, nothing does.

**One dequeuer's picks** are in order, although the windows of two that follow each other overlap by
a call. Say it picks x and then y. If y is newer, x was the newest when it was picked, so y was not
listed yet: the pick of x lies before the push of y. If y is older, x was not listed any more when y
was picked: the pick of y lies after the removal of x. Both bounds are known when the older of the
two has its turn, both are kept by every choice of the two picks, and every solution keeps them. So
the order costs nothing. Two picks of one token can be swapped: their windows begin and end in
order, and what bounds one of them from outside blocks the gaps that would set them apart, since a
newer token that was delivered before both was listed until it was removed, and one that is
delivered after both is listed from its push on.

**Inside a gap** an order always exists. No token is pushed and removed in the same gap, since its
winner knew it before it called. First the tokens that are listed already, from the newest down:
the picks of each, and its removal if that lies here. Then the pushes, from the oldest up, each with
its picks. `witness` writes that order down, and the machine of SlotQueue can check it.

What is blocked is a list of intervals. Pushes come out in descending order, so a new interval is
added at one end, where it swallows what it overlaps: all in all the decision takes a logarithm of
the number of intervals for each pick and nothing else that grows.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

NEVER = 1 << 62  # a gap that no history reaches
FOREVER = NEVER + 1  # what comes after it


class Pick:
    """That a dequeuer picked a token and delivered it.

    Attributes:
        token: What was picked.
        process: The receiver.
        dequeuer: The dequeuer's name.
        called: The line of the call that received it.
        returned: The line where that call returned.
        low: The first gap in which the pick may lie, as far as the lines say.
        high: The last one.
        previous: The dequeuer's pick before this one.
        following: The one after.
        earliest: The first gap in which it may lie, once its token is settled.
    """

    __slots__ = (
        "called",
        "dequeuer",
        "earliest",
        "following",
        "high",
        "low",
        "previous",
        "process",
        "returned",
        "token",
    )

    def __init__(
        self, token: "Token", process: str, dequeuer: str, called: int, returned: int
    ) -> None:
        self.token = token
        self.process = process
        self.dequeuer = dequeuer
        self.called = called
        self.returned = returned
        self.low = 0
        self.high = returned - 1
        self.previous: Pick | None = None
        self.following: Pick | None = None
        self.earliest = 0


class Token:
    """What the lines say of a token.

    Attributes:
        id: Its number; older tokens have smaller ones.
        process: The process that queued it, where that is known.
        called: The line of its queue_slot.
        returned: The line of its return.
        winner: The winner.
        won_from: The line where its winner called, or NEVER if nobody won it.
        gone_by: The line by which it was no longer listed, or FOREVER.
        picks: Its picks, in the order in which the deliveries returned.
        listed: The gap of its push, once it is settled.
        gone: The gap of its removal, or NEVER.
    """

    __slots__ = (
        "called",
        "gone",
        "gone_by",
        "id",
        "listed",
        "picks",
        "process",
        "returned",
        "winner",
        "won_from",
    )

    def __init__(self, number: int) -> None:
        self.id = number
        self.process = ""
        self.called = 0
        self.returned = NEVER
        self.winner = ""
        self.won_from = NEVER
        self.gone_by = FOREVER
        self.picks: list[Pick] = []
        self.listed = 0
        self.gone = NEVER


class Conflict(NamedTuple):
    """What cannot be ordered, however the newer tokens are.

    Attributes:
        token: The token whose turn it was.
        step: What has no place: its push, a pick, or its removal.
        pick: The pick.
        first: The first gap in which the step could lie by the lines and the newer tokens.
        last: The last one.
    """

    token: Token
    step: Literal["push", "pick", "removal"]
    pick: Pick | None
    first: int
    last: int


def link(dequeuers: Iterable[Sequence[Pick]]) -> None:
    """Tell each pick which ones of its dequeuer come before and after it.

    Args:
        dequeuers: For each dequeuer its picks, in the order of the deliveries. The first one's
            `low` is when the dequeuer was started.
    """
    for picks in dequeuers:
        previous: Pick | None = None
        for pick in picks:
            pick.previous = previous
            if previous is not None:
                previous.following = pick
                pick.low = previous.called
            previous = pick
            pick.following = None


def settle(tokens: Sequence[Token]) -> Conflict | None:
    """Find the latest push and the earliest removal of every token, if there are any.

    Args:
        tokens: In the order of their ids, with linked picks.

    Returns:
        What cannot be ordered, or None if all can.
    """
    blocked = _Blocked()
    pushed = NEVER
    for token in reversed(tokens):
        found = _latest_push(token, min(token.returned - 1, pushed), blocked)
        if isinstance(found, Conflict):
            return found
        push = found
        if push < token.called:
            return Conflict(token, "push", None, token.called, push)
        gone = _earliest_removal(token, push, blocked)
        if gone >= token.gone_by:
            return Conflict(token, "removal", None, gone, token.gone_by - 1)
        token.listed = pushed = push
        token.gone = gone
        blocked.add(push + 1, gone - 1)
    return None


def _latest_push(token: Token, push: int, blocked: "_Blocked") -> int | Conflict:
    # Narrows the windows of the picks.
    number = token.id
    for pick in token.picks:
        low, high = pick.low, pick.high
        previous, following = pick.previous, pick.following
        if previous is not None and previous.token.id > number:
            low = max(low, previous.token.gone)
        if following is not None and following.token.id > number:
            high = min(high, following.token.listed)
        high = blocked.free_until(high)
        if high < low:
            return Conflict(token, "pick", pick, low, high)
        pick.earliest = low
        push = min(push, high)
    return push


def _earliest_removal(token: Token, push: int, blocked: "_Blocked") -> int:
    # Gives each pick its first gap, and says the first one for the removal, or NEVER.
    gone = max(token.won_from, push)
    for pick in token.picks:
        if pick.earliest <= push:
            pick.earliest = push
        else:
            pick.earliest = blocked.free_from(pick.earliest)
            gone = max(gone, pick.earliest)
    return NEVER if token.won_from == NEVER else gone


class _Blocked:
    """The gaps in which a newer token is listed all the time."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        # Disjoint intervals in descending order; the starts are negated, so that they ascend.
        self._starts: list[int] = []
        self._ends: list[int] = []

    def free_until(self, gap: int) -> int:
        """Find the last free gap up to one."""
        starts = self._starts
        if not starts or gap < -starts[-1]:
            return gap
        place = bisect_left(starts, -gap)
        return gap if self._ends[place] < gap else -starts[place] - 1

    def free_from(self, gap: int) -> int:
        """Find the first free gap from one on."""
        starts = self._starts
        if not starts or gap < -starts[-1]:
            return gap
        place = bisect_left(starts, -gap)
        return max(gap, self._ends[place] + 1)

    def add(self, first: int, last: int) -> None:
        """Block an interval that begins before all others or with the first of them."""
        if first > last:
            return
        starts, ends = self._starts, self._ends
        while starts and -starts[-1] <= last + 1:
            last = max(last, ends.pop())
            starts.pop()
        starts.append(-first)
        ends.append(last)
