"""When a queue needs another container.

The launcher of a queue asks this of a snapshot of its counters. The idea is that idle and paused
containers each take one waiting request at once, and that every container that waits for memory or
starts will take one soon; if that leaves a request over, one more container is needed.

So for counters whose sums do not wrap, with all that has come or is coming counted together:

    needed  <=>  request.wait > container.idle + .paused + .start + .wait

The original adds in unsigned integers of 64 bits, in two pairs: idle with paused, and start with
wait. Let `wraps` (0, 1 or 2) be how many of the two sums reach 2**64. Then for all counters

    needed  <=>  request.wait > container.idle + .paused + .start + .wait - wraps * 2**64

where the right-hand side is never negative. A sum that wraps is more than any counter can hold, so
the answer without wrap-around would be no. Therefore wrap-around changes the answer exactly if
`wraps > 0` and the original says yes: it can launch a container that is not needed, and it never
holds back one that is. It takes a counter near 2**64 to get there, which is what an exit before
its enter makes of a zero.
"""

from slotq.stats import UINT64_MODULUS, SlotQueueStats


def is_new_container_needed(stats: SlotQueueStats) -> bool:
    """Say whether more requests wait than there are containers, here or to come.

    Source: isNewContainerNeeded.
    Spec: IsNewContainerNeeded.
    """
    request, container = stats
    idle_workers = (container.idle + container.paused) % UINT64_MODULUS
    # Idle containers take waiting requests at once; all others are busy.
    effective_waiters = 0
    if idle_workers < request.wait:
        effective_waiters = request.wait - idle_workers
    if effective_waiters == 0:
        return False
    # Containers that wait for resources will start; no more of them than effective waiters.
    effective_starters = (container.start + container.wait) % UINT64_MODULUS
    return not (effective_starters > 0 and effective_starters >= effective_waiters)
