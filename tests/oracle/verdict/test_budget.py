"""verdict.budget: what is not decided within it is undecided, whatever the log is made of."""

import pytest

from slotq.formats.errors import BudgetError
from slotq.oracle.verdict.budget import Budget


class Clock:
    """Time that a test lets go by."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def test_states_are_spent_as_they_are_made() -> None:
    """Ten times as many may be made as may be kept, in each search; large ones count more."""
    budget = Budget(states=2, clock=Clock())
    for _ in range(2):
        for _ in range(20):
            budget.spend()
        with pytest.raises(BudgetError, match="more than 20 candidate states were explored"):
            budget.spend()
        budget.begin()
    budget.spend(parts=19 * 32)
    with pytest.raises(BudgetError):
        budget.spend()


def test_states_are_kept_by_their_size() -> None:
    """A state of many parts takes the place of several."""
    budget = Budget(states=10, clock=Clock())
    budget.keep(10, parts=31)
    budget.keep(5, parts=32)
    with pytest.raises(BudgetError, match="more than 10 candidate states were possible at once"):
        budget.keep(6, parts=32)


def test_time_goes_on() -> None:
    """The clock is looked at where states are kept, and now and then where they are made."""
    clock = Clock()
    budget = Budget(states=1_000, seconds=3, clock=clock)
    clock.now = 3.0
    budget.look()
    clock.now = 3.1
    for look in (budget.look, lambda: budget.keep(1)):
        with pytest.raises(BudgetError, match="no verdict was found within 3 seconds"):
            look()
    for _ in range(63):
        budget.spend()
    with pytest.raises(BudgetError, match="within 3 seconds"):
        budget.spend()
