"""slotq.oracle.verdict.shrinking: what is not needed for a failure is left out, within a budget."""

from collections.abc import Sequence

from slotq.oracle.verdict.shrinking import Effort, shrink


def test_what_is_needed_is_left() -> None:
    """Two of many items fail together, and only they are left."""
    left = shrink(range(100), lambda some: {13, 77} <= set(some), Effort(10**6, 60))
    assert left == [13, 77]


def test_steps_end() -> None:
    """A budget of steps is kept, and what is left then still fails."""
    effort = Effort(5, 60)
    tried: list[Sequence[int]] = []

    def fails(some: Sequence[int]) -> bool:
        effort.spend(1)
        tried.append(some)
        return 13 in some

    left = shrink(range(1000), fails, effort)
    assert (len(tried), 13 in left) == (5, True)


def test_time_ends() -> None:
    """No seconds mean no attempts."""
    assert shrink([1, 2], lambda _: True, Effort(10**6, 0)) == [1, 2]
