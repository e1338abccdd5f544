"""Takes every step of the original in every state, and holds each against the machine's.

The search is breadth-first: so the schedule of what is found is a shortest one. A state is reached
again by taking a whole schedule from the beginning, which costs the driver about as much as to
write the state down; many schedules are one line.

In each state the machine's steps are known. The original must have the same: as many names, leading
to the same states, saying what the machine implies. Then its graph is the machine's.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from slotq.errors import SlotqError
from slotq.machine.kernel import explore
from slotq.original.driver import Driver, DriverError, Step, transition
from slotq.original.naming import Said, UnnamedStepError, action, said
from slotq.original.programs.program import Program
from slotq.original.state import UnknownStateError, read_state
from slotq.original.words import differences
from slotq.original.words import reported as reported_words
from slotq.schedule.engine.findings import columns
from slotq.specification.sentences import in_words

S = TypeVar("S", bound=tuple[object, ...])

_BATCH = 64
_MORE = 10  # times as many states as the machine's a text may have
_LONGER = 2  # than the longest of the shortest ways: the random ones


class Found(NamedTuple):
    """A step of a schedule: the transition and its action."""

    word: str
    action: str


class DifferenceError(SlotqError):
    """The original does what the machine does not, or the other way round.

    Attributes:
        message: What it is.
        schedule: How it comes about.
    """

    def __init__(self, message: str, schedule: Sequence[Found]) -> None:
        super().__init__(message)
        self.message = message
        self.schedule = tuple(schedule)

    def __str__(self) -> str:
        rows = [(transition(word), name) for word, name in self.schedule]
        words = " ".join(word for word, _ in self.schedule)
        return "\n".join([self.message, *columns(rows), f"the schedule is '{words}'"])


@dataclass(slots=True)
class _Place(Generic[S]):
    """A state of the original.

    Attributes:
        raw: As the driver read it.
        state: Of the machine.
        next: What can happen.
        came: From which place, by which transition and action.
        steps: What each transition is, and where it leads.
    """

    raw: bytes
    state: S
    next: list[str]
    came: tuple[int, Found] | None
    steps: list[tuple[Found, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk has seen.

    Attributes:
        states: How many states of the machine.
        edges: How many edges of the machine.
        places: How many states of the original.
        steps: How many steps of the original were compared.
        again: How many were taken again, on other ways.
        actions: The names of the steps.
    """

    states: int
    edges: int
    places: int
    steps: int
    again: int
    actions: frozenset[str]


def walk(  # noqa: PLR0913  # each has a default that only tests change
    driver: Driver,
    program: Program[S],
    *,
    remove: Sequence[str] = (),
    ways: int = 200,
    seed: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
) -> Walked:
    """Compare the original with the machine, under every schedule.

    Args:
        driver: The original, as it was built.
        program: The clients that use it, and the machine.
        remove: Kinds of operations whose stop is taken out; tests do that.
        ways: How many random ways to take as well, on which states are reached otherwise.
        seed: What they are chosen by.
        on_progress: Called at times with the number of states, and of all that there are.

    Raises:
        DifferenceError: They differ.
        DriverError: The driver did not answer.
    """
    return _Walk(driver, program, remove).all(ways, seed, on_progress)


class _Walk(Generic[S]):
    def __init__(self, driver: Driver, program: Program[S], remove: Sequence[str]) -> None:
        self._driver = driver
        self._program = program
        self._remove = remove
        self._system = program.system
        self._places: list[_Place[S]] = []
        self._numbers: dict[bytes, int] = {}
        self._known: dict[S, int] = {}
        self._edges: set[tuple[S, str, S]] = set()
        self._taken = 0
        self._most = 0

    def all(self, ways: int, seed: int, on_progress: Callable[[int, int], None] | None) -> Walked:
        machine = explore(self._system)
        self._most = _MORE * len(machine.states)
        try:
            begun = self._driver.begin(self._program.bounds, self._remove)
        except DriverError as error:
            raise DifferenceError(str(error), []) from error
        self._arrive(bytes(begun.state), begun.next, None)
        if self._places[0].state != self._system.init:
            message = f"the beginning: {differences(self._system.init, self._places[0].state)}"
            raise DifferenceError(message, [])
        done = 0
        while done < len(self._places):
            batch = range(done, min(done + _BATCH, len(self._places)))
            for number, steps in zip(batch, self._expand(batch), strict=True):
                self._compare(number, steps)
            done = batch.stop
            if on_progress is not None:
                on_progress(len(self._known), len(machine.states))
        wanted = {
            (machine.states[source], label.action, machine.states[target])
            for source, label, target in machine.edges
        }
        if self._edges != wanted:
            message = f"{len(wanted - self._edges)} edges of the machine were not taken"
            raise DifferenceError(message, [])
        again = self._again(ways, seed)
        return Walked(
            states=len(self._known),
            edges=len(self._edges),
            places=len(self._places),
            steps=self._taken,
            again=again,
            actions=frozenset(name for _, name, _ in self._edges),
        )

    def _expand(self, batch: range) -> list[list[Step]]:
        ways = [[found.word for found in self._way(number)] for number in batch]
        try:
            return self._driver.expand(ways)
        except DriverError as error:
            if len(batch) > 1:  # which of them it was is worth another question
                raise
            raise DifferenceError(str(error), self._way(batch[0])) from error

    def _way(self, number: int) -> list[Found]:
        way = []
        came = self._places[number].came
        while came is not None:
            number, found = came
            way.append(found)
            came = self._places[number].came
        return way[::-1]

    def _compare(self, number: int, steps: list[Step]) -> None:
        """Hold the steps out of a place against the machine's."""
        place = self._places[number]
        expected: dict[tuple[str, S], list[Said]] = {}
        for label, after in self._system.successors(place.state):
            implied = self._program.implied(label, place.state, after)
            expected.setdefault((label.action, after), []).append(implied)
        if [step.transition for step in steps] != place.next:
            message = "what can happen is not what could before in this state"
            raise DifferenceError(message, self._way(number))
        seen = set()
        for step in steps:
            found, target = self._step(number, step)
            edge = found.action, self._places[target].state
            if edge not in expected:
                raise self._unexpected(number, found, edge[1], list(expected))
            self._require_said(number, step, found, expected[edge])
            seen.add(edge)
            place.steps.append((found, target))
            self._edges.add((place.state, *edge))
            self._taken += 1
        for name, after in expected:
            if (name, after) not in seen:
                told = differences(place.state, after)
                message = f"the machine can do {name} here, and the original cannot: {told}"
                raise DifferenceError(message, self._way(number))

    def _step(self, number: int, step: Step) -> tuple[Found, int]:
        if step.failure:
            raise DifferenceError(
                step.failure, [*self._way(number), Found(step.transition, "fails")]
            )
        try:
            found = Found(step.transition, action(step))
        except UnnamedStepError as error:
            way = [*self._way(number), Found(step.transition, "(no step)")]
            raise DifferenceError(str(error), way) from error
        return found, self._arrive(bytes(step.state), step.next or [], (number, found))

    def _arrive(self, raw: bytes, possible: list[str], came: tuple[int, Found] | None) -> int:
        known = self._numbers.get(raw)
        if known is not None:
            if self._places[known].next != possible:
                message = "the same state as before, and something else can happen"
                raise self._at(message, came)
            return known
        try:
            state = self._program.abstract(read_state(raw))
        except UnknownStateError as error:
            message = f"no state of the machine: {error}"
            raise self._at(message, came) from error
        number = self._numbers[raw] = len(self._places)
        if number > self._most:
            message = f"more than {self._most} states, and the machine has far fewer"
            raise self._at(message, came)
        other = self._known.setdefault(state, number)
        if other != number and not self._program.coarse:
            message = "to the machine it is the same state as another, and it is not"
            raise self._at(message, came)
        self._places.append(_Place(raw, state, possible, came))
        return number

    def _at(self, message: str, came: tuple[int, Found] | None) -> DifferenceError:
        return DifferenceError(message, [] if came is None else [*self._way(came[0]), came[1]])

    def _unexpected(
        self, number: int, found: Found, after: S, expected: list[tuple[str, S]]
    ) -> DifferenceError:
        before = self._places[number].state
        instead = [to for name, to in expected if name == found.action]
        message = f"the original does {found.action}: {differences(before, after)}"
        if instead:
            message += f"; the machine's leads to {differences(before, instead[0])}"
        else:
            others = ", ".join(sorted({name for name, _ in expected})) or "nothing"
            message += f"; the machine can only do {others}"
        broken = in_words(self._program.properties.broken(before, after))
        lines = [message, *(f"broken property: {line}" for line in broken)]
        return DifferenceError("\n".join(lines), [*self._way(number), found])

    def _require_said(self, number: int, step: Step, found: Found, implied: list[Said]) -> None:
        """What was reported must be what the machine's step implies."""
        try:
            reported = said(step, found.action)
        except (KeyError, ValueError) as error:
            message = f"{found.action} does not say {error}"
            raise DifferenceError(message, [*self._way(number), found]) from error
        for each in implied:
            if all(name in each and each[name] == value for name, value in reported.items()):
                return
        wanted = {name: implied[0].get(name) for name in reported}
        message = (
            f"{found.action} says {reported_words(reported)}, and not {reported_words(wanted)}"
        )
        raise DifferenceError(message, [*self._way(number), found])

    def _again(self, ways: int, seed: int) -> int:
        """Reach states in other manners, by chance: nothing else may happen there."""
        chance = random.Random(seed)  # noqa: S311  # a seed, so that it can be repeated
        longest = _LONGER * max(len(self._way(number)) for number in range(len(self._places)))
        words = sorted({found.word for place in self._places for found, _ in place.steps})
        taken = 0
        for _ in range(0, ways, _BATCH):
            chosen = [list(self._wander(chance, longest, words)) for _ in range(_BATCH)]
            ran = self._driver.run([[found.word for found, _ in way] for way in chosen])
            for way, steps in zip(chosen, ran, strict=True):
                taken += len(steps)
                self._require_same(way, steps)
        return taken

    def _wander(
        self, chance: random.Random, most: int, words: list[str]
    ) -> Iterator[tuple[Found, int]]:
        """Choose a way.

        Each avoids half of the transitions while it can, chosen anew: so a way may go round for
        long where the others would soon lead out of.
        """
        avoided = frozenset(chance.sample(words, len(words) // 2))
        number = 0
        for _ in range(most):
            steps = self._places[number].steps
            if not steps:
                return
            wanted = [step for step in steps if step[0].word not in avoided]
            found, number = chance.choice(wanted or steps)
            yield found, number

    def _require_same(self, way: list[tuple[Found, int]], steps: list[Step]) -> None:
        for count, ((found, number), step) in enumerate(zip(way, steps, strict=False), 1):
            place = self._places[number]
            if (
                step.failure
                or (bytes(step.state), step.next) != (place.raw, place.next)
                or action(step) != found.action
            ):
                message = f"the same state as before, and something else happens: {step.failure}"
                raise DifferenceError(message.rstrip(": "), [found for found, _ in way[:count]])
