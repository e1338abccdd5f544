"""programs.callers: the callers have the graph of their machine, and wrong ones have not."""

from typing import Any

import pytest

from slotq.agent.callers import Consumer, Container, ContainerSlot
from slotq.machine.callers import Bounds
from slotq.primitives import Context, Receive, Wait
from slotq.queue import SlotToken
from slotq.schedule.programs.callers import CallersProgram
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.code import check_code

FAILING = Bounds(1, 1, 1, failing=frozenset({0}))
LATER = Bounds(1, 1, 1, idling=frozenset({0}), later=True)


@pytest.mark.parametrize(
    ("bounds", "evidence"), [(FAILING, Evidence(174, 396)), (LATER, Evidence(160, 379))]
)
def test_the_code_does_what_the_machine_does(bounds: Bounds, evidence: Evidence) -> None:
    """A container that cannot start, and one of later versions."""
    assert check_code(CallersProgram(bounds)) == evidence


class CancelsBeforeItCloses(Consumer):
    """Fails with an error in the order in which it would run a call."""

    __slots__ = ()

    def run(self) -> None:
        """Do it wrong."""
        round_ = 1
        while round_ <= len(self.contexts):
            token = self._win(self.contexts[round_ - 1])
            if token is not None:
                token.slot.close()
            round_ += 1

    def _win(self, context: Context) -> SlotToken | None:
        output = self.queue.start_dequeuer(context)
        token = None
        while token is None:
            index, offered = self.primitives.select(Receive(output), Wait(None, context.done))
            if index > 0:
                break
            if self.queue.acquire_slot(offered):
                token = offered
        context.cancel("Cancel")
        return token


class LeavesTheErrorOpen(Consumer):
    """Fails with an error that it does not close."""

    __slots__ = ()

    def _win(self, context: Context) -> SlotToken | None:
        output = self.queue.start_dequeuer(context)
        token = None
        while token is None:
            index, offered = self.primitives.select(Receive(output), Wait(None, context.done))
            if index > 0:
                break
            if self.queue.acquire_slot(offered):
                if offered.slot.error() is not None:
                    break
                token = offered
        context.cancel("Cancel")
        return token


class QueuesNoError(Container):
    """Queues a slot like another, and ends."""

    __slots__ = ()

    def _fail(self) -> None:
        self.queue.queue_slot(ContainerSlot(self.primitives))


class TakesItsErrorBack(Container):
    """Does not leave its token behind."""

    __slots__ = ()

    def _fail(self) -> None:
        token = self.queue.queue_slot(ContainerSlot(self.primitives, "the container did not start"))
        self.queue.acquire_slot(token)


def closes_its_own(*arguments: Any) -> Container:
    """Make a container that closes the slot which it won itself, as those of the seed do."""
    return Container(*arguments[:5])


@pytest.mark.parametrize(
    ("bounds", "wrong", "said"),
    [
        (FAILING, {"make_consumer": CancelsBeforeItCloses}, "broken property: ErrorNeverRunsInv: "),
        (FAILING, {"make_consumer": LeavesTheErrorOpen}, "broken property: WonIsHeldInv: "),
        (FAILING, {"make_container": QueuesNoError}, "broken property: HealthyBehindInv: "),
        (FAILING, {"make_container": TakesItsErrorBack}, "unknown state: container-1 is in"),
        (LATER, {"make_container": closes_its_own}, "the machine and the code do not"),
    ],
    ids=lambda value: next(iter(value.values())).__name__ if isinstance(value, dict) else "",
)
def test_wrong_code_is_not(bounds: Bounds, wrong: dict[str, Any], said: str) -> None:
    """Each shows as a difference of the graphs, or as what must not be."""
    with pytest.raises(ClaimRefutedError, match=f"^{said}"):
        check_code(CallersProgram(bounds, **wrong))
