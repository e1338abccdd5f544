"""Find every state that a system can reach. This search stops too early."""

from collections.abc import Callable, Hashable


def reachable(initial: Hashable, successors: Callable[[Hashable], list[Hashable]]) -> set[Hashable]:
    """Return all states that can be reached.

    Args:
        initial: The state in which everything begins.
        successors: Lists the states that one step leads to.
    """
    seen = {initial}
    for after in successors(initial):
        seen.add(after)
    return seen
