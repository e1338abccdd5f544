"""A program at a finer grain: other processes may interleave within a lock region.

A region is one step of the machine. No other process can tell when it changes what its lock guards,
since only the holder of the lock may look. But a region also uses what its lock does not guard: it
reads whether a context is done, it sleeps or wakes sleepers although a broadcast needs no lock, it
enters another lock's region. Before each of these a process stops here, in the middle of its step;
up to the next one everything that it does is guarded, so that it could as well be done at once.

The requirement: whatever others do in between, there is an order of all these steps, each in
one piece and each process's own in the order in which it did them, that leads the machine from the
state before to the state after. So a schedule in which a region is interrupted has an equivalent
one in which none is (reduction, as of Lipton), and no state in which nobody is in a region comes
of the one that does not come of the other.

The equivalent schedule need not keep the order of steps of different processes. In one case of the
queue it cannot: between a dequeuer's look at its context and its falling asleep the context is
cancelled, and then a broadcast comes that wakes nobody. The machine comes to the same state by the
broadcast, the sleep and then the cancel.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar

from slotq.schedule.engine.findings import FindingError, Kind, Step
from slotq.schedule.engine.processes import Crew
from slotq.schedule.engine.world import INSIDE, World
from slotq.schedule.reading.frames import RawState
from slotq.schedule.walk.execution import Program, Runner
from slotq.schedule.walk.explore import Exploration, TooManyStatesError, explore_apart

S = TypeVar("S", bound=Hashable)
Machine = Mapping[S, Mapping[str, Collection[S]]]
"""Where each action leads to from each state."""
Done = tuple[tuple[str, tuple[str, ...]], ...]
"""What each process has done, by its name, in its own order."""

_MOST = 100_000  # ways on from one state


@dataclass
class FineProgram(Generic[S]):
    """A program whose regions can be interrupted; in the middle of a step it has no state."""

    program: Program[S]
    _worlds: list[World] = field(default_factory=list)

    @property
    def kept(self) -> frozenset[str]:
        """As the program says."""
        return self.program.kept

    @property
    def options(self) -> str:
        """Nothing: `slotq replay` has no such grain."""
        return ""

    def begin(self, crew: Crew) -> World:
        """Begin the program."""
        world = self.program.begin(crew)
        world.is_fine = True
        self._worlds[:] = [world]
        return world

    def abstract(self, raw: RawState) -> S | None:
        """Say which state of the specification a state is in which nobody is in a step."""
        (world,) = self._worlds
        if any(process.is_between for process in world.processes.values()):
            return None
        return self.program.abstract(raw)

    def may_end(self, state: Any) -> bool:  # noqa: ANN401  # as the protocol has it
        """Say that nobody may stay in the middle of a step."""
        return state is not None and self.program.may_end(state)


def explore_regions(program: Program[S], machine: Machine[S], most: int) -> Exploration[S | None]:
    """Run a program at the finer grain, and compare the outcome with the machine.

    Args:
        program: The program.
        machine: The graph that it has with its regions in one piece.
        most: The number of states to stop at.

    Raises:
        FindingError: A region takes effect at no one instant, or there is another violation.
        TooManyStatesError: There are more states than `most`.
    """
    found = explore_apart(Runner(FineProgram(program)), most)
    for start, state in enumerate(found.states):
        if state is not None:
            for end, done, way in _episodes(found, start):
                after = found.states[end]
                if after is None or not _can(machine, state, done, after):
                    words = "; ".join(f"{name}: {', '.join(steps)}" for name, steps in done)
                    message = (
                        f"no order of these steps leads the machine to the same state: {words}"
                    )
                    schedule = [*found.way_to(start), *_steps(found, start, way)]
                    raise FindingError(Kind.REGION, message, schedule)
    return found


def _episodes(
    found: Exploration[S | None], start: int
) -> Iterator[tuple[int, Done, tuple[int, ...]]]:
    """List the ways from a state in which nobody is in a step to the next such states."""
    seen: set[tuple[int, Done]] = set()
    pending: list[tuple[int, Done, tuple[int, ...]]] = [(start, (), ())]
    while pending:
        place, done, way = pending.pop()
        for edge, target in enumerate(found.targets[place]):
            action = found.actions[place][edge]
            if target == place and way:
                continue  # it changes nothing, as it would have at the beginning
            after = done
            if action != INSIDE:
                after = _with(done, found.transitions[place][edge].process, action)
            if (target, after) in seen:
                continue
            seen.add((target, after))
            if len(seen) > _MOST:
                message = f"more than {_MOST} paths while a process is in a lock region"
                raise TooManyStatesError(message)
            if found.states[target] is None:
                pending.append((target, after, (*way, edge)))
            else:
                yield target, after, (*way, edge)


def _with(done: Done, process: str, action: str) -> Done:
    by_name = dict(done)
    by_name[process] = (*by_name.get(process, ()), action)
    return tuple(sorted(by_name.items()))


def _can(machine: Machine[S], before: S, done: Done, after: S) -> bool:
    """Say whether the machine comes from one state to another by these steps, in some order."""
    lengths = tuple(len(steps) for _, steps in done)

    @cache
    def can(state: S, taken: tuple[int, ...]) -> bool:
        if taken == lengths:
            return state == after
        return any(
            can(target, (*taken[:number], taken[number] + 1, *taken[number + 1 :]))
            for number, (_, steps) in enumerate(done)
            if taken[number] < lengths[number]
            for target in machine.get(state, {}).get(steps[taken[number]], ())
        )

    return can(before, (0,) * len(done))


def _steps(found: Exploration[S | None], place: int, way: tuple[int, ...]) -> Iterator[Step]:
    for edge in way:
        yield found.transitions[place][edge], found.actions[place][edge]
        place = found.targets[place][edge]
