"""The judge of a queue whose lines stand in an approximate order: the orders within a window.

In the order of the effects, which the log does not give, each line is at most as many places from
where it stands in the log as the window is wide, and the lines of one process stand as they are.
All such orders are tried at once. After so many steps, what matters of an order is which lines it
has taken, all of them near by, and the state that they have led to: orders that agree in this are
merged. A log is a behaviour if, at its end, one of them has taken every line.

Places are counted among the lines of the queue that are judged, its callers' and counters' among
them: leaving lines out takes none of the others further from its place.
"""

from collections import deque
from typing import NamedTuple

from slotq.formats import trace_lines
from slotq.oracle.trace.alphabet import Arguments
from slotq.oracle.trace.candidate_states import Candidate
from slotq.oracle.trace.partial import QueueCandidates
from slotq.oracle.verdict.budget import Budget
from slotq.oracle.verdict.verdict import Fault

WIDEST = 64
"""The widest window: of a wider one hardly a log would be decided."""


class _Line(NamedTuple):
    # A line that not every order has taken: also its step's arguments, and at which place the line
    # of the same process stands that comes before it.
    number: int
    event: trace_lines.Event
    arguments: Arguments
    before: int


class ReorderedQueue(QueueCandidates):
    """Follows one queue through a log of approximate order.

    A line is not judged when it comes, but when no later one may take its place any more. The
    candidates are known only at the end.

    Attributes:
        largest: How many pairs of a state and the lines taken there were at most.

    Args:
        omits: The actions that the log cannot see.
        budget: What it may cost; each such pair counts as a state.
        window: How many places a line may be from its own.
        version: Which version's callers are meant.
    """

    def __init__(
        self,
        omits: frozenset[str],
        budget: Budget,
        window: int,
        version: trace_lines.Callers = "seed",
    ) -> None:
        super().__init__(omits, budget, version, is_set=False)
        self._window = window
        self._lines: deque[_Line] = deque()
        self._first = 0  # the place of the first of these lines
        self._taken = 0  # how many lines each order has taken
        self._last: dict[str, int] = {}  # the place of each process's last line
        # The candidates by the lines taken: bit n stands for the n-th of the lines above.
        self._orders: dict[int, set[Candidate]] = {0: self.candidates}

    def take(self, number: int, event: trace_lines.Event) -> Fault | None:
        """Take one more step in every order, now that one more line is known.

        Args:
            number: The line's number.
            event: What it says.

        Returns:
            Why no order can continue, shown for one of the longest.

        Raises:
            BudgetError: There are too many orders or candidates, or too many processes.
        """
        place = self._first + len(self._lines)
        before = self._last.get(event.process, -1)
        self._last[event.process] = place
        self._lines.append(_Line(number, event, self._steps.arguments(event), before))
        self._orders = {
            taken: self._steps.widened(candidates) for taken, candidates in self._orders.items()
        }
        return self._advance() if place == self._taken + self._window else None

    def finish(self) -> Fault | None:
        """Take the lines that are left: no other ones will come.

        Returns:
            Why no order takes them all.

        Raises:
            BudgetError: There are too many orders or candidates.
        """
        while self._lines:
            fault = self._advance()
            if fault is not None:
                return fault
        (self.candidates,) = self._orders.values()
        return None

    def unfinished(self, number: int, event: trace_lines.End) -> Fault | None:
        """Find why the run cannot have come to rest, in any order and state."""
        return self.finish() or super().unfinished(number, event)

    def _advance(self) -> Fault | None:
        # Let each order take one line more.
        before, size = {}, 0
        for taken, candidates in self._orders.items():
            before[taken] = self._steps.reachable(candidates)
            size += len(before[taken])
            self._steps.check(size)
        self.largest = max(self.largest, size)
        after = self._after(before)
        if not after:
            return self._fault(before)
        self._taken += 1
        self._orders = after
        self._forget()
        return None

    def _after(self, before: dict[int, set[Candidate]]) -> dict[int, set[Candidate]]:
        # Each order's next lines, as far as some state allows them.
        after: dict[int, set[Candidate]] = {}
        size = 0
        for taken, candidates in before.items():
            for index in self._next(taken):
                line = self._lines[index]
                found = self._steps.after(candidates, line.event, line.arguments)
                if found:
                    group = after.setdefault(taken | 1 << index, set())
                    size -= len(group)
                    group |= found
                    size += len(group)
                    self._steps.check(size)
        return after

    def _next(self, taken: int) -> list[int]:
        # Which lines an order may take next. The first may be at the last place that it may have.
        if not taken & 1 and self._taken == self._first + self._window:
            return [0]
        return [
            index
            for index, line in enumerate(self._lines)
            if not taken >> index & 1
            and (line.before < self._first or taken >> (line.before - self._first) & 1)
        ]

    def _forget(self) -> None:
        # Let go of the first lines, as far as every order has taken them.
        everywhere = -1
        for taken in self._orders:
            everywhere &= taken
        gone = (~everywhere & everywhere + 1).bit_length() - 1
        for place in range(self._first, self._first + gone):
            process = self._lines.popleft().event.process
            if self._last[process] == place:
                del self._last[process]
        self._first += gone
        orders = {taken >> gone: candidates for taken, candidates in self._orders.items()}
        self._orders = self._steps.forget(orders, [line.event for line in self._lines])
        if self._orders is not orders:
            self._lines = deque(
                line._replace(arguments=self._steps.arguments(line.event)) for line in self._lines
            )

    def _fault(self, orders: dict[int, set[Candidate]]) -> Fault | None:
        # Of the lines that an order should have taken first of all, the furthest.
        def oldest(taken: int) -> int:
            return (~taken & taken + 1).bit_length() - 1

        taken = max(orders, key=lambda taken: (oldest(taken), taken))
        line = self._lines[oldest(taken)]
        return self._steps.fault(orders[taken], line.number, line.event, line.arguments)
