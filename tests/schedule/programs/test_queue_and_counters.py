"""queue_and_counters: but for the queue's steps, all code together has the machine's graph."""

from typing import Any

import pytest

from slotq.agent.queueing import QueueingRequest
from slotq.machine.scaling_callers import Bounds
from slotq.primitives import Primitives
from slotq.queue import Key, SlotQueue, SlotToken
from slotq.schedule.engine.findings import Transition
from slotq.schedule.programs.queue_and_counters import QueueAndCountersProgram
from slotq.stats import Counters, RequestState
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.code import check_up_to_hidden_steps

ALONE = Bounds(1, 0, impatient=frozenset({0}))
ONE = Bounds(1, 1, repeated=False)


def test_the_code_does_what_the_machine_does() -> None:
    """A request that no container comes to; claims have the larger bounds."""
    assert check_up_to_hidden_steps(QueueAndCountersProgram(ALONE)) == Evidence(36, 56)


class KeepsTheWon(SlotQueue):
    """Leaves a token in the queue that was won, and lets it be won again."""

    __slots__ = ()

    def acquire_slot(self, token: SlotToken) -> bool:
        """Do it wrong."""
        token.is_busy.compare_and_swap("AcquireCas", token)
        return True


class ExecutesWithNothing(QueueingRequest):
    """Executes though it has given up."""

    __slots__ = ()

    def run(self) -> None:
        """Do it wrong."""
        self.tracker.move(RequestState.WAIT)
        self.wait()
        self.tracker.move(RequestState.EXEC)
        self.tracker.move(RequestState.DONE)


class CountsTwice(SlotQueue):
    """Has counters that count each request twice."""

    __slots__ = ()

    def __init__(self, key: Key, primitives: Primitives) -> None:
        super().__init__(key, primitives)
        self.counters = Doubled(primitives)


class Doubled(Counters):
    """Counts twice what comes."""

    __slots__ = ()

    def enter_request_state(self, state: int) -> None:
        """Do it wrong."""
        if state <= RequestState.NONE:
            return
        with self._lock:
            self._request[state] += 2
            name, count = "wait", self._request[state]
            self._primitives.step("RequestEnter", state=name, count=count)


class GivesUpSecretly(QueueingRequest):
    """Does not wait."""

    __slots__ = ()

    def wait(self) -> SlotToken | None:
        """Do it wrong."""
        has_signalled, token = False, None
        self.context.cancel("Cancel")
        return token if has_signalled else None


@pytest.mark.parametrize(
    ("bounds", "wrong", "said"),
    [
        (ONE, {"make_queue": KeepsTheWon}, "deadlock: nobody can move"),
        (ALONE, {"make_request": ExecutesWithNothing}, "unknown state: request-1 has None"),
        (ALONE, {"make_request": GivesUpSecretly}, "the machine and the code do not have"),
        (ALONE, {"make_queue": CountsTwice}, "broken property: CountInv: Each counter equals "),
    ],
)
def test_wrong_code_is_not(bounds: Bounds, wrong: dict[str, Any], said: str) -> None:
    """Each shows as a difference or as a finding."""
    with pytest.raises(ClaimRefutedError, match=f"^{said}"):
        check_up_to_hidden_steps(QueueAndCountersProgram(bounds, **wrong))


def test_a_step_is_hidden_only_where_nothing_changes() -> None:
    """And has the name then that it has to the specification."""
    visible = QueueAndCountersProgram(ONE).visible
    request, container = Transition("request-1"), Transition("container-1")
    assert visible(request, "AcquireCas", changes=False) is None
    assert visible(request, "AcquireCas", changes=True) == "Win"
    assert visible(container, "AcquireCas", changes=True) == "Eject"
    assert visible(container, "QueueAppend", changes=True) == "QueueSlot"
    assert visible(container, "AcquireRemove", changes=True) == "AcquireRemove"
    assert visible(request, "SignalSend", changes=False) == "SignalSend"
