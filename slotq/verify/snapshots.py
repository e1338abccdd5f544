"""The reference decides by a snapshot as the machine does, for counters at their turning points.

Two questions are asked of a snapshot: whether the queue is idle, and whether another container is
needed. The graphs of the code ask them only of the snapshots that a small system comes to. Here
they are asked of any: of all that the decisions look at at each value around which they turn, 2**64
being one, and of what they should not look at.
"""

from collections.abc import Callable, Iterator
from itertools import product

from slotq.machine import scaling
from slotq.scaling import is_new_container_needed
from slotq.stats import UINT64_MODULUS, ContainerCounts, RequestCounts, SlotQueueStats
from slotq.verify.claim import ClaimRefutedError, Evidence

Decide = Callable[[SlotQueueStats], bool]
VALUES = (0, 1, 2, UINT64_MODULUS - 1)
_FEW = VALUES[:2]
_BOUNDS = scaling.Bounds(requests=0, containers=0, movers=0)
_EMPTY = scaling.init(_BOUNDS)


def check_snapshots(
    idle: Decide = SlotQueueStats.is_idle, needed: Decide = is_new_container_needed
) -> Evidence:
    """Compare the reference's decisions with the machine's.

    Args:
        idle: Says whether a queue is idle.
        needed: Says whether it needs another container.

    Raises:
        ClaimRefutedError: They differ.
    """
    looked = 0
    for state, stats in _snapshots():
        looked += 1
        expected = scaling.is_idle(state), scaling.is_new_container_needed(state, _BOUNDS)
        found = idle(stats), needed(stats)
        if found != expected:
            message = f"{stats}: idle and needed are {found}, but the machine gives {expected}"
            raise ClaimRefutedError(message)
    return Evidence(others=looked)


def _snapshots() -> Iterator[tuple[scaling.State, SlotQueueStats]]:
    requests, containers = _EMPTY.sides
    # Of a request: wait, exec, done. Of a container: wait, start, idle, paused, busy, done.
    for counts in product(VALUES, _FEW, _FEW):
        for others in product(VALUES, VALUES, VALUES, VALUES, _FEW, _FEW):
            sides = requests._replace(counts=counts), containers._replace(counts=others)
            stats = SlotQueueStats(RequestCounts(0, *counts), ContainerCounts(0, *others))
            yield _EMPTY._replace(sides=sides), stats
