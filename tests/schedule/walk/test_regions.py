"""schedule.walk.regions: a lock region that others can interrupt is one step, or a finding."""

import pytest

from slotq.machine.callers import Bounds
from slotq.manager import SlotQueueManager
from slotq.queue import Dequeuer, SlotQueue, SlotToken
from slotq.schedule.engine.world import INSIDE, World
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.slot_queue_manager import ManagerProgram
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.code import check_code
from slotq.verify.regions import check_regions

ONE = Bounds(1, 1, 1, impatient=frozenset({1}))


def test_regions_of_the_queue_are_steps() -> None:
    """More states than the machine has, and no others in which nobody is in a region."""
    found = check_regions(CallersProgram(ONE))
    assert check_code(CallersProgram(ONE)).states < found.states


def test_regions_of_the_manager_are_steps() -> None:
    """Its regions have those of the counters in them."""
    assert check_regions(ManagerProgram(2)) == Evidence(193, 410)


class LooksTwice(SlotQueue):
    """Waits by one reading of the context, and decides by another."""

    def _peek(self, dequeuer: Dequeuer) -> SlotToken | None:
        with self._lock:
            dequeuer.is_waiting = True
            while True:
                cancelled = dequeuer.context.done.is_closed()
                if self._slots or dequeuer.context.done.is_closed():
                    break
                self._condition.wait("DequeuerWait")
            dequeuer.is_waiting = False
            if cancelled:
                self._primitives.step("DequeuerExit")
                return None
            token = self._slots[-1]
            self._primitives.step("DequeuerPeek", token, length=len(self._slots))
            return token


class Compares(SlotQueue):
    """Keeps for the canceller whether two readings of the context differ."""

    def _peek(self, dequeuer: Dequeuer) -> SlotToken | None:
        with self._lock:
            dequeuer.is_waiting = True
            while not self._slots and not dequeuer.context.done.is_closed():
                self._condition.wait("DequeuerWait")
            first = dequeuer.context.done.is_closed()
            second = dequeuer.context.done.is_closed()
            dequeuer.is_waiting = first != second
            if second:
                self._primitives.step("DequeuerExit")
                return None
            token = self._slots[-1]
            self._primitives.step("DequeuerPeek", token, length=len(self._slots))
            return token


class DeletesByOneReading(SlotQueueManager):
    """Deletes by one reading of the counters, and tells of another."""

    __slots__ = ()

    def delete_slot_queue(self, queue: SlotQueue) -> bool:
        """Do it wrong."""
        with self._lock:
            if queue.counters.is_idle():
                self._hot.pop(queue.key, None)
            is_deleted = queue.counters.is_idle()
            self._primitives.step("DeleteSlotQueue", queue=queue, deleted=is_deleted)
        return is_deleted


@pytest.mark.parametrize(
    ("queue", "said"),
    [
        (LooksTwice, "exception: dequeuer-1.1: IndexError"),
        (Compares, "region is not atomic: no order of these steps"),
    ],
)
def test_two_readings_are_found(queue: type[SlotQueue], said: str) -> None:
    """Only here: where nobody can interrupt a region, both readings are always the same."""
    program = CallersProgram(ONE, queue)
    assert check_code(program).states
    with pytest.raises(ClaimRefutedError, match=f"^{said}"):
        check_regions(program)


def test_two_readings_of_the_counters_are_found() -> None:
    """A request is counted in between: the queue is out of the map, and its launcher stays."""
    program = ManagerProgram(2, DeletesByOneReading)
    assert check_code(program, coarse=True).states
    with pytest.raises(ClaimRefutedError, match=r"^region is not atomic"):
        check_regions(program)


def test_a_region_is_left_in_the_middle() -> None:
    """Before a context is read, others may step in, but for those who need the lock."""
    world = World()
    lock, signal = world.lock(), world.signal()
    found = []

    def look() -> None:
        with lock:
            found.append(signal.is_closed())
            found.append(signal.is_closed())
            world.step("Look")

    def enter() -> None:
        with lock:
            world.step("Enter")

    world.start({"looker": look, "other": enter, "closer": lambda: signal.close("Close")})
    world.is_fine = True
    for name in ("looker", "looker"):
        world.take(next(t for t in world.transitions() if t.process == name))
    assert [str(transition) for transition in world.transitions()] == ["looker", "closer"]
    for name in ("closer", "looker", "other"):
        world.take(next(t for t in world.transitions() if t.process == name))
    assert found == [False, True]
    assert [action for _, action in world.taken] == [INSIDE, INSIDE, "Close", "Look", "Enter"]
    world.end()
