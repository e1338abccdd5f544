"""Leaving out what is not needed for a failure, in ever smaller groups (delta debugging)."""

import time
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Budget(Protocol):
    """How much may still be done."""

    @property
    def left(self) -> float:
        """Nothing more is tried once this is not above zero."""


class Effort:
    """So many steps, and so many seconds, whichever ends first.

    The steps make the outcome the same on every machine; the seconds are for logs whose steps are
    expensive.
    """

    def __init__(self, steps: int, seconds: float) -> None:
        self._steps = steps
        self._until = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """The steps that are left; none once the time is up."""
        return self._steps if time.monotonic() < self._until else 0

    def spend(self, steps: int) -> None:
        """Take steps away."""
        self._steps -= steps


def shrink(items: Sequence[T], fails: Callable[[Sequence[T]], bool], budget: Budget) -> list[T]:
    """Leave out items, in ever smaller groups, for as long as the rest fails."""
    left, size = list(items), max(len(items) // 2, 1)
    while budget.left > 0:
        place, before = 0, len(left)
        while place < len(left) and budget.left > 0:
            rest = [*left[:place], *left[place + size :]]
            if rest and fails(rest):
                left = rest
            else:
                place += size
        if size == 1 and len(left) == before:
            break
        size = max(size // 2, 1)
    return left
