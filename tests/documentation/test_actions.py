"""docs.generate.actions: every action is shown next to the code that takes it."""

import pytest

from docs.generate.actions import (
    ACTIONS,
    MODULE,
    _innermost,
    abstract_step,
    actions_reading,
    code_of,
    original_symbol,
)
from docs.generate.specification import actions
from slotq.prove.refinement import REFINES


def test_every_action_is_shown_once() -> None:
    """And nothing else: those of the specification's Next."""
    assert set(ACTIONS) == actions(MODULE) == set(REFINES)
    assert len(ACTIONS) == len(set(ACTIONS))
    text = actions_reading()
    assert [name for name in ACTIONS if text.count(f"\n{name}(") != 1] == []


def test_actions_of_one_region_share_its_code() -> None:
    """The three of a dequeuer's region, and the three arms of its select."""
    headings = [line for line in actions_reading().splitlines() if line.startswith("## ")]
    assert "## DequeuerWait, DequeuerPeek, DequeuerExit" in headings
    assert "## DequeuerDeliver, DequeuerEjected, DequeuerCancelled" in headings


@pytest.mark.parametrize(
    ("action", "function", "first", "above"),
    [
        ("QueueAppend", "SlotQueue.queue_slot", "with self._lock:", "is Queue"),
        (
            "AcquireCas",
            "SlotQueue.acquire_slot",
            'if not token.is_busy.compare_and_swap("AcquireCas", token):',
            "is Win or Lose",
        ),
        ("DequeuerWait", "SlotQueue._peek", "with self._lock:", "stutters"),
        ("Cancel", "Consumer._win", 'context.cancel("Cancel")', "is Cancel"),
    ],
)
def test_the_code_of_an_action_is_found(action: str, function: str, first: str, above: str) -> None:
    """The region of a lock as a whole, else the smallest statement that names it."""
    code = code_of(action)
    assert (code.function, code.text.splitlines()[0]) == (function, first)
    assert abstract_step(action) == above


def test_the_place_in_the_original_is_named() -> None:
    """By its declaration, and the lines of it."""
    assert original_symbol("QueueAppend") == "`slotQueue.queueSlot` (lines 121 to 130)"


def test_an_action_that_no_code_takes_is_an_error() -> None:
    """It cannot be shown next to nothing."""
    with pytest.raises(LookupError, match="no code takes Nothing"):
        code_of("Nothing")
    assert list(_innermost([], "Nothing")) == []
