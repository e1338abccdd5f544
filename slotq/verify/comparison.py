"""Two labelled graphs compared: the same states, the same edges, the same names of actions.

Edges are compared as a set: how often an explorer comes upon a step is not part of the graph. What
differs is told where it can be understood: at a state that both have, with the step that one of
them has and the other has not.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S", bound=Hashable)
Edge = tuple[int, str, int]
Show = Callable[[S], Mapping[str, str]]

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class LabelledGraph(Generic[S]):
    """A graph, and what explored it.

    Attributes:
        name: What explored it.
        states: Its states, each once.
        initial: The positions of the initial ones.
        edges: Positions of the states before and after, with the action's name between.
    """

    name: str
    states: Sequence[S]
    initial: frozenset[int]
    edges: Iterable[Edge]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of a comparison.

    Attributes:
        states: How many states the graphs have together.
        edges: How many different edges.
        difference: The first differences, in lines of text; empty if the graphs are equal.
    """

    states: int
    edges: int
    difference: tuple[str, ...]


def compare(one: LabelledGraph[S], other: LabelledGraph[S], show: Show[S]) -> Comparison:
    """Compare two graphs.

    Args:
        one: The one that is taken for the original.
        other: The other.
        show: The parts of a state by name, each as text.
    """
    states = list(one.states)
    numbers = {state: number for number, state in enumerate(states)}
    for state in other.states:
        if numbers.setdefault(state, len(states)) == len(states):
            states.append(state)
    one_side, other_side = _Side(one, numbers), _Side(other, numbers)
    edges = one_side.edges | other_side.edges
    if one_side == other_side:
        return Comparison(len(states), len(edges), ())
    lines = _Teller(states, one_side, other_side, show).lines()
    return Comparison(len(states), len(edges), tuple(lines))


class _Side(Generic[S]):
    """A graph whose states are numbered as in both together."""

    def __init__(self, graph: LabelledGraph[S], numbers: Mapping[S, int]) -> None:
        position = [numbers[state] for state in graph.states]
        self.name = graph.name
        self.states = frozenset(position)
        self.initial = frozenset(position[number] for number in graph.initial)
        self.edges = {
            (position[source], action, position[target]) for source, action, target in graph.edges
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Side) and (
            (self.states, self.initial, self.edges) == (other.states, other.initial, other.edges)
        )

    __hash__ = None  # type: ignore[assignment]

    def paths(self) -> dict[int, list[str]]:
        """The actions on a shortest way to each state."""
        successors: dict[int, list[tuple[str, int]]] = {}
        for source, action, target in sorted(self.edges):
            successors.setdefault(source, []).append((action, target))
        paths: dict[int, list[str]] = {number: [] for number in sorted(self.initial)}
        queue = deque(paths)
        while queue:
            source = queue.popleft()
            for action, target in successors.get(source, ()):
                if target not in paths:
                    paths[target] = [*paths[source], action]
                    queue.append(target)
        return paths


class _Teller(Generic[S]):
    """Words for the difference of two graphs."""

    def __init__(self, states: Sequence[S], one: _Side[S], other: _Side[S], show: Show[S]) -> None:
        self._states = states
        self._sides = (one, other)
        self._show = show

    def lines(self) -> list[str]:
        """The whole account."""
        one, other = self._sides
        lines = [f"{one.name} and {other.name} do not have the same state graph"]
        for side, against in ((one, other), (other, one)):
            states, edges = side.states - against.states, side.edges - against.edges
            lines.append(f"only {side.name} has: {len(states)} states, {len(edges)} edges")
        if one.initial != other.initial:
            return [*lines, *self._initial_states()]
        return [*lines, *self._edge(one, other), *self._edge(other, one)]

    def _initial_states(self) -> list[str]:
        first, second = (min(side.initial) for side in self._sides)
        return ["the initial states differ", *self._becomes(first, second)]

    def _edge(self, side: _Side[S], against: _Side[S]) -> list[str]:
        """The steps that one side alone has, out of the nearest states that both have."""
        paths = side.paths()
        shared = against.states & paths.keys()
        only = [edge for edge in side.edges - against.edges if edge[0] in shared]
        only.sort(key=lambda edge: (len(paths[edge[0]]), edge))
        lines = []
        for source, action, target in only[:_SHOWN]:
            before = ", ".join(paths[source]) or "nothing"
            lines += [f"{side.name} alone has {action}, after {before}:"]
            lines += self._becomes(source, target)
            instead = sorted(t for s, a, t in against.edges if (s, a) == (source, action))
            if not instead:
                lines += [f"  {against.name} has no {action} there"]
            for number in instead[:_SHOWN]:
                lines += [f"  {action} of {against.name} there:", *self._becomes(source, number)]
        return lines

    def _becomes(self, before: int, after: int) -> list[str]:
        old, new = self._show(self._states[before]), self._show(self._states[after])
        parts = [part for part in {**old, **new} if old.get(part) != new.get(part)]
        if not parts:
            return ["    nothing changes"]
        return [f"    {part}: {old.get(part, '-')} becomes {new.get(part, '-')}" for part in parts]
