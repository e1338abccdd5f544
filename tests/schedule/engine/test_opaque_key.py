"""slotq.schedule.engine.opaque_key: a key can be handed on, and nothing else."""

from collections.abc import Callable

import pytest

from slotq.machine.callers import Bounds
from slotq.queue import Dequeuer, SlotQueue, SlotToken
from slotq.schedule.engine.findings import FindingError, Kind
from slotq.schedule.engine.opaque_key import DependsOnKeyError, OpaqueKey
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.walk.execution import Runner
from slotq.schedule.walk.explore import explore

KEY = OpaqueKey("key")
USES: dict[str, Callable[[], object]] = {
    "is compared": lambda: KEY == "key",
    "is ordered": lambda: KEY < "key",
    "is looked up": lambda: {"key": 1}.get(KEY),
    "is measured": lambda: len(KEY),
    "is taken apart": lambda: KEY[0],
    "is searched": lambda: "k" in KEY,
    "is a condition of its beginning": lambda: KEY.startswith("k"),
    "is formatted": lambda: f"{KEY:>10}",
    "is put together": lambda: KEY + "more",
}


@pytest.mark.parametrize("use", USES)
def test_it_cannot_be_looked_at(use: str) -> None:
    """Whatever it is asked would tell it from another."""
    with pytest.raises(DependsOnKeyError):
        USES[use]()


def test_it_can_be_shown() -> None:
    """In a message, which decides nothing."""
    assert repr(KEY) == "'key'"


class PrefersTheOldest(SlotQueue):
    """Picks the oldest token of one queue, and the newest of all others."""

    def _peek(self, dequeuer: Dequeuer) -> SlotToken | None:
        token = super()._peek(dequeuer)
        return None if self.key == "production" else token


def test_code_that_depends_on_the_key_is_found() -> None:
    """Though the key that it depends on is never tried."""
    with pytest.raises(FindingError) as caught:
        explore(Runner(CallersProgram(Bounds(1, 1, 1), PrefersTheOldest)))
    assert caught.value.kind is Kind.EXCEPTION
    assert "DependsOnKeyError: __eq__ of the key 'queue'" in caught.value.message
