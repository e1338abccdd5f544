"""programs.scaling_callers: those who count have the machine's graph, wrong ones have not."""

from typing import Any

import pytest

from slotq.agent.launching import LAWS, Container, Launcher, Request
from slotq.machine.scaling_callers import Bounds
from slotq.primitives import After, Primitives, Take
from slotq.queue import Key, SlotQueue
from slotq.scaling import is_new_container_needed
from slotq.schedule.engine.findings import FindingError, Kind
from slotq.schedule.programs.scaling_callers import ScalingCallersProgram
from slotq.schedule.walk.execution import Runner
from slotq.schedule.walk.explore import explore
from slotq.stats import ContainerState, Counters, RequestState, SlotQueueStats
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.code import check_code
from tests.schedule.programs.test_scaling import ExitsFirst

FIRST = frozenset({0})
PLAIN = Bounds(1, 1)
REFUSING = Bounds(1, 1, refusing=True)
FAILING = Bounds(1, 1, failing=FIRST, repeated=False)


@pytest.mark.parametrize(
    ("bounds", "evidence"),
    [
        (PLAIN, Evidence(298, 671)),
        (Bounds(1, 1, repeated=False), Evidence(218, 451)),
        (REFUSING, Evidence(311, 696)),
        (FAILING, Evidence(300, 633)),
        (Bounds(1, 1, crashable=FIRST, repeated=False), Evidence(1216, 3817)),
    ],
)
def test_the_code_does_what_the_machine_does(bounds: Bounds, evidence: Evidence) -> None:
    """No state and no edge is missing or extra, and no two states of the code are one."""
    assert check_code(ScalingCallersProgram(bounds)) == evidence


def test_a_container_that_never_lived_is_gone_like_another() -> None:
    """Without being told that something is left out, two states that are one are a finding."""
    bounds = Bounds(1, 1, leaving=FIRST, refusing=True)
    with pytest.raises(FindingError) as caught:
        explore(Runner(ScalingCallersProgram(bounds)))
    assert caught.value.kind is Kind.AMBIGUOUS
    assert check_code(ScalingCallersProgram(bounds), coarse=True).states > 311


def test_a_finding_can_be_replayed() -> None:
    """The options of its command are the bounds."""
    bounds = Bounds(2, 2, FIRST, frozenset({1}), refusing=True, repeated=False)
    expected = (
        "--requests 2 --containers 2 --impatient request-1 --leaving container-2 --refusing --once"
    )
    assert expected == ScalingCallersProgram(bounds).options


class ForgetsToSignal(Request):
    """Tells the launcher nothing."""

    __slots__ = ()

    def wait(self) -> tuple[Container | None, str]:
        """Do it wrong."""
        wins = [After(None, 0, container, "win") for container in self.containers]
        has_signalled = False
        index, _ = self.primitives.select(*wins)
        container = self.containers[index]
        carries = container.slot.change("Win", "won")
        return None if has_signalled else container, carries


def signals_once(*arguments: Any, **keywords: Any) -> Request:
    """Make a request that does not tell the launcher again."""
    return Request(*arguments, **{**keywords, "is_repeating": False})


class ExecutesTooLate(Request):
    """Closes the slot before it counts as executing."""

    __slots__ = ()

    def run(self) -> None:
        """Do it wrong."""
        self.tracker.move(RequestState.WAIT)
        container, _ = self.wait()
        if container is not None:
            container.slot.change("SlotClose", "closed")
            self.tracker.move(RequestState.EXEC)
        self.tracker.move(RequestState.DONE)


class HearsNothing(Launcher):
    """Looks again and again, whether there was a signal or not."""

    __slots__ = ()

    def run(self) -> None:
        """Do it wrong."""
        launched = 0
        while True:
            stats = self.queue.counters.get_stats()
            if is_new_container_needed(stats):
                self._launch(launched)
                launched += 1


class CountsNoStarters(Launcher):
    """Takes no account of containers that are to come."""

    __slots__ = ()

    def run(self) -> None:
        """Do it wrong."""
        launched = 0
        while True:
            request, container = self.queue.counters.get_stats()
            if request.wait > container.idle + container.paused:
                self._launch(launched)
                launched += 1
            self.primitives.select(Take("SignalReceive", self.queue.signaller))


class StartsWhenRefused(Launcher):
    """Starts a container without its resources."""

    __slots__ = ()

    def _launch(self, number: int) -> None:
        if number == len(self.containers):
            self._stay()
        container = self.containers[number]
        container.tracker.move(ContainerState.WAIT)
        self.primitives.select(After(None, 0), After(None, 0))
        self.primitives.spawn("Grant", str(number + 1), container=container.run)


class ComesBackPaused(Container):
    """Counts as paused when it has served."""

    __slots__ = ()

    def _serve(self) -> bool:
        if self._choose("return", "abandon") == "abandon":
            return False
        self.tracker.move(ContainerState.PAUSED)
        return True


class ExecutesAnError(Request):
    """Counts as executing though the slot carries an error."""

    __slots__ = ()

    def _fail(self, container: Container) -> None:
        self.tracker.move(RequestState.EXEC)
        super()._fail(container)


class FailsSilently(Container):
    """Offers no error."""

    __slots__ = ()

    def _fail(self) -> None:
        self.tracker.move(ContainerState.DONE)


class _ReadsOutside(Counters):
    def get_stats(self) -> SlotQueueStats:
        waiting = self._request[RequestState.WAIT]
        stats = super().get_stats()
        return stats._replace(request=stats.request._replace(wait=waiting))


class _Queue(SlotQueue):
    def __init__(self, key: Key, primitives: Primitives) -> None:
        super().__init__(key, primitives)
        self.counters = _ReadsOutside(primitives)


_DIFFERENT = "the machine and the code do not have the same state graph"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"make_request": ForgetsToSignal}, "deadlock: nobody can move"),
        ({"make_request": signals_once}, _DIFFERENT),
        ({"make_request": ExecutesTooLate}, "broken property: OneHolderInv: "),
        ({"make_launcher": HearsNothing}, _DIFFERENT),
        ({"make_launcher": CountsNoStarters}, "broken property: AtMostTwiceInv"),
        ({"make_launcher": StartsWhenRefused, "bounds": REFUSING}, _DIFFERENT),
        ({"make_container": ComesBackPaused}, _DIFFERENT),
        (
            {"make_request": ExecutesAnError, "bounds": FAILING},
            "broken property: FailingWaitsInv",
        ),
        ({"make_container": FailsSilently, "bounds": FAILING}, "broken property: AtMostTwiceInv"),
        ({"track_request": ExitsFirst}, "broken property: CountInv: "),
        (
            {"make_queue": _Queue},
            "access outside the lock: launcher: ",
        ),
    ],
    ids=lambda value: next(iter(value.values())).__name__ if isinstance(value, dict) else "",
)
def test_wrong_code_is_not(wrong: dict[str, Any], said: str) -> None:
    """Each shows as a difference of the graphs, or as what must not be."""
    with pytest.raises(ClaimRefutedError, match=f"^{said}"):
        check_code(ScalingCallersProgram(**{"bounds": PLAIN, **wrong}), coarse=True)


@pytest.mark.parametrize(
    ("reason", "bounds"),
    [
        ("win", PLAIN),
        ("serve", PLAIN),
        ("return", PLAIN),
        ("leave", Bounds(1, 1, leaving=FIRST)),
        ("freeze", Bounds(1, 1, freezable=FIRST)),
        ("die", Bounds(1, 1, crashable=FIRST, repeated=False)),
        ("abandon", PLAIN),
    ],
)
def test_each_law_is_needed(reason: str, bounds: Bounds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one is repealed, the graph is another."""
    monkeypatch.setitem(LAWS, reason, lambda _: True)
    with pytest.raises(ClaimRefutedError):
        check_code(ScalingCallersProgram(bounds), coarse=True)
