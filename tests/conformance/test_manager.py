"""Hypothesis drives the managers by the machine's actions of SlotQueueManager.

More requests than could be explored: queues are lost and made again several times.
"""

from collections.abc import Iterator

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from slotq.machine.kernel import Label
from slotq.manager import LeasingSlotQueueManager, SlotQueueManager
from slotq.queue import SlotQueue
from slotq.schedule.engine.findings import FindingError, Transition
from slotq.schedule.programs.slot_queue_manager import MakeManager, ManagerProgram
from slotq.schedule.walk.execution import Runner
from tests.conformance.driver import SETTINGS, Driver, with_rules

REQUESTS = 8
ORIGINAL = ManagerProgram(REQUESTS)
LEASING = ManagerProgram(REQUESTS, LeasingSlotQueueManager)


class Managing(Driver):
    """The machine of SlotQueueManager, and the code."""

    def __init__(self) -> None:
        super().__init__()
        self.launchers: dict[int, str] = {}

    def ways(self, label: Label) -> Iterator[Transition]:
        """A request has one thing to do, and the launcher of a queue always the same."""
        action, (number, *_) = label
        if action == "DeleteSlotQueue":
            yield Transition(self.launchers[int(number)])
        else:
            yield Transition(f"request-{int(number) + 1}")

    def take(self, action: str, choice: int) -> None:
        """Note whose launcher is whose queue's."""
        before = self.state
        super().take(action, choice)
        if action == "LauncherStart":
            for number, (was, now) in enumerate(
                zip(before.requests, self.state.requests, strict=True)
            ):
                if was != now:
                    self.launchers[now.queue] = f"launcher-of-request-{number + 1}"


@with_rules
class Original(Managing):
    """The original's manager."""

    runner = Runner(ORIGINAL)
    system = ORIGINAL.system


@with_rules
class Leasing(Managing):
    """The manager with leases."""

    runner = Runner(LEASING)
    system = LEASING.system


@pytest.mark.parametrize("driver", [Original, Leasing])
def test_the_code_does_what_the_machine_does(driver: type[Managing]) -> None:
    """Eight requests: the same states and steps on random runs."""
    run_state_machine_as_test(driver, settings=SETTINGS)


class DeletesBusy(SlotQueueManager):
    """Deletes a queue though somebody waits there."""

    __slots__ = ()

    def delete_slot_queue(self, queue: SlotQueue) -> bool:
        """Do it wrong."""
        with self._lock:
            self._hot.pop(queue.key, None)
            self._primitives.step("DeleteSlotQueue")
        return True


class NeverDeletes(LeasingSlotQueueManager):
    """Says that it has deleted an idle queue, and keeps it."""

    __slots__ = ()

    def delete_slot_queue(self, queue: SlotQueue) -> bool:
        """Do it wrong."""
        with self._lock:
            is_idle = queue.counters.is_idle()
            self._primitives.step("DeleteSlotQueue")
        return is_idle


WRONG = [(Original, DeletesBusy), (Leasing, NeverDeletes)]


@pytest.mark.parametrize(("driver", "make"), WRONG)
def test_a_wrong_manager_is_found(driver: type[Managing], make: MakeManager) -> None:
    """The comparison does look: wrong code is found (and not shrunk, which would take longer)."""
    broken = type("Broken", (driver,), {"runner": Runner(ManagerProgram(REQUESTS, make))})
    with pytest.raises((AssertionError, FindingError)):
        run_state_machine_as_test(broken, settings=settings(SETTINGS, phases=[Phase.generate]))
