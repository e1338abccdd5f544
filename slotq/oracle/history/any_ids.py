"""The decision where ids say nothing about the order of pushes: a search, with a budget.

It follows the lines with the set of all lists that the queue may hold. What a token or a dequeuer
will be needed for is known beforehand, so most steps need no choice: a dequeuer picks the next
token that it will deliver as soon as that is the newest, and delivers it as soon as it is asked,
since neither changes anything for others. Pushes and removals are put off until a return asks for
one; then they are tried in every order. The number of lists grows with how many calls overlap, not
with the length of the history.

A token whose picks are all made only stands in the way of older ones. It is removed as soon as its
winner called. At the bottom of the list it stands in nobody's way and is forgotten, so that a push
of a token that is never picked takes effect at once where the list is empty. And of several such
tokens side by side nothing tells the order, so they are kept in the order of their numbers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from slotq.oracle.history.order import NEVER, Pick, Token
from slotq.oracle.verdict.budget import Budget

# What a line asks for or allows; what it asks for must have happened before it.
_PUSHED, _REMOVED, _PICKED, _QUEUES, _ACQUIRES, _MAY_PICK = range(6)


class _State(NamedTuple):
    # The listed tokens, oldest first; those whose queue_slot or whose winner's acquire_slot is open
    # and not yet done; and the picks that no line has asked for yet, by dequeuer and number.
    listed: tuple[int, ...]
    to_push: frozenset[int]
    to_remove: frozenset[int]
    ahead: frozenset[tuple[int, int]]


def first_refused(
    tokens: Sequence[Token], dequeuers: Sequence[Sequence[Pick]], budget: Budget
) -> int | None:
    """Find the first line of a history that no order of pushes agrees with.

    Args:
        tokens: The tokens, in any order.
        dequeuers: For each dequeuer its picks, in the order of the deliveries, linked.
        budget: How many lists may be looked at.

    Returns:
        The line's number, or None if the history is legal.

    Raises:
        BudgetError: There are too many lists to follow.
    """
    search = _Search(tokens, dequeuers, budget)
    states = {_State((), frozenset(), frozenset(), frozenset())}
    for line, kind, number, count in sorted(search.events(tokens, dequeuers)):
        states = search.after(states, kind, number, count)
        if not states:
            return line
    return None


class _Search:
    """Follows the lists that the queue may hold."""

    def __init__(
        self, tokens: Sequence[Token], dequeuers: Sequence[Sequence[Pick]], budget: Budget
    ) -> None:
        self._places = {id(token): place for place, token in enumerate(tokens)}
        self._picks = [[self._places[id(pick.token)] for pick in picks] for picks in dequeuers]
        # For each token its picks that no line has asked for yet.
        self._pending: list[set[tuple[int, int]]] = [set() for _ in tokens]
        for number, places in enumerate(self._picks):
            for count, place in enumerate(places):
                self._pending[place].add((number, count))
        # For each dequeuer that may have picks to make: how many were asked for, how many it may.
        self._windows: dict[int, tuple[int, int]] = {}
        self._budget = budget

    def events(
        self, tokens: Sequence[Token], dequeuers: Sequence[Sequence[Pick]]
    ) -> Iterator[tuple[int, int, int, int]]:
        """List what lines ask for or allow: the line, the kind, whom it is about, and how much."""
        for token in tokens:
            place = self._places[id(token)]
            yield token.called, _QUEUES, place, 0
            if token.returned < NEVER:
                yield token.returned, _PUSHED, place, 0
            if token.won_from < NEVER:
                yield token.won_from, _ACQUIRES, place, 0
                if token.gone_by < NEVER:
                    yield token.gone_by, _REMOVED, place, 0
        for number, picks in enumerate(dequeuers):
            for count, pick in enumerate(picks):
                yield pick.low, _MAY_PICK, number, count
                yield pick.high + 1, _PICKED, number, count

    def after(self, states: set[_State], kind: int, number: int, count: int) -> set[_State]:
        """Let a line happen."""
        if kind == _QUEUES:
            return self._all(state._replace(to_push=state.to_push | {number}) for state in states)
        if kind == _ACQUIRES:
            return self._all(_acquired(state, number) for state in states)
        if kind == _MAY_PICK:
            done, _ = self._windows.get(number, (count, 0))
            self._windows[number] = done, count + 1
            return self._all(states)
        if kind == _PUSHED:
            return self._until(states, lambda state: number not in state.to_push)
        if kind == _REMOVED:
            return self._until(states, lambda state: number not in state.to_remove)
        pick = (number, count)
        picked = self._until(states, lambda state: pick in state.ahead)
        _, may = self._windows.pop(number, (0, 0))
        if may > count + 1:
            self._windows[number] = count + 1, may
        self._pending[self._picks[number][count]].discard(pick)
        return self._all(state._replace(ahead=state.ahead - {pick}) for state in picked)

    def _all(self, states: Iterable[_State]) -> set[_State]:
        found = set()
        for state in states:
            after = self._settled(state)
            if after not in found:
                self._spend(after)
                found.add(after)
        return found

    def _spend(self, state: _State) -> None:
        self._budget.spend(
            len(state.listed) + len(state.to_push) + len(state.to_remove) + len(state.ahead)
        )

    def _until(self, states: set[_State], happened: Callable[[_State], bool]) -> set[_State]:
        # Pushes and removes in every order, until what a line asks for has happened.
        found = list(states)
        seen = set(states)
        left = set()
        for state in found:
            if happened(state):
                left.add(state)
                continue
            for after in self._steps(state):
                if after not in seen:
                    self._spend(after)
                    seen.add(after)
                    found.append(after)
        return left

    def _steps(self, state: _State) -> Iterator[_State]:
        for token in state.to_push:
            listed = (*state.listed, token)
            yield self._settled(state._replace(listed=listed, to_push=state.to_push - {token}))
        for token in state.to_remove.intersection(state.listed):
            yield self._settled(_without(state, token))

    def _settled(self, state: _State) -> _State:
        # With all that costs nothing: picks that are possible, and what is forgotten.
        while True:
            after = self._pick(state)
            for token in after.to_remove.intersection(after.listed):
                if self._is_done(after, token):
                    after = _without(after, token)
            after = self._forgotten(after)
            if after == state:
                return after
            state = after

    def _is_done(self, state: _State, token: int) -> bool:
        # Whether nobody will pick a token any more.
        return self._pending[token] <= state.ahead

    def _forgotten(self, state: _State) -> _State:
        listed: list[int] = []
        gone = set()
        run = 0  # where the tokens begin that are done and stand side by side
        for token in state.listed:
            if not self._is_done(state, token):
                listed[run:] = [*sorted(listed[run:]), token]
                run = len(listed)
            elif run:
                listed.append(token)
            else:
                gone.add(token)
        listed[run:] = sorted(listed[run:])
        if not listed:
            gone |= {token for token in state.to_push if self._is_done(state, token)}
        if not gone:
            return state._replace(listed=tuple(listed))
        return _State(tuple(listed), state.to_push - gone, state.to_remove - gone, state.ahead)

    def _pick(self, state: _State) -> _State:
        # All picks that are possible.
        if not state.listed:
            return state
        newest, ahead = state.listed[-1], state.ahead
        for number, (done, may) in self._windows.items():
            for count in range(done, may):
                pick = (number, count)
                if pick not in ahead:
                    if self._picks[number][count] != newest:
                        break
                    ahead |= {pick}
        return state if ahead is state.ahead else state._replace(ahead=ahead)


def _acquired(state: _State, token: int) -> _State:
    # With a token that its winner may remove; one that is forgotten is as good as removed.
    if token not in state.listed and token not in state.to_push:
        return state
    return state._replace(to_remove=state.to_remove | {token})


def _without(state: _State, token: int) -> _State:
    # With a token removed by its winner.
    listed = tuple([other for other in state.listed if other != token])
    return state._replace(listed=listed, to_remove=state.to_remove - {token})
