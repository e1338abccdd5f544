"""What `is_new_container_needed` promises, for all counters that there can be.

Each function has one promise as its postcondition. A planted bug is put in by importing another
`is_new_container_needed` here.
"""

from slotq.scaling import is_new_container_needed
from slotq.stats import ContainerCounts, RequestCounts, SlotQueueStats


def are_counters(*numbers: int) -> bool:
    """Say whether counters can have these values."""
    return all(0 <= number < 2**64 for number in numbers)


def wraps(first: int, second: int) -> int:
    """Say how often a sum wraps."""
    return int(first + second >= 2**64)


def needed_exactly(queued: int, waiting: int, starting: int, idle: int, paused: int) -> bool:
    """Ask with sums that do not wrap."""
    return queued > idle + paused + starting + waiting


def needed(queued: int, waiting: int, starting: int, idle: int, paused: int) -> bool:
    """Ask with those requests and containers, and no others."""
    container = ContainerCounts(wait=waiting, start=starting, idle=idle, paused=paused)
    return is_new_container_needed(SlotQueueStats(RequestCounts(wait=queued), container))


def differs(queued: int, waiting: int, starting: int, idle: int, paused: int) -> bool:
    """Say whether wrap-around changes the answer."""
    exactly = needed_exactly(queued, waiting, starting, idle, paused)
    return needed(queued, waiting, starting, idle, paused) != exactly


def other_counters(
    read: tuple[int, int, int, int, int], others: tuple[int, int, int, int, int, int]
) -> bool:
    """Nothing depends on the other counters.

    pre: are_counters(*read)
    post: __return__ == needed(*read)
    """
    queued, waiting, starting, idle, paused = read
    none, executing, request_done, no_container, busy, done = others
    request = RequestCounts(none, queued, executing, request_done)
    container = ContainerCounts(no_container, waiting, starting, idle, paused, busy, done)
    return is_new_container_needed(SlotQueueStats(request, container))


def nobody_waits(waiting: int, starting: int, idle: int, paused: int) -> bool:
    """Nothing is needed if no request waits.

    pre: are_counters(waiting, starting, idle, paused)
    post: not __return__
    """
    return needed(0, waiting, starting, idle, paused)


def nothing_to_come(queued: int) -> bool:
    """A container is needed if a request waits and there is none.

    pre: are_counters(queued) and queued > 0
    post: __return__
    """
    return needed(queued, 0, 0, 0, 0)


def simplified(queued: int, waiting: int, starting: int, idle: int, paused: int) -> bool:
    """If no sum wraps, requests are compared with all containers that will take one.

    pre: are_counters(queued, waiting, starting, idle, paused)
    pre: not wraps(idle, paused) and not wraps(starting, waiting)
    post: __return__ == needed_exactly(queued, waiting, starting, idle, paused)
    """
    return needed(queued, waiting, starting, idle, paused)


def remaining(waiting: int, starting: int, idle: int, paused: int) -> int:
    """Each sum that wraps takes 2**64 off the containers, and leaves no fewer than none.

    pre: are_counters(waiting, starting, idle, paused)
    post: __return__ >= 0
    """
    return (
        idle
        + paused
        + starting
        + waiting
        - 2**64 * (wraps(idle, paused) + wraps(starting, waiting))
    )


def wrapping(queued: int, waiting: int, starting: int, idle: int, paused: int) -> bool:
    """Requests are compared with the containers that wrap-around leaves.

    pre: are_counters(queued, waiting, starting, idle, paused)
    post: __return__ == (queued > remaining(waiting, starting, idle, paused))
    """
    return needed(queued, waiting, starting, idle, paused)


def changed_answer(queued: int, waiting: int, starting: int, idle: int, paused: int) -> bool:
    """The answer is another than without wrap-around exactly if a sum wraps and it is yes.

    pre: are_counters(queued, waiting, starting, idle, paused)
    post: __return__ == differs(queued, waiting, starting, idle, paused)
    """
    is_wrapped = wraps(idle, paused) + wraps(starting, waiting) > 0
    return is_wrapped and needed(queued, waiting, starting, idle, paused)


def last_guard(queued: int, waiting: int, starting: int, idle: int, paused: int) -> bool:
    """It makes no difference whether starters are compared with zero first.

    pre: are_counters(queued, waiting, starting, idle, paused)
    post: __return__ == needed(queued, waiting, starting, idle, paused)
    """
    idle_workers = (idle + paused) % 2**64
    effective_waiters = queued - idle_workers if idle_workers < queued else 0
    if effective_waiters == 0:
        return False
    return (starting + waiting) % 2**64 < effective_waiters
