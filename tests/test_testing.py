"""slotq.testing: the state machine for users accepts the reference, and nothing that is broken."""

import re

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import FlakyFailure, FlakyStrategyDefinition
from hypothesis.stateful import run_state_machine_as_test

from slotq.oracle.conform.reference import Reference
from slotq.testing import Implementation, Patience, Size, SlotQueueMachine
from tests.oracle.conform.programs import BROKEN

SETTINGS = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


ATTEMPTS = 10


class OfTheReference(SlotQueueMachine):
    """The reference, on threads."""

    patience = Patience(answer=10, served=10)

    def make(self) -> Implementation:
        """Make one."""
        return Reference()


def failure(machine: type[SlotQueueMachine], how: settings) -> str:
    """Say how a machine fails; with real threads it need not fail in the same way again.

    Nor need the same draws lead to the same run, which Hypothesis may notice before any failure.
    """
    for _ in range(ATTEMPTS):
        try:
            run_state_machine_as_test(machine, settings=how)
        except AssertionError as error:
            return str(error)
        except FlakyFailure as group:
            return " ".join(map(str, group.exceptions))
        except FlakyStrategyDefinition:
            continue
        return "it does not"
    return "it differs each time"


def test_the_reference_is_accepted() -> None:
    """On random runs."""
    assert failure(OfTheReference, SETTINGS) == "it does not"


@pytest.mark.parametrize(
    ("name", "code"),
    [("PicksTheOldest", "SQ301"), ("PeekRemoves", "SQ30[12]"), ("AlwaysWins", "SQ301")],
)
def test_a_broken_queue_is_found(name: str, code: str) -> None:
    """With the code that slotq conform gives, and the calls (not shrunk: that takes longer)."""

    class Broken(SlotQueueMachine):
        patience = Patience(answer=5, served=0.1)

        def make(self) -> Implementation:
            return Reference(BROKEN[name])

    quick = settings(SETTINGS, phases=[Phase.generate], max_examples=200)
    assert re.search(rf"{code} .*\nthe calls: \w+", failure(Broken, quick))


class Partial(Reference):
    """Has no slots."""

    def close_slot(self, token: int) -> bool:
        """Do nothing."""
        raise NotImplementedError

    wait_closed = wait_trigger = None  # type: ignore[assignment]


class Hangs(Reference):
    """Never returns from an acquire."""

    def acquire_slot(self, process: str, token: int) -> bool:
        """Wait for nothing."""
        del process
        return self.wait_trigger(token, 30)


@pytest.mark.parametrize(("kind", "code"), [(Partial, "SQ312"), (Hangs, "SQ311")])
def test_what_raises_or_never_returns_is_a_finding(kind: type[Reference], code: str) -> None:
    """The test ends, and says so."""

    class Odd(SlotQueueMachine):
        size = Size(1, 1, 1)
        patience = Patience(answer=0.1, served=0.1)

        def make(self) -> Implementation:
            return kind()

    quick = settings(SETTINGS, phases=[Phase.generate], max_examples=100)
    assert re.search(code, failure(Odd, quick))
