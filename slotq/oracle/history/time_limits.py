"""What should have happened within a limit of time that the user states.

A history cannot show that a dequeuer sleeps. It shows that a client waited at a dequeuer and got
nothing, although some token was certainly free: its queue_slot had returned, and nobody had called
to acquire it. One instant of that means nothing; how long it may last is for the user to say.
"""

from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

from slotq.formats.history_lines import AcquireSlot, Cancel, Dequeue, Line, QueueSlot
from slotq.oracle.history import rules
from slotq.oracle.history.rules import HistoryFault, fault

_SECOND = 1_000_000_000
_ENDED = {"ctx_done", "shutdown"}  # why a round fails that no other will follow


class _Wait(NamedTuple):
    # That a client waited at a dequeuer, and the line that was the last of it.
    since: int
    until: int
    number: int
    line: Line
    dequeuer: str


class _Free(NamedTuple):
    # That a token was certainly free.
    since: int
    until: int
    token: int


def _longer(one: _Free, other: _Free) -> _Free:
    return one if one.until >= other.until else other


class Liveness:
    """Follows, for one queue, who waits and which tokens are free.

    Args:
        limit: After how many nanoseconds with a free token a client has waited too long.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._tried: set[int] = set()
        self._free_since: dict[int, int] = {}
        self._free: list[_Free] = []
        self._cancelled: set[str] = set()
        self._waiting: dict[str, _Wait] = {}  # by dequeuer
        self._waits: list[_Wait] = []

    def called(self, number: int, line: Line, now: int) -> None:
        """Take a call, at a time."""
        if isinstance(line, Dequeue) and line.dequeuer is not None:
            name = line.dequeuer
            if name not in self._cancelled:
                before = self._waiting.get(name)
                since = now if before is None else before.since
                # Until it returns, it waits for as long as the history lasts.
                self._waiting[name] = _Wait(since, -1, number, line, name)
        elif isinstance(line, AcquireSlot) and line.token is not None:
            if line.token not in self._tried:
                self._tried.add(line.token)
                since = self._free_since.pop(line.token, now)
                if now - since > self._limit:
                    self._free.append(_Free(since, now, line.token))
        elif isinstance(line, Cancel) and line.dequeuer is not None:
            self._cancelled.add(line.dequeuer)
            self._stop(line.dequeuer, number, line, now)

    def returned(self, number: int, line: Line, call: Line, now: int) -> None:
        """Take a return, at a time."""
        if isinstance(call, Dequeue) and call.dequeuer in self._waiting:
            name = call.dequeuer
            if isinstance(line, Dequeue) and line.type == "fail" and line.reason not in _ENDED:
                since = self._waiting[name].since
                self._waiting[name] = _Wait(since, now, number, line, name)
            else:
                self._stop(name, number, line, now)
        elif isinstance(line, QueueSlot):
            token = line.token
            if token is not None and token not in self._tried:
                self._free_since[token] = now

    def finish(self, now: int) -> HistoryFault | None:
        """Find a client that has waited too long.

        Args:
            now: The time of the last line.
        """
        free = [*self._free, *(_Free(since, now, t) for t, since in self._free_since.items())]
        free = sorted(each for each in free if each.until - each.since > self._limit)
        longest = list(accumulate(free, _longer))
        waits = [*self._waits, *self._waiting.values()]
        for wait in sorted(waits, key=lambda each: each.number):
            until = now if wait.until < 0 else wait.until
            if until - wait.since <= self._limit:
                continue
            # Of the tokens that were free early enough, the one that was so for longest.
            place = bisect_left(free, until - self._limit, key=lambda each: each.since)
            if place and longest[place - 1].until > wait.since + self._limit:
                return self._fault(wait, until, longest[place - 1])
        return None

    def _stop(self, name: str, number: int, line: Line, now: int) -> None:
        wait = self._waiting.pop(name, None)
        if wait is not None and now - wait.since > self._limit:
            self._waits.append(_Wait(wait.since, now, number, line, name))

    def _fault(self, wait: _Wait, until: int, free: _Free) -> HistoryFault:
        together = min(until, free.until) - max(wait.since, free.since)
        values = {
            "dequeuer": wait.dequeuer,
            "waited": f"{(until - wait.since) / _SECOND} s, since {wait.since}",
            f"token {free.token} was free": f"for {together / _SECOND} s of that",
            "limit": f"{self._limit / _SECOND} s",
        }
        return fault(rules.SERVED, wait.number, wait.line, values)
