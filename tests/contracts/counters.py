"""What counters promise when they wrap, for every value that one can have.

A planted bug is put in by importing another `Counters` here.
"""

from slotq.stats import Counters


def is_counter(number: int) -> bool:
    """Say whether a counter can have this value."""
    return 0 <= number < 2**64


def entered(count: int) -> tuple[int, int]:
    """One more, and none after the greatest; for a request and for a container.

    pre: is_counter(count)
    post: __return__ == ((0, 0) if count == 2**64 - 1 else (count + 1, count + 1))
    """
    counters = Counters()
    counters._request[1] = counters._container[1] = count
    counters.enter_request_state(1)
    counters.enter_container_state(1)
    return counters._request[1], counters._container[1]


def exited(count: int) -> tuple[int, int]:
    """One less, and the greatest after none.

    pre: is_counter(count)
    post: __return__ == ((2**64 - 1,) * 2 if count == 0 else (count - 1, count - 1))
    """
    counters = Counters()
    counters._request[1] = counters._container[1] = count
    counters.exit_request_state(1)
    counters.exit_container_state(1)
    return counters._request[1], counters._container[1]


def undone(count: int) -> tuple[int, int]:
    """An exit takes back what an enter did, and the other way round.

    pre: is_counter(count)
    post: __return__ == (count, count)
    """
    counters = Counters()
    counters._request[1] = counters._container[1] = count
    counters.enter_request_state(1)
    counters.exit_request_state(1)
    counters.exit_container_state(1)
    counters.enter_container_state(1)
    return counters._request[1], counters._container[1]
