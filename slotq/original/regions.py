"""Interleaves the regions of the original's locks, and checks the states that result.

A region is one step in the walk. Here it is several: a process stops before each use of what its
lock does not guard, such as a context, a broadcast or another lock. Whatever others do in between,
no step may fail, and a state in which all locks are free must be one that the machine reaches.
"""

from typing import NamedTuple, TypeVar

from slotq.machine.kernel import explore
from slotq.original.driver import Driver, Step
from slotq.original.programs.program import Program
from slotq.original.state import UnknownStateError, read_state
from slotq.original.walk import DifferenceError, Found

S = TypeVar("S", bound=tuple[object, ...])

_BATCH = 64
_MORE = 100  # times as many states as the machine's
_INSIDE = "(inside)"
_CHOICES = frozenset({"timer", "receive"})


class Interleaved(NamedTuple):
    """What was seen.

    Attributes:
        states: How many states of the machine were reached.
        places: How many states of the original.
        steps: How many parts of steps were taken.
    """

    states: int
    places: int
    steps: int


def interleave_regions(driver: Driver, program: Program[S]) -> Interleaved:
    """Run the original with its regions interleaved.

    Raises:
        DifferenceError: A step fails, or leads to a state that the machine does not reach.
        DriverError: The driver did not answer.
    """
    machine = explore(program.system)
    allowed = frozenset(machine.states)
    begun = driver.begin(program.bounds, fine=True)
    ways: dict[bytes, tuple[str, ...]] = {bytes(begun.state): ()}
    pending = [bytes(begun.state)]
    reached = {program.abstract(read_state(bytes(begun.state)))}
    done = taken = 0
    while done < len(pending):
        batch = pending[done : done + _BATCH]
        done += len(batch)
        for raw, steps in zip(batch, driver.expand([ways[raw] for raw in batch]), strict=True):
            for step in steps:
                way = (*ways[raw], step.transition)
                if step.failure:
                    raise _difference(step.failure, way)
                if _waits(step):
                    continue
                taken += 1
                if (after := bytes(step.state)) not in ways:
                    ways[after] = way
                    pending.append(after)
                    reached |= _reached(step, program, allowed, way)
        if len(pending) > _MORE * len(machine.states):
            message = f"more than {_MORE * len(machine.states)} states"
            raise _difference(message, ways[pending[-1]])
    if reached != allowed:
        message = f"{len(allowed - reached)} states of the machine were not reached"
        raise _difference(message, ())
    return Interleaved(len(reached), len(pending), taken)


def _waits(step: Step) -> bool:
    """Whether a process has only chosen what to do, and stands before a lock that is held.

    The choice belongs to the region, which is not begun before the lock is free.
    """
    kinds = {event.kind for event in step.events or ()}
    return step.then.endswith(" lock") and kinds <= _CHOICES


def _reached(
    step: Step, program: Program[S], allowed: frozenset[S], way: tuple[str, ...]
) -> frozenset[S]:
    """Find the state of the machine, if all locks are free."""
    state = read_state(bytes(step.state))
    managed = state.manager
    holders = [state.queue.cond.holder, state.queue.stats_lock] if state.queue else []
    if managed is not None:
        holders += [managed.lock, *(queue.stats_lock for queue in managed.queues)]
    if any(holders):
        return frozenset()
    try:
        reached = program.abstract(state)
    except UnknownStateError as error:
        message = f"no state of the machine: {error}"
        raise _difference(message, way) from error
    if reached not in allowed:
        message = "the machine does not reach this state"
        raise _difference(message, way)
    return frozenset({reached})


def _difference(message: str, way: tuple[str, ...]) -> DifferenceError:
    return DifferenceError(message, [Found(word, _INSIDE) for word in way])
