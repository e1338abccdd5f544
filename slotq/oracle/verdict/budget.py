"""What the judgement of one log may cost, however the log is made.

A search spends before it keeps what it has found, state by state, and each by its size; so neither
memory nor time can run away between two looks at the budget. What is not decided within it stays
undecided, which is a verdict.
"""

import time
from collections.abc import Callable

from slotq.formats.errors import BudgetError

STATES = 20_000
"""How many candidate states a log may have at once, by default."""
SECONDS = 4.0
"""How many seconds of processor time the search for a verdict on one log may take, by default."""
_MADE = 10  # times as many may be made in all as may be kept at once
_PARTS = 32  # so many parts make a state count twice
_TICKS = 64  # how often the clock is looked at


class Budget:
    """Candidate states and time that are left for one log.

    Args:
        states: How many candidate states there may be at once; ten times as many may be made
            in one search. A large one counts as several.
        seconds: How much time of the processor all searches may take.
        clock: Tells that time, in seconds. What else the machine does is no reason for a verdict.
    """

    def __init__(
        self,
        states: int = STATES,
        seconds: float = SECONDS,
        clock: Callable[[], float] = time.process_time,
    ) -> None:
        self.states = states
        self._seconds = seconds
        self._clock = clock
        self._until = clock() + seconds
        self._left = states * _MADE
        self._ticks = 0

    def begin(self) -> None:
        """Begin another search with as many states as the one before; the time limit stays."""
        self._left = self.states * _MADE

    def spend(self, parts: int = 0) -> None:
        """Make one more candidate state, of so many parts.

        Raises:
            BudgetError: Too many were made, or it took too long.
        """
        self._left -= 1 + parts // _PARTS
        if self._left < 0:
            message = f"more than {self.states * _MADE} candidate states were explored"
            raise BudgetError(message)
        self._ticks += 1
        if self._ticks % _TICKS == 0:
            self.look()

    def keep(self, number: int, parts: int = 0) -> None:
        """See whether there may be so many candidate states at once, each of so many parts.

        Raises:
            BudgetError: There may not, or it took too long.
        """
        if number * (1 + parts // _PARTS) > self.states:
            message = f"more than {self.states} candidate states were possible at once"
            raise BudgetError(message)
        self.look()

    def look(self) -> None:
        """Look at the clock.

        Raises:
            BudgetError: It took too long.
        """
        if self._clock() > self._until:
            message = f"no verdict was found within {self._seconds:g} seconds of processor time"
            raise BudgetError(message)


def exhausted(error: BudgetError | MemoryError | RecursionError) -> str:
    """Say why a log stays undecided."""
    if isinstance(error, MemoryError):
        return "the search for a verdict ran out of memory"
    if isinstance(error, RecursionError):
        return "the search for a verdict exceeded the recursion limit"
    return str(error)
