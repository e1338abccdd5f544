"""slotq.schedule.engine.endless: code that never stops is a finding, and no search hangs."""

import signal
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from time import process_time

import pytest

from slotq.machine import slot_queue_steps
from slotq.machine.callers import Bounds
from slotq.queue import SlotQueue, SlotToken
from slotq.schedule.engine import endless
from slotq.schedule.engine.endless import bounded
from slotq.schedule.engine.findings import FindingError, Kind, Transition
from slotq.schedule.engine.locks import MakeLock, Process
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.schedule.reading.frames import RawState
from slotq.schedule.walk.execution import replay
from slotq.schedule.walk.lock_graph import ScheduleError, explore
from slotq.schedule.walk.specified import SpecifiedProgram
from slotq.verify.claim import ClaimRefutedError
from slotq.verify.code import check_code

HERE = Path(__file__).name


@pytest.fixture(autouse=True)
def limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is short, so that tests are."""
    monkeypatch.setattr(endless, "LIMIT", 0.05)


class Spins(SlotQueue):
    """Looks again and again whether its key has changed, which it never does."""

    __slots__ = ()

    def acquire_slot(self, token: SlotToken) -> bool:
        """Do it wrong."""
        key = self.key
        while self.key is key:
            pass
        return super().acquire_slot(token)


class Insists(SlotQueue):
    """Takes whatever is raised for a reason to try again."""

    __slots__ = ()

    def acquire_slot(self, token: SlotToken) -> bool:
        """Do it wrong."""
        while True:
            try:
                self._insist(token)
            except Exception:  # noqa: BLE001, S112  # that is what is wrong
                continue

    def _insist(self, token: SlotToken) -> None:
        raise ValueError(token)


@pytest.mark.parametrize("queue", [Spins, Insists])
@pytest.mark.parametrize(
    "program",
    [
        pytest.param(lambda queue: CallersProgram(Bounds(1, 1, 1), queue), id="callers"),
        pytest.param(lambda queue: GeneralProgram(1, 1, 1, queue), id="clients"),
    ],
)
def test_a_loop_without_a_stop_refutes_a_claim(
    program: Callable[[type[SlotQueue]], SpecifiedProgram[tuple[object, ...]]],
    queue: type[SlotQueue],
) -> None:
    """The finding says which process loops, where, and how it came there."""
    with pytest.raises(ClaimRefutedError) as caught:
        check_code(program(queue))
    first, *_, last = str(caught.value).splitlines()
    assert first.startswith("endless step: c")
    assert " ran for more than 0.05 s of processor time without a synchronisation step, " in first
    assert f"{queue.__name__}." in first
    assert first.endswith(f" of {HERE}")
    assert last.startswith("slotq replay --")


def test_a_replay_ends_as_well() -> None:
    """By the schedule of the finding."""
    program = GeneralProgram(1, 1, 1, Spins)
    with pytest.raises(ClaimRefutedError) as caught:
        check_code(program)
    cause = caught.value.__cause__
    assert isinstance(cause, FindingError)
    with pytest.raises(FindingError) as again:
        replay(program, [transition for transition, _ in cause.schedule])
    assert (again.value.kind, again.value.schedule) == (Kind.ENDLESS, cause.schedule)


class Loops:
    """A program of locks, one of whose processes never comes to its second lock."""

    def __init__(self, make_lock: MakeLock) -> None:
        self._lock = make_lock()

    def processes(self) -> Mapping[str, Callable[[], object]]:
        """Name them."""
        return {"one": self._loop, "other": self._return}

    def _loop(self) -> None:
        with self._lock:
            while True:
                pass

    def _return(self) -> None:
        with self._lock:
            pass

    def state(self, processes: Mapping[str, Process]) -> tuple[bool, ...]:
        """Who has ended."""
        return tuple(not process.frames() for process in processes.values())

    def action(self, before: tuple[str, ...], after: tuple[str, ...]) -> str:
        """All are alike."""
        del before, after
        return "step"


def test_a_loop_between_two_locks_is_no_program() -> None:
    """The processes of `slotq.sync` have the same bound."""
    said = rf"^one ran for more than 0\.05 s .*, in Loops\._loop, line \d+ of {HERE}$"
    with pytest.raises(ScheduleError, match=said):
        explore(Loops)


class ThinksLong(GeneralProgram):
    """Needs longer to read a state than a process may run."""

    def abstract(self, raw: RawState) -> slot_queue_steps.State:
        """Use the processor, and do it right."""
        end = process_time() + 4 * endless.LIMIT
        while process_time() < end:
            pass
        return super().abstract(raw)


def test_the_scheduler_may_take_its_time() -> None:
    """Only processes are bounded."""
    assert len(replay(ThinksLong(1, 1, 1), [Transition("client-1")])) == 1


def test_what_was_is_so_again() -> None:
    """Nested or not, the signal is given back; one that somebody else uses is left alone."""
    with bounded(), bounded():
        pass
    assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    heard: list[int] = []
    signal.signal(signal.SIGVTALRM, lambda number, _: heard.append(number))
    try:
        with bounded():
            assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    finally:
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def test_another_thread_has_no_bound() -> None:
    """Where Python handles no signal, a search runs without one."""
    ended = []

    def search() -> None:
        with bounded():
            ended.append(signal.getitimer(signal.ITIMER_VIRTUAL))

    thread = threading.Thread(target=search)
    thread.start()
    thread.join()
    assert ended == [(0, 0)]
