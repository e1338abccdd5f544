"""Finds the shortest schedule on which code breaks what is specified.

The code is run breadth-first: each state is reached again by its shortest schedule. So what is
found first has no shorter schedule. A property of the specification that is false comes before a
mere difference, since it says more; where no property is false, the first difference is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from slotq.machine.kernel import Properties
from slotq.machine.kernel import explore as explore_machine
from slotq.schedule.engine.findings import FindingError, Kind, Step, Transition
from slotq.schedule.walk.execution import Run, Runner
from slotq.schedule.walk.explore import Exploration, TooManyStatesError
from slotq.schedule.walk.explore import explore as walk
from slotq.schedule.walk.specified import SpecifiedProgram
from slotq.verify.state_words import parts

S = TypeVar("S", bound=tuple[object, ...])
MOST = 4_000
"""Code that is wrong may have no end of states."""


@dataclass(frozen=True)
class Break:
    """What is wrong.

    Attributes:
        name: The property that is false; empty if none is.
        message: What is wrong, if no property is.
        schedule: The steps that lead there.
    """

    name: str
    message: str
    schedule: tuple[Step, ...]


@dataclass
class _Search(Generic[S]):
    program: SpecifiedProgram[S]
    properties: Properties[S]
    runner: Runner[S]
    machine: dict[S, set[tuple[str, S]]]
    seen: set[object] = field(default_factory=set)
    pending: list[tuple[Transition, ...]] = field(default_factory=list)
    done: dict[S, set[tuple[str, S]]] = field(default_factory=dict)
    difference: Break | None = None

    def first(self) -> Break | None:
        """Search the states of the code."""
        try:
            self._begin()
            for schedule in self.pending:
                for transition in self._possible(schedule):
                    self._take(schedule, transition)
        except _FoundError as found:
            return found.what
        return self.difference

    def _begin(self) -> None:
        with self.runner.run() as run:
            self._arrive(run, None, "")
        if self.difference is not None:  # there is no schedule that a reader could look at
            said = f"{self.difference.message}, before any step; {', '.join(self._first_steps())}"
            self.difference = Break("", said, ())

    def _first_steps(self) -> Iterator[str]:
        for transition in self._possible(()):
            with self.runner.run() as run:
                yield f"the first step of {transition} is {run.take(transition)}"

    def _possible(self, schedule: tuple[Transition, ...]) -> list[Transition]:
        with self.runner.run() as run:
            run.world.follow(schedule)
            return run.transitions()

    def _take(self, schedule: tuple[Transition, ...], transition: Transition) -> None:
        with self.runner.run() as run:
            run.world.follow(schedule)
            before = self._state(run)
            try:
                action = run.take(transition)
            except FindingError as finding:
                raise _of(finding) from finding
            self._arrive(run, before, action)

    def _state(self, run: Run[S]) -> S | None:
        try:
            return run.state()
        except FindingError as finding:
            if finding.kind is not Kind.UNKNOWN:
                raise _of(finding) from finding
            self._differ(_unknown(finding.message), run)
            return None

    def _arrive(self, run: Run[S], before: S | None, action: str) -> None:
        key = run.key()
        state = self._state(run)
        if state is not None:
            for name in self.properties.broken(before, state):
                raise _FoundError(Break(name, "", tuple(run.world.taken)))
        if before is not None and state is not None:
            self.done.setdefault(before, set()).add((action, state))
            self._compare(run, before, action, state)
        if key in self.seen:
            return
        self.seen.add(key)
        self.pending.append(tuple(transition for transition, _ in run.world.taken))
        if len(self.seen) > MOST:
            raise _FoundError(Break("", f"the code has more than {MOST} states", ()))
        try:
            run.require_more(run.raw(), run.transitions())
        except FindingError as finding:
            raise _of(finding) from finding

    def _compare(self, run: Run[S], before: S, action: str, state: S) -> None:
        allowed = self.machine.get(before, set())
        if (action, state) in allowed:
            return
        self._differ(difference(self.program, allowed, action, state), run)

    def _differ(self, message: str, run: Run[S]) -> None:
        if self.difference is None:
            self.difference = Break("", message, tuple(run.world.taken))


def _unknown(message: str) -> str:
    """Say that a state is not one of the specification's, and why, if that is for readers."""
    said = "it is in a state that the specification does not have"
    return said if message.startswith("(") else f"{said}: {message}"


class _FoundError(Exception):
    def __init__(self, what: Break) -> None:
        super().__init__(what.name)
        self.what = what


def _of(finding: FindingError) -> _FoundError:
    return _FoundError(Break("", f"{finding.kind.value}: {finding.message}", finding.schedule))


def first_break(program: SpecifiedProgram[S], properties: Properties[S]) -> Break | None:
    """Find the shortest schedule on which a program breaks what is specified.

    Args:
        program: The code with its clients.
        properties: What must be true of every state and step.

    Returns:
        What is wrong, or None if the code has the states and steps of the machine.
    """
    graph = explore_machine(program.system)
    machine: dict[S, set[tuple[str, S]]] = {state: set() for state in graph.states}
    for source, label, target in graph.edges:
        machine[graph.states[source]].add((label.action, graph.states[target]))
    try:
        found = walk(Runner(program), most=MOST)
    except (FindingError, TooManyStatesError):
        # What was found has no shortest schedule: the walk is not breadth-first.
        return _Search(program, properties, Runner(program), machine).first()
    broken = [*_false_states(found, properties), *_false_steps(found, properties)]
    if broken:
        return min(broken, key=lambda each: len(each.schedule))
    return _different(program, found, machine)


def _breadth_first(found: Exploration[S]) -> list[int]:
    order = {0: None}
    pending = [0]
    for place in pending:
        for target in found.targets[place]:
            if target not in order:
                order[target] = None
                pending.append(target)
    return [*order]


def _false_states(found: Exploration[S], properties: Properties[S]) -> Iterator[Break]:
    """Find the first state of which a property is false."""
    for place in _breadth_first(found):
        for name in properties.broken(None, found.states[place]):
            yield Break(name, "", tuple(found.way_to(place)))
            return


def _false_steps(found: Exploration[S], properties: Properties[S]) -> Iterator[Break]:
    """Find the first step of which a property is false."""
    for place in _breadth_first(found):
        for edge, target in enumerate(found.targets[place]):
            before, after = found.states[place], found.states[target]
            for name, holds in properties.of_steps.items():
                if not holds(before, after):
                    step = found.transitions[place][edge], found.actions[place][edge]
                    yield Break(name, "", (*found.way_to(place), step))
                    return


def _different(
    program: SpecifiedProgram[S], found: Exploration[S], machine: dict[S, set[tuple[str, S]]]
) -> Break | None:
    for place in _breadth_first(found):
        before = found.states[place]
        allowed = machine.get(before, set())
        taken = {
            (action, found.states[target])
            for action, target in zip(found.actions[place], found.targets[place], strict=True)
        }
        for edge, (action, target) in enumerate(
            zip(found.actions[place], found.targets[place], strict=True)
        ):
            if (action, found.states[target]) not in allowed:
                message = difference(program, allowed, action, found.states[target])
                step = found.transitions[place][edge], action
                return Break("", message, (*found.way_to(place), step))
        for action in sorted({action for action, _ in allowed - taken}):
            return Break("", f"it cannot take the step {action} here", tuple(found.way_to(place)))
    return None


def difference(
    program: SpecifiedProgram[S], allowed: set[tuple[str, S]], action: str, state: S
) -> str:
    """Say what is wrong with a step that the machine does not have.

    Args:
        program: The code with its clients.
        allowed: The machine's steps from the same state.
        action: The action of the step.
        state: The state that it leads to.
    """
    others = [after for name, after in allowed if name == action]
    if not others:
        return f"{action} is not possible here in the specification"
    found, expected = (parts(each, program.names) for each in (state, others[0]))
    words = "; ".join(
        f"{name} is {found[name]}, in the specification {expected[name]}"
        for name in found
        if found[name] != expected[name]
    )
    return f"{action} leads to another state: {words}"
