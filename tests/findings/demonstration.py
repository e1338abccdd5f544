"""A finding on the real code: what is run, what should be true of it, and the fixed variant."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from slotq.schedule.engine.findings import Step, Transition
from slotq.schedule.engine.guards import guarded
from slotq.schedule.engine.processes import Crew
from slotq.schedule.engine.world import World
from slotq.schedule.reading.frames import RawState
from slotq.schedule.walk.execution import Run, Runner
from slotq.schedule.walk.explore import explore

MOST_STATES = 20_000


class BrokenError(Exception):
    """What should be true is not, after the step that was just taken."""


class CheckedWorld(World):
    """A world that is looked at after each step.

    Attributes:
        wrong: Says what is wrong, or nothing.
    """

    wrong: Callable[[], str]

    def follow(self, transitions: Iterable[Transition]) -> None:
        """Take transitions, one after the other.

        Raises:
            BrokenError: Something is wrong after one of them.
            FindingError: One of them failed, or was not one named step.
        """
        for transition in transitions:
            super().follow((transition,))
            if said := self.wrong():
                raise BrokenError(said)


@dataclass(frozen=True)
class Variant:
    """Code to be run under control, and what should be true of it after each step.

    Attributes:
        build: Makes the processes in a world and starts them; what it returns is called after each
            step, and says what is wrong, or nothing.
        kept: Names of locals that belong to the state where the code needs them no more.
        make_world: Makes the world.
    """

    build: Callable[[World], Callable[[], str]]
    kept: frozenset[str] = frozenset()
    make_world: Callable[[Crew], CheckedWorld] = CheckedWorld
    options: str = ""

    def begin(self, crew: Crew) -> World:
        """Make a world in which a step that breaks what should be true raises an error."""
        world = self.make_world(crew)
        world.wrong = self.build(world)
        return world

    def abstract(self, raw: RawState) -> object:
        """Make each state one of its own: a variant need not be what is specified."""
        del raw
        return object()

    def may_end(self, state: object) -> bool:
        """Let it end anywhere."""
        del state
        return True


@dataclass(frozen=True)
class Demonstration:
    """A finding: the code as it is, or used as it must not be, and the fixed code."""

    original: Variant
    fixed: Variant


def take(variant: Variant, schedule: Iterable[Transition]) -> tuple[list[Step], str]:
    """Run a schedule for as long as it is possible and nothing is wrong.

    Returns:
        What was taken, and what is wrong after the last step.
    """
    with Runner(variant).run() as run:
        for transition in schedule:
            if transition not in run.transitions():
                break
            try:
                run.take(transition)
            except BrokenError as broken:
                return run.world.taken, str(broken)
        return run.world.taken, ""


def search(variant: Variant) -> list[Step] | None:
    """Find a shortest schedule after which something is wrong, among all there are."""
    runner = Runner(variant)
    seen: set[object] = set()
    pending: deque[tuple[Transition, ...]] = deque([()])
    with guarded():
        while pending:
            schedule = pending.popleft()
            with runner.run() as run:
                try:
                    run.world.follow(schedule)
                except BrokenError:
                    return run.world.taken
                if _is_new(run, seen):
                    pending.extend((*schedule, transition) for transition in run.transitions())
            if len(seen) > MOST_STATES:
                message = f"more than {MOST_STATES} states"
                raise RuntimeError(message)
    return None


def walk(variant: Variant) -> str:
    """Go through all schedules, in the order that costs least, and say what is wrong after one."""
    try:
        explore(Runner(variant), most=MOST_STATES)
    except BrokenError as broken:
        return str(broken)
    return ""


def _is_new(run: Run[object], seen: set[object]) -> bool:
    key = run.key()
    is_new = key not in seen
    seen.add(key)
    return is_new
