"""The parts of the original that are compared, each at its bounds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from slotq.errors import SlotqError
from slotq.machine import scaling
from slotq.machine.callers import Bounds
from slotq.original.driver import Driver
from slotq.original.programs.callers import OfCallers
from slotq.original.programs.counting import Movers
from slotq.original.programs.general import General
from slotq.original.programs.managing import OfManager
from slotq.original.programs.program import Program
from slotq.original.pure import compare_idle, compare_keys, compare_needed
from slotq.original.regions import interleave_regions
from slotq.original.walk import walk
from slotq.stats import UINT64_MODULUS

_FIRST, _SECOND = frozenset({0}), frozenset({1})
Progress = Callable[[int, int], None]


class UnknownBoundError(SlotqError):
    """A bound was named that there is not."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was compared.

    Attributes:
        states: How many states of the machine; none where a function only computes.
        edges: How many edges, or vectors; of interleaved regions, parts of steps.
        steps: How many steps of the original were taken.
    """

    states: int
    edges: int
    steps: int


PROGRAMS: MappingProxyType[str, Program[Any]] = MappingProxyType(
    {
        "general-1x1x1": General(1, 1, 1),
        # Two dequeuers that sleep at the same time, or offer the same token.
        "general-1x2x1": General(1, 2, 1),
        # Three listed tokens: one in the middle is removed, and the order of the others shows.
        "general-1x1x3": General(1, 1, 3),
        # Ids that begin anew with zero.
        "general-wrap": General(1, 1, 3, first_id=UINT64_MODULUS - 2),
        # Two clients that race for one token, with another one listed.
        "general-2x1x2": General(2, 1, 2),
        # Everybody may do everything.
        "callers-1x1x1": OfCallers(
            Bounds(1, 1, 1, _FIRST, _FIRST, _FIRST, _SECOND, _SECOND, _FIRST)
        ),
        "callers-later": OfCallers(
            Bounds(1, 1, 1, _FIRST, _FIRST, _FIRST, _SECOND, _SECOND, later=True)
        ),
        "callers-1x1x2": OfCallers(Bounds(1, 1, 2)),
        "callers-1x2x1": OfCallers(Bounds(1, 2, 1)),
        "callers-2x1x1": OfCallers(Bounds(2, 1, 1, idling=_FIRST, failing=_SECOND)),
        "counters-1x1x1": Movers(scaling.Bounds(1, 1, 1)),
        # Two processes that move one tracker.
        "counters-1x0x2": Movers(scaling.Bounds(1, 0, 2)),
        "counters-0x1x2": Movers(scaling.Bounds(0, 1, 2)),
        # As many requests as lose a queue.
        "manager-3": OfManager(3),
        # Somebody keeps a queue, and deletes it later.
        "manager-strangers": OfManager(2, strangers=True),
    }
)
REGIONS: MappingProxyType[str, Program[Any]] = MappingProxyType(
    {
        f"regions-{name}": PROGRAMS[name]
        for name in ("general-1x2x1", "callers-1x1x1", "callers-1x2x1", "manager-3")
    }
)
"""Programs whose regions of locks are interleaved."""
FUNCTIONS: MappingProxyType[str, Callable[[Driver], int]] = MappingProxyType(
    {"needed": compare_needed, "idle": compare_idle, "keys": compare_keys}
)
BOUNDS = (*PROGRAMS, *REGIONS, *FUNCTIONS)
"""Their names, in the order in which they are compared."""


def require_bounds(names: Sequence[str]) -> list[str]:
    """Choose the bounds of those names, or all.

    Raises:
        UnknownBoundError: There is none of that name.
    """
    for name in names:
        if name not in BOUNDS:
            nearest = ", ".join(get_close_matches(name, BOUNDS, cutoff=0))
            message = f"there is no bound {name}: its nearest names are {nearest}"
            raise UnknownBoundError(message)
    return [name for name in BOUNDS if not names or name in names]


def compare(driver: Driver, name: str, on_progress: Progress | None = None) -> Seen:
    """Compare a part of the original with the machine.

    Raises:
        DifferenceError: A step differs; the schedule says how it comes about.
        ValueDiffersError: A value does.
        DriverError: The original did not answer.
    """
    if name in FUNCTIONS:
        return Seen(0, FUNCTIONS[name](driver), 0)
    if name in REGIONS:
        interleaved = interleave_regions(driver, REGIONS[name])
        return Seen(interleaved.states, interleaved.steps, interleaved.steps)
    walked = walk(driver, PROGRAMS[name], on_progress=on_progress)
    return Seen(walked.states, walked.edges, walked.steps + walked.again)
