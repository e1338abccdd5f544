"""slotq.verify.broken: code that is wrong is told by the property that it breaks."""

import pytest

from slotq.machine.callers import Bounds
from slotq.queue import Slot, SlotQueue, SlotToken
from slotq.schedule.engine.findings import FindingError, Kind
from slotq.schedule.faults.catalogue import broken
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.walk import explore
from slotq.schedule.walk.execution import Runner
from slotq.verify.broken import of_finding, of_graph
from slotq.verify.claim import ClaimRefutedError
from slotq.verify.code import check_code
from slotq.verify.code_claims import CODE

PLAIN = Bounds(1, 1, 1)


class BroadcastsNothing(SlotQueue):
    """A queue whose line with the broadcast was deleted."""

    def queue_slot(self, slot: Slot) -> SlotToken:
        """Do it wrong."""
        token = SlotToken(self, slot, self._primitives)
        with self._lock:
            token.id = self._next_id
            self._slots.append(token)
            self._next_id += 1
            self._primitives.step("QueueAppend", token, length=len(self._slots))
        return token


def test_a_deleted_broadcast_is_told_by_the_wake_up_that_it_loses() -> None:
    """The property and its sentence, the shortest schedule, and only then the difference."""
    with pytest.raises(ClaimRefutedError) as caught:
        check_code(CallersProgram(CODE["1x1x1"], make_queue=BroadcastsNothing))
    lines = str(caught.value).splitlines()
    assert lines[0].startswith("broken property: NoLostWakeUpInv: No wake-up is lost: while a ")
    assert lines[1].startswith("BroadcastToComeInv: No wake-up is lost: ")
    assert [line.split() for line in lines[2:6]] == [
        ["consumer-1", "dequeuer-1.1", "container-1"],
        ["1", "DequeuerStart"],
        ["2", "DequeuerWait"],
        ["3", "QueueAppend"],
    ]
    assert lines[6].endswith(" 'consumer-1 dequeuer-1.1 container-1'")
    assert lines[7] == "the machine and the code do not have the same state graph"


def test_where_nobody_can_move_it_says_so() -> None:
    """Though the walk has stopped there, the schedule is a shortest one."""
    program = broken("SkipBroadcast", CallersProgram(PLAIN))
    with pytest.raises(FindingError) as caught:
        explore.explore(Runner(program))
    found = of_finding(program, caught.value)
    assert (found.kind, len(found.schedule)) == (Kind.BROKEN, 4)
    assert "nobody can move: dequeuer-1.1 sleeps although token 0 is listed" in str(found)
    assert str(found).endswith(
        "--break SkipBroadcast 'consumer-1 dequeuer-1.1 container-1 container-1'"
    )


def test_what_breaks_no_property_is_left_as_it_was_found() -> None:
    """A finding of the right code would be that of the search itself."""
    program, finding = CallersProgram(PLAIN), FindingError(Kind.HIDDEN, "a message", [])
    assert of_finding(program, finding) is finding
    code = explore.explore(Runner(program))
    assert of_graph(program, code, lambda *_: False) is None
