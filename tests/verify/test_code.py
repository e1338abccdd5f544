"""slotq.verify.code: the real code's graph is the machine's, and a wrong code's is not."""

from collections.abc import Callable
from types import ModuleType

import pytest

from slotq.machine.callers import Bounds
from slotq.machine.scaling_callers import Bounds as ScalingBounds
from slotq.queue import Dequeuer, SlotQueue, SlotToken
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.queue_and_counters import QueueAndCountersProgram
from slotq.schedule.programs.slot_queue_manager import ManagerProgram
from slotq.tlc.toolchain import Toolchain
from slotq.verify import code, regions
from slotq.verify.claim import ClaimRefutedError, Evidence, Verdict
from slotq.verify.code import check_channel, check_code, check_up_to_hidden_steps
from slotq.verify.code_claims import CHANNEL, CODE
from slotq.verify.manifest import Model, load_manifest
from slotq.verify.models import Folders
from slotq.verify.regions import check_regions
from slotq.verify.workers import check
from tests.verify.checks import claim
from tests.verify.once import explore_once

NAME = "MCRendezvousOneOne"


def test_the_code_of_the_queue_is_the_machine() -> None:
    """With a container and a consumer that may do everything."""
    assert check_code(CallersProgram(CODE["1x1x1"])) == Evidence(1_076, 3_288)


class Keeps(SlotQueue):
    """The winner's token stays in the queue."""

    def _remove(self, token: SlotToken) -> bool:
        del token
        return True


class Forgets(SlotQueue):
    """The canceller wakes nobody."""

    def _wake(self, dequeuer: Dequeuer) -> None:
        dequeuer.is_waiting = False


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (
            Keeps,
            "broken property: ClosedNotListedInv: A token whose trigger is closed ",
        ),
        (Forgets, "access outside the lock: "),
    ],
)
def test_wrong_code_is_not(broken: type[SlotQueue], said: str) -> None:
    """A difference is told as one, and what must not be as what it is."""
    with pytest.raises(ClaimRefutedError, match=f"^{said}"):
        check_code(CallersProgram(Bounds(1, 1, 1), make_queue=broken))


@pytest.mark.parametrize(
    ("check_program", "module", "verdict"),
    [
        # Its states are as many of the machine, which has fewer.
        (lambda: check_code(CallersProgram(CODE["1x1x1"])), code, Verdict.REFUTED),
        # Several of these may be one of the machine.
        (lambda: check_code(ManagerProgram(2), coarse=True), code, Verdict.UNDECIDED),
        (
            lambda: check_up_to_hidden_steps(QueueAndCountersProgram(ScalingBounds(1, 0))),
            code,
            Verdict.UNDECIDED,
        ),
        (lambda: check_regions(ManagerProgram(2)), regions, Verdict.UNDECIDED),
    ],
    ids=["code", "coarse", "hiding", "regions"],
)
def test_a_search_that_was_stopped_refutes_only_what_it_contradicts(
    monkeypatch: pytest.MonkeyPatch,
    check_program: Callable[[], Evidence],
    module: ModuleType,
    verdict: Verdict,
) -> None:
    """Too many states are no answer where the machine may stand for more than one of them."""
    monkeypatch.setattr(module, "_MORE", 0)
    result = check(claim("code", check_program))
    assert (result.verdict, result.message[:10]) == (verdict, "more than ")


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    """One that sends, one that receives."""
    monkeypatch.setattr(code, "explore_with_tlc", explore_once)
    return load_manifest().find(NAME)


def test_the_code_of_the_channel_is_specified(toolchain: Toolchain, model: Model) -> None:
    """Under every schedule of its lock."""
    assert check_channel(toolchain, model, CHANNEL[NAME], Folders()) == Evidence(326, 643)


def test_another_channel_is_not(toolchain: Toolchain, model: Model) -> None:
    """Without a receiver it does less than the model."""
    said = "^the specification and the code do not have the same state graph"
    with pytest.raises(ClaimRefutedError, match=said):
        check_channel(toolchain, model, (1, 0), Folders())
