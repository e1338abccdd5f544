"""Runs a program through every interleaving of its steps, and keeps the graph of its states.

A program cannot be copied in the middle, so a state is reached again only by taking steps. The walk
takes a step that it has not taken yet where there is one, else goes on through states that it knows
to the nearest place where there is, and begins anew only when there is none that can be reached.
Each step that is taken again must lead where it led before: if it does not, the state leaves
something out, and what the search has found is worth nothing.

The nearest place is found by lower bounds. How far a state is from a step that was never taken can
only grow while the search goes on, so a bound that was true once is true for ever, and looking for
the way only has to raise those that have become too low.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from slotq.schedule.findings import Finding, Step, Transition
from slotq.schedule.reading import Key, Reader, Reading
from slotq.schedule.world import World

_NOWHERE = 1 << 30
_FAR = 48


@dataclass
class Exploration:
    """What was found.

    Attributes:
        keys: The states, the initial one first.
        transitions: What can happen in each state.
        actions: Which action each of these is.
        targets: Where each of these leads to.
        steps: How many steps were taken.
        runs: How often the program was begun.
    """

    keys: list[Key] = field(default_factory=list)
    transitions: list[list[Transition]] = field(default_factory=list)
    actions: list[list[str]] = field(default_factory=list)
    targets: list[list[int]] = field(default_factory=list)
    steps: int = 0
    runs: int = 0


class Search:
    """A search in progress."""

    def __init__(self, reader: Reader, on_state: Callable[[Key, list[Transition]], None]) -> None:
        self.found = Exploration()
        self._reader = reader
        self._on_state = on_state
        self._numbers: dict[Key, int] = {}
        self._distances: list[int] = []
        self._raised = 0

    def walk(self, world: World) -> bool:
        """Walk through a new world until it cannot show anything new; say whether it could."""
        found = self.found
        found.runs += 1
        reading = Reading(self._reader, world)
        state = self._number(reading.key(), world)
        if state != 0:
            raise world.finding("hidden state", "the program begins differently", "")
        while True:
            targets = found.targets[state]
            if len(targets) < len(found.transitions[state]):
                edge = len(targets)
                found.actions[state].append(world.take(found.transitions[state][edge]))
                found.steps += 1
                key = reading.key()
                after = self._number(key, world)
                targets.append(after)
                state = after
                continue
            way = self._way(state)
            if way is None:
                return
            for edge in way:
                world.take(found.transitions[state][edge])
                found.steps += 1
                state = self._follow(state, edge, reading.key(), world)

    def _follow(self, state, edge, key, world):
        after = self.found.targets[state][edge]
        if self._numbers.get(key) != after:
            raise world.finding("hidden state", "led to another state before", world.taken[-1])
        return after

    def _number(self, key: Key, world: World) -> int:
        found = self.found
        number = self._numbers.setdefault(key, len(found.keys))
        if number == len(found.keys):
            transitions = world.transitions()
            self._on_state(key, transitions)
            found.keys.append(key)
            found.transitions.append(transitions)
            found.actions.append([])
            found.targets.append([])
            self._distances.append(0)
        return number

    def _way(self, start: int) -> list[int] | None:
        """Find the nearest state with a step that was never taken: the edges that lead there."""
        found, distances = self.found, self._distances
        path, edges = [start], []
        while distances[start] < _FAR:
            state = path[-1]
            targets = found.targets[state]
            if len(targets) < len(found.transitions[state]):
                return edges
            nearest = _NOWHERE
            for edge, target in enumerate(targets):
                if distances[target] < nearest:
                    nearest, best = distances[target], edge
            if nearest >= _NOWHERE: 
                distances[state] = _NOWHERE
            elif nearest >= distances[state]:
                distances[state] = nearest + 1
                self._raised += 1
            else:
                path.append(targets[best])
                edges.append(best)
                continue
            if len(path) > 1:
                path.pop()
                edges.pop()
        if distances[start] == _NOWHERE:
            return None
        return self._search(start)

    def _search(self, start):
        found, distances = self.found, self._distances
        came = {start: None}
        queue = [start]
        self.bfs = getattr(self, "bfs", 0)
        for state in queue:
            self.bfs += 1
            targets = found.targets[state]
            if len(targets) < len(found.transitions[state]):
                way = []
                while came[state] is not None:
                    state, edge = came[state]
                    way.append(edge)
                distances[start] = len(way)
                return way[::-1]
            for edge, target in enumerate(targets):
                if target not in came and distances[target] < _NOWHERE:
                    came[target] = state, edge
                    queue.append(target)
        for state in queue:
            distances[state] = _NOWHERE
        return None


def explore(begin, reader, on_state=lambda key, transitions: None):
    search = Search(reader, on_state)
    while True:
        world = begin()
        search.walk(world)
        world.end()
        if search._way(0) is None:
            return search
