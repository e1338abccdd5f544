"""programs.slot_queue_steps: the code's graph under the most general clients, and wrong queues'."""

from dataclasses import replace

import pytest

from slotq.machine.kernel import explore as explore_machine
from slotq.machine.slot_queue_steps import Client, Dequeuer, State
from slotq.queue import Slot, SlotQueue, SlotToken
from slotq.schedule.engine.findings import FindingError, parse_schedule
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.schedule.walk.execution import Runner
from slotq.schedule.walk.execution import replay as replay_schedule
from slotq.schedule.walk.explore import TooManyStatesError, explore
from slotq.stats import UINT64_MODULUS
from slotq.verify.claim import ClaimRefutedError
from slotq.verify.code import check_code
from tests.schedule import broken


@pytest.mark.parametrize("sizes", [(1, 1, 1), (2, 1, 1)])
def test_the_code_does_what_the_machine_does(sizes: tuple[int, int, int]) -> None:
    """No state and no edge is missing, and none is extra."""
    program = GeneralProgram(*sizes)
    machine = explore_machine(program.system)
    code = explore(Runner(program))
    states = machine.states
    assert set(states) == set(code.states)
    assert {(states[a], label.action, states[b]) for a, label, b in machine.edges} == code.edges()


@pytest.mark.parametrize(
    "queue",
    [
        broken.PickRemoves,
        broken.WakesNobody,
        broken.ClosesBeforeRemoving,
        broken.ChecksThenSets,
        broken.NotifiesBeforeAppend,
    ],
)
def test_wrong_code_does_something_else(queue: type[SlotQueue]) -> None:
    """Each wrong queue shows as a difference or as a finding."""
    with pytest.raises((ClaimRefutedError, FindingError, TooManyStatesError)):
        check_code(GeneralProgram(2, 1, 1, queue))


def test_a_client_acquires_what_another_queued() -> None:
    """It knows the token from the delivery on, and nothing before."""
    schedule = "client-1 client-1 client-2:1 dequeuer-1 dequeuer-1:0>client-2 client-2:1"
    taken = replay_schedule(GeneralProgram(2, 1, 1), parse_schedule(schedule))
    assert [action for action, _ in taken] == [
        "QueueAppend",
        "QueueBroadcast",
        "DequeuerStart",
        "DequeuerPeek",
        "DequeuerDeliver",
        "AcquireCas",
    ]
    assert taken[-1][1] == State(
        slots=(0,),
        next_id=1,
        busy=1,
        closed=0,
        clients=(Client(1), Client(1, "remove", 0)),
        dequeuers=(Dequeuer("lock", owner=1, canceller="waiting"),),
    )


def test_the_bounds_hold() -> None:
    """No client queues a token too many, or starts a dequeuer again."""
    program = GeneralProgram(1, 1, 1)
    with Runner(program).run() as run:
        for transition in parse_schedule("client-1 client-1 client-1:2"):
            run.take(transition)
        found = {str(transition) for transition in run.transitions()}
    assert found == {"client-1:1", "dequeuer-1", "cancel-1"}


class NeverWraps(SlotQueue):
    """Gives ids that grow for ever."""

    def queue_slot(self, slot: Slot) -> SlotToken:
        """Do it wrong."""
        token = SlotToken(self, slot, self._primitives)
        with self._lock:
            token.id = self._next_id
            self._slots.append(token)
            self._next_id += 1
            self._primitives.step("QueueAppend", token, length=len(self._slots))
        self._condition.broadcast("QueueBroadcast")
        return token


class RemovesByOrder(SlotQueue):
    """Takes the list for one that is ordered by ids."""

    def _remove(self, token: SlotToken) -> bool:
        if self._slots and self._slots[-1].id < token.id:
            return False
        return super()._remove(token)


WRAP = GeneralProgram(1, 1, 2, first_id=UINT64_MODULUS - 1)


def test_ids_may_begin_anywhere() -> None:
    """Also where they begin anew after one."""
    assert check_code(WRAP) == check_code(GeneralProgram(1, 1, 2))


@pytest.mark.parametrize("queue", [NeverWraps, RemovesByOrder])
def test_ids_that_wrap_are_explored(queue: type[SlotQueue]) -> None:
    """What goes by their size shows only there, or far from zero."""
    with pytest.raises(ClaimRefutedError):
        check_code(replace(WRAP, make_queue=queue))
