"""slot_queue_manager: the managers' graphs are the machine's, and a wrong manager's is not."""

import pytest

from slotq.manager import LeasingSlotQueueManager, SlotQueueManager
from slotq.queue import SlotQueue
from slotq.schedule.engine.findings import FindingError, Kind
from slotq.schedule.programs.slot_queue_manager import MakeManager, ManagerProgram
from slotq.schedule.walk.execution import Runner
from slotq.schedule.walk.explore import explore
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.code import check_code


@pytest.mark.parametrize(
    ("make", "evidence"),
    [(SlotQueueManager, Evidence(125, 256)), (LeasingSlotQueueManager, Evidence(63, 138))],
)
def test_the_code_does_what_the_machine_does(make: MakeManager, evidence: Evidence) -> None:
    """With two requests; how many of them are done is left out by the specification."""
    assert check_code(ManagerProgram(2, make), coarse=True) == evidence


class DeletesByKey(LeasingSlotQueueManager):
    """Does not look which queue is in the map."""

    def delete_slot_queue(self, queue: SlotQueue) -> bool:
        """Do it wrong."""
        with self._lock:
            is_deleted = queue.counters.is_idle()
            if is_deleted:
                self._hot.pop(queue.key, None)
            self._primitives.step("DeleteSlotQueue")
        return is_deleted


def test_strangers_show_a_delete_by_key() -> None:
    """With them the right manager is the machine, and one that looks at the key alone is not."""
    right = check_code(ManagerProgram(2, LeasingSlotQueueManager, strangers=True), coarse=True)
    assert right.states > 63
    with pytest.raises(ClaimRefutedError):
        check_code(ManagerProgram(2, DeletesByKey, strangers=True), coarse=True)


def test_what_is_left_out_is_noticed() -> None:
    """Without being told so, two states that are one are a finding."""
    with pytest.raises(FindingError) as caught:
        explore(Runner(ManagerProgram(2)))
    assert caught.value.kind is Kind.AMBIGUOUS


class DeletesBusy(SlotQueueManager):
    """Does not ask whether the queue is idle."""

    def delete_slot_queue(self, queue: SlotQueue) -> bool:
        """Do it wrong."""
        with self._lock:
            self._hot.pop(queue.key, None)
            self._primitives.step("DeleteSlotQueue")
        return True


class AsksBefore(SlotQueueManager):
    """Asks whether the queue is idle before it has the lock."""

    def delete_slot_queue(self, queue: SlotQueue) -> bool:
        """Do it wrong."""
        is_deleted = queue.counters.is_idle()
        with self._lock:
            if is_deleted:
                self._hot.pop(queue.key, None)
            self._primitives.step("DeleteSlotQueue")
        return is_deleted


class LooksOutside(SlotQueueManager):
    """Looks into the map without the lock."""

    def get_slot_queue(self, key: bytes | str) -> tuple[SlotQueue, bool]:
        """Do it wrong."""
        if key in self._hot:
            return self._hot[key], False
        return super().get_slot_queue(key)


class LeasesWithoutCount(LeasingSlotQueueManager):
    """Deletes a queue although a request has it."""

    def delete_slot_queue(self, queue: SlotQueue) -> bool:
        """Do it wrong."""
        with self._lock:
            self._hot.pop(queue.key, None)
            self._primitives.step("DeleteSlotQueue")
        return True


@pytest.mark.parametrize("wrong", [DeletesBusy, AsksBefore, LooksOutside, LeasesWithoutCount])
def test_wrong_code_is_not(wrong: MakeManager) -> None:
    """Each shows as a difference or as a finding."""
    with pytest.raises(ClaimRefutedError):
        check_code(ManagerProgram(2, wrong), coarse=True)
