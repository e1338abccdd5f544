"""Runs a program through every interleaving of its steps, and keeps the graph of its states.

A program cannot be copied in the middle, so a state is reached again only by taking steps. The walk
takes a step that it has not taken yet where there is one, else continues through states that it
knows to the nearest place where there is, and begins anew only when none can be reached.

On its way through known states each step must be the action that it was before, and where the way
ends the state is read: it must be the known one. If it is not, the state leaves something out, and
what the search has found is worth nothing. A careful walk reads after every step.

The nearest place is found by lower bounds. How far a state is from a step that was never taken can
only grow while the search goes on; so a bound that was true once stays true, and looking for the
way only raises those that have become too low.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from slotq.errors import SlotqError
from slotq.schedule.engine.endless import bounded
from slotq.schedule.engine.findings import FindingError, Kind, Step, Transition
from slotq.schedule.engine.guards import guarded
from slotq.schedule.reading.frames import Key, differing
from slotq.schedule.walk.execution import Run, Runner
from slotq.schedule.walk.step_reports import Report

State = TypeVar("State", bound=Hashable)

_NOWHERE = 1 << 30
# A bound that has grown so much is probably one of a circle that leads nowhere.
_FAR = 64
# After how many new states to look whether something has changed where nobody reads.
_STRIDE = 16


class TooManyStatesError(SlotqError):
    """A search was stopped because it would have found more states than allowed."""


@dataclass
class Exploration(Generic[State]):
    """All that a program can do.

    Attributes:
        states: The states of the specification that it can be in, the initial one first.
        transitions: What can happen in each of them.
        actions: Which action each of these is.
        targets: The number of the state that each of these leads to.
        reports: What was said of each of these; nothing where several states were made one.
        steps: How many steps were taken to find out.
        runs: How often the program was begun.
    """

    states: list[State] = field(default_factory=list)
    transitions: list[list[Transition]] = field(default_factory=list)
    actions: list[list[str]] = field(default_factory=list)
    targets: list[list[int]] = field(default_factory=list)
    reports: list[list[Report]] = field(default_factory=list)
    steps: int = 0
    runs: int = 0

    def way_to(self, place: int) -> list[Step]:
        """Find a shortest schedule that leads to a state, by its number."""
        came_from: dict[int, tuple[int, int]] = {0: (0, 0)}
        pending = [0]
        for source in pending:
            for edge, target in enumerate(self.targets[source]):
                if target not in came_from:
                    came_from[target] = source, edge
                    pending.append(target)
        way = []
        while place:
            place, edge = came_from[place]
            way.append((self.transitions[place][edge], self.actions[place][edge]))
        return way[::-1]

    def edges(self) -> set[tuple[State, str, State]]:
        """List source, action and target of each transition."""
        states = self.states
        return {
            (source, action, states[target])
            for source, actions, targets in zip(states, self.actions, self.targets, strict=True)
            for action, target in zip(actions, targets, strict=True)
        }


def explore(
    runner: Runner[State],
    *,
    careful: bool = False,
    coarse: bool = False,
    most: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Exploration[State]:
    """Run a program through every interleaving of its steps.

    Args:
        runner: Begins the program.
        careful: Whether to read the state after every step.
        coarse: Whether several states of the code may be one of the specification, which leaves
            something out. All that have one abstraction must have the same transitions: nothing
            that was left out may matter.
        most: The number of states to stop at.
        on_progress: Called at times with the numbers of states and of steps.

    Raises:
        FindingError: Something that must not be: a deadlock, an exception, a step without a name,
            an access outside the lock, a state that the specification does not have or that is the
            same as another, or that hides something, in other states or where nobody reads.
        TooManyStatesError: There are more states than `most`.
    """
    search = _Search(runner, most, careful=careful, coarse=coarse)
    found = _walk(runner, search, on_progress)
    return _merged(found) if coarse else found


def explore_apart(runner: Runner[State], most: int) -> Exploration[State]:
    """Do the same, and let states of the code with one abstraction have different steps.

    Args:
        runner: Begins the program.
        most: The number of states to stop at.

    Returns:
        A graph in which a state of the specification may be several.

    Raises:
        FindingError: A violation of the specification.
        TooManyStatesError: There are more states than `most`.
    """
    return _walk(runner, _Search(runner, most, careful=False, coarse=True))


def _walk(
    runner: Runner[State],
    search: "_Search[State]",
    on_progress: Callable[[int, int], None] | None = None,
) -> Exploration[State]:
    found = search.found
    way: list[int] | None = []
    # Once and for all: to exchange a class's fields makes Python slow.
    with guarded(), bounded():
        while way is not None:
            with runner.run() as run:
                search.walk(run, way)
                way = search.way(0)
                if way is None:
                    run.require_nothing_elsewhere()
            run.world.forget()
            if on_progress is not None:
                on_progress(len(found.states), found.steps)
    return found


def _merged(found: Exploration[State]) -> Exploration[State]:
    """Merge the states of the code that have one abstraction."""
    merged: Exploration[State] = Exploration(steps=found.steps, runs=found.runs)
    numbers: dict[State, int] = {}
    for state in found.states:
        if numbers.setdefault(state, len(numbers)) == len(merged.states):
            merged.states.append(state)
    first: list[set[tuple[str, int]] | None] = [None] * len(numbers)
    for number, state in enumerate(found.states):
        targets = [numbers[found.states[target]] for target in found.targets[number]]
        edges = set(zip(found.actions[number], targets, strict=True))
        place = numbers[state]
        known = first[place]
        if known is None:
            first[place] = edges
            merged.transitions.append(found.transitions[number])
            merged.actions.append(found.actions[number])
            merged.targets.append(targets)
        elif known != edges:
            message = f"states of the code with the abstraction {state} have different steps"
            raise FindingError(Kind.AMBIGUOUS, message, [])
    return merged


class _Search(Generic[State]):
    def __init__(
        self, runner: Runner[State], most: int | None, *, careful: bool, coarse: bool
    ) -> None:
        self.found: Exploration[State] = Exploration()
        self._runner = runner
        self._most = most
        self._careful = careful
        self._coarse = coarse
        self._numbers: dict[Key, int] = {}
        self._known_states: dict[State, Key] = {}
        self._distances: list[int] = []
        self._reports: dict[Report, Report] = {}

    def walk(self, run: Run[State], way: list[int] | None) -> None:
        """Walk a way with a run, and on for as long as it can get to something new."""
        found = self.found
        found.runs += 1
        state = 0 if way else self._arrive(run)
        while way is not None:
            state = self._follow(run, state, way) if way else state
            while len(found.targets[state]) < len(found.transitions[state]):
                state = self._take(run, state)
            way = self.way(state)

    def _take(self, run: Run[State], state: int) -> int:
        """Take a step that was never taken."""
        found = self.found
        action = run.take(found.transitions[state][len(found.targets[state])])
        target = self._arrive(run)
        found.steps += 1
        found.actions[state].append(action)
        found.targets[state].append(target)
        report = run.report()
        found.reports[state].append(self._reports.setdefault(report, report))
        return target

    def _follow(self, run: Run[State], state: int, way: list[int]) -> int:
        """Take steps that are known, and compare what happens with what is known."""
        found = self.found
        stride = 1 if self._careful else len(way)
        for start in range(0, len(way), stride):
            transitions, actions = [], []
            for edge in way[start : start + stride]:
                transitions.append(found.transitions[state][edge])
                actions.append(found.actions[state][edge])
                state = found.targets[state][edge]
            run.world.follow(transitions)
            found.steps += len(transitions)
            taken = [action for _, action in run.world.taken[-len(actions) :]]
            if taken != actions or self._numbers.get(run.key()) != state:
                message = "the replay diverged: the state that is read leaves something out"
                raise run.finding(Kind.HIDDEN, message)
        return state

    def _arrive(self, run: Run[State]) -> int:
        """Read the state, and make it known if it is new."""
        key = run.key()
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            self._add(run, key)
        return number

    def _add(self, run: Run[State], key: Key) -> None:
        found = self.found
        if len(found.states) == self._most:  # here, since one run may find new ones for ever
            message = f"more than {self._most} states"
            raise TooManyStatesError(message)
        raw = self._runner.reader.state(key)
        if not len(found.states) % _STRIDE:
            run.require_nothing_elsewhere()
        transitions = run.transitions()
        run.require_more(raw, transitions)
        state = run.abstract(raw)
        other = self._known_states.setdefault(state, key)
        if other != key and not self._coarse:
            parts = ", ".join(differing(self._runner.reader.state(other), raw))
            message = f"two states of the code with one abstraction differ in {parts}"
            raise run.finding(Kind.AMBIGUOUS, message)
        found.states.append(state)
        found.transitions.append(transitions)
        found.actions.append([])
        found.targets.append([])
        found.reports.append([])
        self._distances.append(0)

    def way(self, start: int) -> list[int] | None:
        """Find the nearest state with a step that was never taken: the edges that lead there."""
        distances, all_targets = self._distances, self.found.targets
        path, edges = [start], list[int]()
        while distances[start] < _FAR:
            state = path[-1]
            if not distances[state] and self._is_open(state):
                return edges
            # It is as far as the nearest of its neighbours, and one step more.
            bound = distances[state] - 1
            nearest = _NOWHERE
            for edge, target in enumerate(all_targets[state]):
                distance = distances[target]
                if distance <= bound:
                    path.append(target)
                    edges.append(edge)
                    break
                nearest = min(nearest, distance)
            else:
                distances[state] = min(nearest + 1, _NOWHERE)
                if edges:
                    path.pop()
                    edges.pop()
        return None if distances[start] == _NOWHERE else self._search(start)

    def _is_open(self, state: int) -> bool:
        return len(self.found.targets[state]) < len(self.found.transitions[state])

    def _search(self, start: int) -> list[int] | None:
        """Find the same breadth-first; where there is nothing, there never will be again."""
        came_from: dict[int, tuple[int, int]] = {}
        pending = [start]
        for state in pending:
            if self._is_open(state):
                way = []
                while state != start:
                    state, edge = came_from[state]  # noqa: PLW2901  # back to the start
                    way.append(edge)
                self._distances[start] = len(way)
                return way[::-1]
            for edge, target in enumerate(self.found.targets[state]):
                if target not in came_from and target != start:
                    came_from[target] = state, edge
                    pending.append(target)
        for state in pending:
            self._distances[state] = _NOWHERE
        return None
