"""Snapshots of the counters: whether an instant inside each call can explain what it shows.

As long as no snapshot is open, moves are added up as they return. While one is, all lines about the
counters are kept, since what it saw is known only at its return. Then they are followed with the
set of candidate states. A snapshot need only be tried just before a move or itself returns, where
all that was possible since its call still is. Open moves are few, and so are the states; when there
are too many, the history stays undecided.
"""

from collections.abc import Iterable

from slotq.formats.history_lines import (
    DeleteQueue,
    GetStats,
    IsIdle,
    Line,
    UpdateContainer,
    UpdateRequest,
)
from slotq.oracle.history import rules, trackers
from slotq.oracle.history.counter_states import (
    Certain,
    Move,
    State,
    Tracker,
    finish,
    matching,
    untouched,
)
from slotq.oracle.history.rules import HistoryFault, fault
from slotq.oracle.history.trackers import PLACES, Counts, Kind
from slotq.oracle.verdict.budget import Budget

MOVES = (UpdateRequest, UpdateContainer)
SNAPSHOTS = (GetStats, IsIdle, DeleteQueue)


class Counters:
    """Follows the counters of one queue.

    Args:
        budget: What it may cost.
    """

    def __init__(self, budget: Budget | None = None) -> None:
        self._budget = budget or Budget()
        self._certain = Certain([0] * len(PLACES), {})
        self._states = {State()}
        self._open: dict[int, Move] = {}
        self._unsure: set[int] = set()  # open moves that states may know something of
        self._busy: dict[Tracker, int] = {}  # how many open moves a tracker has, if any
        self._unsettled: set[Tracker] = set()  # trackers about which the states differ
        self._snapshots: set[int] = set()  # open ones
        self._kept: list[tuple[int, Line, int]] = []
        self._seen: dict[int, Counts | bool] = {}

    def called(self, number: int, line: Line) -> None:
        """Take a call."""
        if isinstance(line, SNAPSHOTS):
            self._snapshots.add(number)
        if self._snapshots:
            self._kept.append((number, line, number))
        elif isinstance(line, MOVES):
            self._begin(number, line)

    def returned(self, number: int, line: Line, at: int, call: Line) -> HistoryFault | None:
        """Take a return.

        Raises:
            BudgetError: Too many states agree with the lines.
        """
        del call
        if isinstance(line, GetStats) and line.type == "ok":
            wrong = self._needed(number, line)
            if wrong is not None:
                return wrong
        if not self._snapshots:
            return self._end(number, line, at)
        self._kept.append((number, line, at))
        if at in self._snapshots:
            self._snapshots.remove(at)
            if line.type == "ok":
                self._seen[at] = _seen(line)
            if not self._snapshots:
                return self._follow()
        return None

    def finish(self) -> HistoryFault | None:
        """Follow what was kept, now that no more snapshots return."""
        return self._follow()

    def _needed(self, number: int, line: GetStats) -> HistoryFault | None:
        counts = trackers.counts_of(line.request or {}, line.container or {})
        if counts is None:
            return fault(rules.COUNTED, number, line, {"none": "is not counted"})
        needed = trackers.is_needed(counts)
        if needed != line.needed:
            return fault(rules.NEEDED, number, line, {"isNewContainerNeeded": str(needed).lower()})
        return None

    def _begin(self, number: int, line: Line) -> None:
        if isinstance(line, MOVES) and line.object is not None:
            kind: Kind = "request" if isinstance(line, UpdateRequest) else "container"
            tracker = (kind, line.object)
            self._open[number] = Move(number, tracker, line.state or "none")
            others = self._busy.get(tracker, 0)
            self._busy[tracker] = others + 1
            if others:
                self._unsure |= {m.called for m in self._open.values() if m.tracker == tracker}
            elif tracker in self._unsettled:
                self._unsure.add(number)

    def _end(self, number: int, line: Line, at: int) -> HistoryFault | None:
        if line.type == "info":
            self._unsure.add(at)  # for ever
            return None
        move = self._open.pop(at)
        tracker = move.tracker
        if self._busy[tracker] == 1:
            del self._busy[tracker]
        else:
            self._busy[tracker] -= 1
        if at in self._unsure:
            self._unsure.remove(at)
            return self._end_unsure(number, line, move)
        if line.type == "ok":
            certain = self._certain
            old = certain.trackers.get(tracker, "none")
            for place, difference in trackers.changes(tracker[0], old, move.target):
                certain.counts[place] += difference
                certain.trackers[tracker] = move.target
        return None

    def _end_unsure(self, number: int, line: Line, move: Move) -> HistoryFault | None:
        if line.type == "fail":
            self._states = {state for state in self._states if untouched(state, move)}
            if not self._states:
                values = {"no effect": "but an earlier snapshot shows one"}
                return fault(rules.COUNTED, number, line, values)
        else:
            rivals = [self._open[called] for called in self._unsure]
            self._states = {
                after
                for state in self._states
                for after in finish(self._certain, state, move, rivals, self._budget)
            }
            self._settle(move.tracker)
        return None

    def _settle(self, tracker: Tracker) -> None:
        # What all states agree about is certain.
        certain = self._certain
        self._check()
        places = {certain.at(state, tracker) for state in self._states}
        self._unsettled.add(tracker)
        if len(places) == 1 and tracker not in self._busy:
            self._unsettled.remove(tracker)
            certain.trackers[tracker] = places.pop()
            self._states = {
                state._replace(moved=frozenset(m for m in state.moved if m[0] != tracker))
                for state in self._states
            }
        if len(self._states) == 1:
            (state,) = self._states
            for place, difference in enumerate(state.counts):
                certain.counts[place] += difference
            self._states = {state._replace(counts=State().counts)}

    def _follow(self) -> HistoryFault | None:
        kept, self._kept = self._kept, []
        self._budget.begin()
        self._unsure |= self._open.keys()
        waiting: set[int] = set()
        for number, line, at in kept:
            if line.type != "invoke":
                self._take(waiting)
            found = None
            if isinstance(line, SNAPSHOTS):
                found = self._taken(number, line, at, waiting)
            elif number == at:
                self._begin(number, line)
                self._unsure.add(number)
            else:
                found = self._end(number, line, at)
            if found is not None:
                return found
        self._seen.clear()
        return None

    def _taken(self, number: int, line: Line, at: int, waiting: set[int]) -> HistoryFault | None:
        if number == at:
            if at in self._seen:
                waiting.add(at)
        elif at in waiting:
            waiting.remove(at)
            taken = [state for state in self._states if at in state.taken]
            if not taken:
                return fault(rules.COUNTED, number, line, self._values())
            self._states = {state._replace(taken=state.taken - {at}) for state in taken}
        return None

    def _take(self, waiting: Iterable[int]) -> None:
        moves = {called: self._open[called] for called in self._unsure}
        found = list(self._states)
        for state in found:
            for at in waiting:
                if at in state.taken:
                    continue
                for reached in matching(self._certain, state, self._seen[at], moves, self._budget):
                    after = reached._replace(taken=state.taken | {at})
                    if after not in self._states:
                        self._states.add(after)
                        found.append(after)
                        self._check()

    def _check(self) -> None:
        self._budget.keep(len(self._states), len(next(iter(self._states), State()).moved))

    def _values(self) -> dict[str, str]:
        counts = [
            f"{kind}.{state} {count}"
            for (kind, state), count in zip(PLACES, self._certain.counts, strict=True)
            if count
        ]
        moves = [
            f"{move.tracker[0]} {move.tracker[1]} to {move.target}" for move in self._open.values()
        ]
        return {
            "counters without the open moves": ", ".join(counts) or "nothing",
            "open moves": ", ".join(moves) or "none",
        }


def _seen(line: Line) -> Counts | bool:
    if isinstance(line, GetStats):
        return trackers.counts_of(line.request or {}, line.container or {}) or ()
    return bool(line.idle if isinstance(line, IsIdle) else getattr(line, "deleted", False))
