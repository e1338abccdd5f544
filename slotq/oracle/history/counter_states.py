"""What open moves may have done to the counters: candidate states and their successors.

A state says what each open move has done *at least*. It advances only when a snapshot or the move's
own return requires it; so one state stands for all those ahead of it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from slotq.oracle.history import trackers
from slotq.oracle.history.trackers import ACTIVE, MODULUS, ZERO, Counts, Kind
from slotq.oracle.verdict.budget import Budget

Tracker = tuple[Kind, str]
Changes = tuple[tuple[int, int], ...]
Seen = Counts | bool  # what a snapshot showed: all counters, or whether nothing was on


class Move(NamedTuple):
    """A move as it was called.

    Attributes:
        called: The line of the call, which tells moves apart.
        tracker: What is to move.
        target: Where to.
    """

    called: int
    tracker: Tracker
    target: str


class State(NamedTuple):
    """What has happened at least, in addition to what is certain.

    Attributes:
        counts: How far the counters are from what is certain.
        moved: Where trackers are that are not certainly there.
        left: What each open move that is decided has still to change, by the line of its call.
        taken: The calls of open snapshots that were taken.
    """

    counts: Counts = ZERO
    moved: frozenset[tuple[Tracker, str]] = frozenset()
    left: frozenset[tuple[int, Changes]] = frozenset()
    taken: frozenset[int] = frozenset()


class Certain(NamedTuple):
    """What holds in every state.

    Attributes:
        counts: The counters, but for the states' own differences.
        trackers: Where trackers are, unless a state says something else.
    """

    counts: list[int]
    trackers: dict[Tracker, str]

    def at(self, state: State, tracker: Tracker) -> str:
        """Say where a tracker is."""
        found = (place for moved, place in state.moved if moved == tracker)
        return next(found, self.trackers.get(tracker, "none"))


def _advance(certain: Certain, state: State, move: Move, changes: Changes, steps: int) -> State:
    # Lets a move take some of the changes that it has left, after its decision.
    counts = state.counts
    for change in changes[:steps]:
        counts = trackers.changed(counts, change)
    decided = dict(state.left)
    moved = state.moved
    if move.called not in decided:
        old = certain.at(state, move.tracker)
        if trackers.may_move(move.tracker[0], old, move.target):
            moved = frozenset(
                {*(m for m in moved if m[0] != move.tracker), (move.tracker, move.target)}
            )
    decided[move.called] = changes[steps:]
    return state._replace(counts=counts, moved=moved, left=frozenset(decided.items()))


def _left(certain: Certain, state: State, move: Move) -> Changes:
    # What a move has still to change, if it is decided next.
    decided = dict(state.left).get(move.called)
    if decided is not None:
        return decided
    kind, _ = move.tracker
    return trackers.changes(kind, certain.at(state, move.tracker), move.target)


def _decided(
    certain: Certain, states: Iterable[State], moves: Iterable[Move], budget: Budget
) -> list[State]:
    # The states themselves, and those in which some of several moves of one tracker are decided.
    found = list(dict.fromkeys(states))
    seen = set(found)
    for state in found:
        decided = dict(state.left)
        waiting: dict[Tracker, list[Move]] = {}
        for move in moves:
            if move.called not in decided:
                waiting.setdefault(move.tracker, []).append(move)
        for together in waiting.values():
            for move in together if len(together) > 1 else ():
                after = _advance(certain, state, move, _left(certain, state, move), 0)
                if after not in seen:
                    _spend(budget, after)
                    seen.add(after)
                    found.append(after)
    return found


def _spend(budget: Budget, state: State) -> None:
    budget.spend(len(state.moved) + len(state.left) + len(state.taken))


def finish(
    certain: Certain, state: State, move: Move, others: Iterable[Move], budget: Budget
) -> set[State]:
    """Let a move have done all that it does, after any decisions about the same tracker.

    Raises:
        BudgetError: There are too many ways.
    """
    rivals = [other for other in others if other.tracker == move.tracker]
    finished = set()
    for reached in _decided(certain, [state], [move, *rivals], budget):
        changes = _left(certain, reached, move)
        after = _advance(certain, reached, move, changes, len(changes))
        left = frozenset(entry for entry in after.left if entry[0] != move.called)
        finished.add(after._replace(left=left))
    return finished


def untouched(state: State, move: Move) -> bool:
    """Whether a move has done nothing."""
    return all(called != move.called for called, _ in state.left)


def matching(
    certain: Certain, state: State, seen: Seen, moves: Mapping[int, Move], budget: Budget
) -> Iterator[State]:
    """Advance as little as possible to a state that a snapshot shows.

    Raises:
        BudgetError: There are too many ways.
    """
    for reached in _decided(certain, [state], moves.values(), budget):
        ways = _ways(certain, reached, moves.values())
        total = [
            (sure + more) % MODULUS
            for sure, more in zip(certain.counts, reached.counts, strict=True)
        ]
        if seen is False:
            yield from _no_longer_idle(certain, reached, total, ways)
            continue
        wanted = ZERO if seen is True else seen
        places = ACTIVE if seen is True else range(len(wanted))
        need = {place: _signed(wanted[place] - total[place]) for place in places}
        yield from _meeting(certain, reached, need, ways, budget)


def _ways(certain: Certain, state: State, moves: Collection[Move]) -> list[tuple[Move, Changes]]:
    # What each move may still change. Where several moves of one tracker are not decided, the next
    # may leave nothing for the others: they are left to the states in which it is decided.
    decided = {called for called, _ in state.left}
    waiting = Counter(move.tracker for move in moves if move.called not in decided)
    return [
        (move, changes)
        for move in moves
        if (move.called in decided or waiting[move.tracker] == 1)
        and (changes := _left(certain, state, move))
    ]


def _signed(difference: int) -> int:
    difference %= MODULUS
    return difference if difference < MODULUS // 2 else difference - MODULUS


def _no_longer_idle(
    certain: Certain, state: State, total: list[int], ways: list[tuple[Move, Changes]]
) -> Iterator[State]:
    if not trackers.is_idle(tuple(total)):
        yield state
        return
    for move, changes in ways:
        counts = tuple(total)
        for steps, change in enumerate(changes, 1):
            counts = trackers.changed(counts, change)
            if not trackers.is_idle(counts):
                yield _advance(certain, state, move, changes, steps)
                break


def _meeting(
    certain: Certain,
    state: State,
    need: dict[int, int],
    ways: list[tuple[Move, Changes]],
    budget: Budget,
) -> Iterator[State]:
    # Chooses how far each move goes, so that all needs are met; gives up where those that are left
    # cannot meet one. What is to be tried is kept in a list, as there may be many moves.
    able = _able(need, ways)
    tried = [(state, need, 0)]
    while tried:
        state, need, place = tried.pop()
        if any(abs(want) > able[place].get((at, want > 0), 0) for at, want in need.items() if want):
            continue
        if place == len(ways):
            yield state
            continue
        _spend(budget, state)
        move, changes = ways[place]
        tried.append((state, need, place + 1))
        further = need
        for steps, (at, difference) in enumerate(changes, 1):
            if at in further:
                further = {**further, at: further[at] - difference}
            after = _advance(certain, state, move, changes, steps)
            tried.append((after, further, place + 1))


def _able(
    need: Iterable[int], ways: list[tuple[Move, Changes]]
) -> list[dict[tuple[int, bool], int]]:
    # From each move on, how many could still raise each counter that matters, or lower it.
    able: list[dict[tuple[int, bool], int]] = [{}]
    wanted = set(need)
    for _, changes in reversed(ways):
        now = dict(able[-1])
        for at, sign in {(at, difference > 0) for at, difference in changes if at in wanted}:
            now[at, sign] = now.get((at, sign), 0) + 1
        able.append(now)
    return able[::-1]
