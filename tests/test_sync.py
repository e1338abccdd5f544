"""The primitives on real threads, in the orders that matter, each brought about and not waited for.

A lock that announces who is about to wait at it tells when a thread is parked, so that no test has
to sleep until it probably is.
"""

import math
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from types import TracebackType
from typing import Any

import pytest

from slotq.errors import ClosedTwiceError, MisuseError
from slotq.sync import THREADS, After, Arm, Receive, Send, SystemLock, Take, Threads, Wait

PATIENCE = 20
"""Seconds after which a thread is stuck."""
pytestmark = pytest.mark.timeout(30)


class AnnouncingLock:
    """A lock that says who is about to wait at it."""

    def __init__(self, waiting: SimpleQueue[str]) -> None:
        self.lock = threading.Lock()
        self._waiting = waiting

    def acquire(self, *, timeout: float = -1) -> bool:
        """Take the lock."""
        if self.lock.acquire(blocking=False):
            return True
        self._waiting.put(threading.current_thread().name)
        return self.wait(timeout)

    def wait(self, timeout: float) -> bool:
        """Wait until the lock is free, and take it."""
        return self.lock.acquire(timeout=timeout)

    def release(self) -> None:
        """Let it go."""
        self.lock.release()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        self.release()


class LateLock(AnnouncingLock):
    """The timer rings, but its process does not run again before somebody has fired it."""

    def wait(self, timeout: float) -> bool:
        """Say that the time is over, once the lock is free."""
        assert self.lock.acquire(timeout=PATIENCE)
        return timeout < 0


class InterruptedLock(AnnouncingLock):
    """Whoever waits is interrupted, as by Ctrl-C."""

    def wait(self, timeout: float) -> bool:
        """Raise."""
        raise KeyboardInterrupt(timeout)


class Stage(Threads):
    """Primitives that tell who is parked, and keep a record."""

    def __init__(self, lock: Callable[[SimpleQueue[str]], SystemLock] = AnnouncingLock) -> None:
        self.waiting: SimpleQueue[str] = SimpleQueue()
        self.lines: list[tuple[str | None, object, str, dict[str, object]]] = []
        super().__init__(lambda: lock(self.waiting))

    def happened(
        self,
        step: str | None,
        token: object = None,
        process: str | None = None,
        /,
        **fields: object,
    ) -> None:
        """Write the step down."""
        self.lines.append((step, token, process or threading.current_thread().name, fields))

    def park_process(self, name: str, function: Callable[[], Any]) -> Future[Any]:
        """Start a process, and go on when it is parked."""
        future = start(name, function)
        while self.waiting.get(timeout=PATIENCE) != name:
            pass  # an earlier process met another one at a lock
        return future

    def park_select(self, name: str, *arms: Arm) -> Future[Any]:
        """Start a process that does one select, and go on when it is parked."""
        return self.park_process(name, lambda: self.select(*arms))


def start(name: str, function: Callable[[], Any]) -> Future[Any]:
    """Run a function in a thread of that name."""
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(function())
        except Exception as error:  # noqa: BLE001  # it is whoever waits that must see it
            future.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future


@pytest.fixture
def stage() -> Stage:
    """Make primitives of the test's own."""
    return Stage()


@pytest.fixture(autouse=True)
def own_name() -> None:
    """Name the thread that the test runs in."""
    threading.current_thread().name = "main"


def test_send_meets_a_parked_receiver(stage: Stage) -> None:
    """The step is the sender's and names the receiver, when the sender comes second."""
    channel = stage.channel()
    received = stage.park_select("receiver", Wait("Other", stage.signal()), Receive(channel))
    assert stage.select(Send("Send", channel, "item")) == (0, None)
    assert received.result(PATIENCE) == (1, "item")
    assert stage.lines == [("Send", "item", "main", {"to": "receiver"})]


def test_receive_meets_a_parked_sender(stage: Stage) -> None:
    """The step is the sender's and names the receiver, when the sender comes first."""
    channel = stage.channel()
    sent = stage.park_select("sender", Wait("Other", stage.signal()), Send("Send", channel, "item"))
    assert stage.select(Receive(channel)) == (0, "item")
    assert sent.result(PATIENCE) == (1, None)
    assert stage.lines == [("Send", "item", "sender", {"to": "main"})]


def test_longest_parked_is_met_first(stage: Stage) -> None:
    """Nobody is overtaken for ever by those who come later."""
    channel = stage.channel()
    receivers = [stage.park_select(f"receiver-{n}", Receive(channel)) for n in range(3)]
    for item in "abc":
        stage.select(Send("Send", channel, item))
    assert [future.result(PATIENCE) for future in receivers] == [(0, "a"), (0, "b"), (0, "c")]


def test_first_ready_arm_is_taken(stage: Stage) -> None:
    """The choice among ready arms is their order, so that a run can be repeated."""
    channel, signal = stage.channel(), stage.signal()
    signal.close("Close")
    sent = stage.park_select("sender", Send("Send", channel, "item"))
    assert stage.select(After("Timer", 0), Wait("Wait", signal), Receive(channel)) == (1, None)
    assert stage.select(Receive(channel), Wait("Wait", signal)) == (0, "item")
    assert sent.result(PATIENCE) == (0, None)


def test_wait_for_closed_signal_is_recorded(stage: Stage) -> None:
    """The arm's own fields go into its line."""
    signal = stage.signal()
    signal.close("Close", "token")
    stage.select(Wait("Wait", signal, "token", "trigger"))
    assert stage.lines == [
        ("Close", "token", "main", {"ok": True}),
        ("Wait", "token", "main", {"reason": "trigger"}),
    ]


def test_close_wakes_everybody(stage: Stage) -> None:
    """All who wait go on, each once, even one that waits with two arms; the close comes first."""
    signal = stage.signal()
    once = stage.park_select("once", Wait("Wait", signal, "token", "trigger"))
    twice = stage.park_select("twice", Wait(None, signal), Wait("Never", signal))
    signal.close("Close", "token")
    assert [once.result(PATIENCE), twice.result(PATIENCE)] == [(0, None), (0, None)]
    assert stage.lines == [
        ("Close", "token", "main", {"ok": True}),
        ("Wait", "token", "once", {"reason": "trigger"}),
        (None, None, "twice", {"reason": None}),
    ]


def test_fired_select_is_not_met_again(stage: Stage) -> None:
    """An arm that is left over would swallow an item, or send one twice."""
    channel, signal = stage.channel(), stage.signal()
    sent = stage.park_select("sender", Send("Send", channel, 1), Wait("Wait", signal))
    signal.close("Close")
    assert sent.result(PATIENCE) == (1, None)
    assert stage.select(Receive(channel), After("Timer", 0)) == (1, None)


def test_select_does_not_meet_itself(stage: Stage) -> None:
    """A process cannot be its own partner, as in the original."""
    channel = stage.channel()
    arms = Send("Send", channel, 1), Receive(channel), After("Timer", 0, "token", "idle")
    assert stage.select(*arms) == (2, None)
    assert stage.lines == [("Timer", "token", "main", {"reason": "idle"})]


@pytest.mark.parametrize("seconds", [-5, 0, 0.001])
def test_shortest_timer_rings(stage: Stage, seconds: float) -> None:
    """Time below zero has gone by already, and does not mean for ever as it does to a lock."""
    arms = After("Long", math.inf), After("Timer", seconds), Receive(stage.channel())
    assert stage.select(*arms) == (1, None)
    assert stage.lines == [("Timer", None, "main", {"reason": None})]


def test_timer_can_be_longer_than_a_lock_waits(stage: Stage) -> None:
    """Infinity is a time that somebody may well wait for."""
    signal = stage.signal()
    woken = stage.park_select("waiter", After("Timer", math.inf), Wait("Wait", signal))
    signal.close("Close")
    assert woken.result(PATIENCE) == (1, None)


def test_timer_that_rings_too_late_undoes_nothing() -> None:
    """A rendezvous that was completed while the timer rang has happened."""
    stage = Stage(LateLock)
    channel = stage.channel()
    received = stage.park_select("receiver", After("Timer", 0), Receive(channel))
    assert stage.select(Send("Send", channel, "item")) == (0, None)
    assert received.result(PATIENCE) == (1, "item")
    assert stage.lines == [("Send", "item", "main", {"to": "receiver"})]


@pytest.mark.parametrize(
    "arm",
    [
        Send("Send", object(), 1),
        Receive(object()),
        Take("Take", Threads),  # type: ignore[arg-type]
        Wait("Wait", Threads),  # type: ignore[arg-type]  # what is foreign is the point
    ],
)
def test_foreign_arm_is_refused(stage: Stage, arm: Arm) -> None:
    """An arm that nobody could ever complete is an error, and leaves nothing linked."""
    channel = stage.channel()
    with pytest.raises(MisuseError, match="not an arm of a select on threads"):
        stage.select(Receive(channel), arm)
    assert stage.select(Send("Send", channel, 1), After("Timer", 0)) == (1, None)


def test_signal_happens_once(stage: Stage) -> None:
    """The original panics."""
    signal = stage.signal()
    assert not signal.is_closed()
    signal.close("Close", "token")
    with pytest.raises(ClosedTwiceError, match="Close: a signal happens once"):
        signal.close("Close", "token")
    assert signal.is_closed()
    assert stage.lines == [
        ("Close", "token", "main", {"ok": True}),
        ("Close", "token", "main", {"ok": False}),
    ]


def test_a_mailbox_keeps_one_item(stage: Stage) -> None:
    """What comes while there is one is dropped, and nobody waits."""
    mailbox = stage.mailbox()
    assert [mailbox.send("Send", item) for item in "ab"] == [True, False]
    arms = Take("Take", mailbox), After("Timer", 0)
    assert [stage.select(*arms), stage.select(*arms)] == [(0, "a"), (1, None)]
    assert [(step, fields) for step, _, _, fields in stage.lines] == [
        ("Send", {"ok": True}),
        ("Send", {"ok": False}),
        ("Take", {}),
        ("Timer", {"reason": None}),
    ]


def test_who_waits_at_a_mailbox_takes_at_once(stage: Stage) -> None:
    """The mailbox is empty again, so the next item is kept."""
    mailbox, channel = stage.mailbox(), stage.channel()
    taken = stage.park_select("taker", Receive(channel), Take("Take", mailbox))
    assert [mailbox.send("Send", item) for item in "ab"] == [True, True]
    assert taken.result(PATIENCE) == (1, "a")
    assert stage.select(Take("Take", mailbox)) == (0, "b")
    assert [(step, process) for step, _, process, _ in stage.lines] == [
        ("Send", "main"),
        ("Take", "taker"),
        ("Send", "main"),
        ("Take", "main"),
    ]
    assert stage.select(Send("Send", channel, 1), After("Timer", 0)) == (1, None)


def test_context_is_cancelled_by_the_first(stage: Stage) -> None:
    """Unlike closing, cancelling again is allowed and says so."""
    context = stage.context("request")
    assert [context.cancel("Cancel"), context.cancel("Cancel")] == [True, False]
    assert context.done.is_closed()
    assert stage.lines == [
        ("Cancel", None, "main", {"name": "request", "ok": True}),
        ("Cancel", None, "main", {"name": "request", "ok": False}),
    ]


def test_flag_is_set_by_one(stage: Stage) -> None:
    """Of many who try, one is told that it was the one."""
    flag = stage.flag()
    assert not flag.is_set()
    tries = [start(f"{n}", lambda: flag.compare_and_swap("Cas", "token")) for n in range(8)]
    won = [future.result(PATIENCE) for future in tries]
    assert flag.is_set()
    assert Counter({True: 1, False: 7}) == Counter(won)
    assert [{"ok": True}, *[{"ok": False}] * 7] == [fields for *_, fields in stage.lines]
    assert str(won.index(True)) == stage.lines[0][2]


def test_broadcast_needs_no_lock(stage: Stage) -> None:
    """All sleepers go on, one after another; who comes later sleeps until the next one."""
    lock = stage.lock()
    condition = stage.condition(lock)

    def sleep() -> str:
        with lock:
            condition.wait("Sleep")
            return "woken"

    sleepers = [stage.park_process(f"sleeper-{n}", sleep) for n in range(2)]
    assert condition.broadcast("Broadcast") == 2
    assert [future.result(PATIENCE) for future in sleepers] == ["woken", "woken"]
    late = stage.park_process("late", sleep)
    with lock:
        assert condition.broadcast() == 1
        stage.step("Step", "token", length=1)
    assert late.result(PATIENCE) == "woken"
    assert condition.broadcast("Broadcast") == 0
    assert stage.lines == [
        ("Sleep", None, "sleeper-0", {}),
        ("Sleep", None, "sleeper-1", {}),
        ("Broadcast", None, "main", {"woken": 2}),
        ("Sleep", None, "late", {}),
        (None, None, "main", {"woken": 1}),
        ("Step", "token", "main", {"length": 1}),
        ("Broadcast", None, "main", {"woken": 0}),
    ]


def test_interrupted_sleeper_has_the_lock_again() -> None:
    """Otherwise the end of its region would release what is not its own, and hide the interrupt."""
    stage = Stage(InterruptedLock)
    lock = stage.lock()
    with lock:
        with pytest.raises(KeyboardInterrupt):
            stage.condition(lock).wait("Sleep")
        assert isinstance(lock, InterruptedLock)
        assert lock.lock.locked()


def test_processes_are_named_and_start_in_one_step(stage: Stage) -> None:
    """The names are those that traces know; nothing keeps the interpreter alive."""
    ran: SimpleQueue[tuple[str, bool]] = SimpleQueue()

    def run() -> None:
        ran.put((threading.current_thread().name, threading.current_thread().daemon))

    stage.spawn("DequeuerStart", "request", canceller=run, dequeuer=run)
    expected = {("canceller-request", True), ("dequeuer-request", True)}
    assert expected == {ran.get(timeout=PATIENCE), ran.get(timeout=PATIENCE)}
    assert stage.lines == [("DequeuerStart", None, "main", {"name": "request"})]


def test_items_are_received_exactly_when_sent() -> None:
    """Impatient senders and receivers by the dozen: an item arrives once, or was not sent."""
    channel = THREADS.channel()

    def send(sender: int) -> list[tuple[int, int]]:
        items = [(sender, number) for number in range(200)]
        arms = [(Send("Send", channel, item), After("Timer", 1e-5)) for item in items]
        return [item for item, arm in zip(items, arms, strict=True) if THREADS.select(*arm)[0] == 0]

    def receive() -> list[tuple[int, int]]:
        results = [THREADS.select(Receive(channel), After("Timer", 1e-5)) for _ in range(200)]
        return [item for index, item in results if index == 0]

    receivers = [start(f"receiver-{n}", receive) for n in range(6)]
    senders = [start(f"sender-{n}", partial(send, n)) for n in range(6)]
    sent, received = (
        Counter(item for future in futures for item in future.result(PATIENCE))
        for futures in (senders, receivers)
    )
    assert sent == received
    assert sent.total() > 0
