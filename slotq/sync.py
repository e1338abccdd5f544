"""The primitives that the queue is built from, on real threads.

The standard library has no unbuffered channel that can be selected on, no event that happens once
and can be one of several things waited for, and no condition whose broadcast needs no lock. All
three are built here, from a lock alone.

There are two ideas. Every effect takes place in one lock, the *guard*: setting a flag, closing a
signal, meeting on a channel, falling asleep, waking. And a process that must wait is *parked*: it
takes a lock twice, so that the process that releases that lock wakes it. A select looks at its arms
in the guard; if none is ready, it links all of them where a partner will look, and parks. The
process that makes an arm ready later finds the link and *fires* the parked process: writes down
what its select returns, unlinks all its arms, and wakes it, all in one region of the guard. So a
process is fired once, and a sender and a receiver leave together.

One guard for everything is less than the original has: Go locks each channel of a select, in the
order of their addresses, to let unrelated processes run in parallel. Threads of Python do not, so
that would buy nothing here and cost the simplest argument there is for the algorithm. A guard never
waits for another lock; that is why it may be taken inside the regions of the queue's own.

Of several ready arms the first is taken, where Go picks at random; of several partners the one that
was parked first, as in Go. The protocol allows any. A caller that could starve puts first what
lets it leave.

spec/Rendezvous.tla says the same of `select`, `close` and `cancel`, in the same steps.
"""

import threading
from collections.abc import Callable
from typing import Any

from slotq.errors import ClosedTwiceError, MisuseError
from slotq.primitives import (
    After,
    Arm,
    Channel,
    Condition,
    Context,
    Flag,
    Lock,
    Mailbox,
    Primitives,
    Receive,
    Send,
    Signal,
    SystemLock,
    Take,
    Wait,
)

__all__ = [
    "THREADS",
    "After",
    "Arm",
    "Channel",
    "Condition",
    "Context",
    "Flag",
    "Lock",
    "Mailbox",
    "Primitives",
    "Receive",
    "Send",
    "Signal",
    "SystemLock",
    "Take",
    "Threads",
    "Wait",
]


UNDECIDED = (-1, None)


class _Waiter:
    """A process parked in a select; exactly one process *fires* it, by completing one of its arms.

    Attributes:
        process: Its name.
        parked: Held since it was made, released by the process that fires it.
        places: Where its arms are linked, in their order.
        outcome: What its select returns.
    """

    __slots__ = ("outcome", "parked", "places", "process")

    def __init__(self, process: str, parked: SystemLock, places: "list[_Place]") -> None:
        self.process = process
        self.parked = parked
        self.places = places
        self.outcome: tuple[int, Any] = UNDECIDED


# The parked arms that wait for the same thing, the longest parked first: whose it is, which of its
# arms it is, and the arm.
_Place = dict[tuple[_Waiter, int], Any]


class _Channel:
    __slots__ = ("receivers", "senders")

    def __init__(self) -> None:
        self.senders: _Place = {}
        self.receivers: _Place = {}


class _Mailbox:
    __slots__ = ("_threads", "items", "takers")

    def __init__(self, threads: "Threads") -> None:
        self._threads = threads
        self.items: list[Any] = []
        self.takers: _Place = {}

    def send(self, step: str, item: object) -> bool:
        with self._threads.guard:
            ok = not self.items
            self._threads.happened(step, ok=ok)
            if self.takers:
                (waiter, index), take = next(iter(self.takers.items()))
                self._threads.fire(waiter, index, item)
                self._threads.happened(take.step, None, waiter.process)
            elif ok:
                self.items.append(item)
        return ok


class _Signal:
    __slots__ = ("_threads", "closed", "waiters")

    def __init__(self, threads: "Threads") -> None:
        self._threads = threads
        self.closed = False
        self.waiters: _Place = {}

    def close(self, step: str, token: object = None) -> None:
        if not self.close_once(step, token):
            message = f"{step}: a signal happens once, and this one had happened already"
            raise ClosedTwiceError(message)

    def close_once(self, step: str, token: object = None, **fields: object) -> bool:
        # Spec: Close, Cancel.
        with self._threads.guard:
            ok = not self.closed
            self.closed = True
            self._threads.happened(step, token, ok=ok, **fields)
            while self.waiters:
                (waiter, index), arm = next(iter(self.waiters.items()))
                self._threads.fire(waiter, index)
                self._threads.happened(arm.step, arm.token, waiter.process, reason=arm.reason)
        return ok

    def is_closed(self) -> bool:
        with self._threads.guard:
            return self.closed


class _Context:
    __slots__ = ("done", "name")

    def __init__(self, name: str, done: _Signal) -> None:
        self.name = name
        self.done = done

    def cancel(self, step: str) -> bool:
        return self.done.close_once(step, name=self.name)


class _Flag:
    __slots__ = ("_set", "_threads")

    def __init__(self, threads: "Threads") -> None:
        self._threads = threads
        self._set = False

    def compare_and_swap(self, step: str, token: object) -> bool:
        with self._threads.guard:
            ok = not self._set
            self._set = True
            self._threads.happened(step, token, ok=ok)
        return ok

    def is_set(self) -> bool:
        with self._threads.guard:
            return self._set


class _Condition:
    __slots__ = ("_lock", "_sleepers", "_threads")

    def __init__(self, threads: "Threads", lock: Lock) -> None:
        self._threads = threads
        self._lock = lock
        self._sleepers: list[SystemLock] = []

    def wait(self, step: str) -> None:
        with self._threads.guard:
            parked = self._threads.park()
            self._sleepers.append(parked)
            self._threads.happened(step)
        # Only now: a broadcast that follows on what others do in the lock must find the sleeper.
        self._lock.__exit__(None, None, None)
        try:
            parked.acquire()
        finally:
            self._lock.__enter__()

    def broadcast(self, step: str | None = None) -> int:
        with self._threads.guard:
            sleepers, self._sleepers = self._sleepers, []
            for parked in sleepers:
                parked.release()
            self._threads.happened(step, woken=len(sleepers))
        return len(sleepers)


class Threads:
    """The primitives on real threads.

    Args:
        make_lock: Makes the locks; nothing else here waits.
    """

    def __init__(self, make_lock: Callable[[], SystemLock] = threading.Lock) -> None:
        self._make_lock = make_lock
        # Guards every field of every flag, signal, channel, condition and parked process made
        # here. No process waits for a change of theirs at the guard: a process that must wait
        # parks, and the one that makes the change releases the parked lock.
        self.guard: Lock = make_lock()

    def happened(
        self,
        step: str | None,
        token: object = None,
        process: str | None = None,
        /,
        **fields: object,
    ) -> None:
        """Do nothing; a recorder overrides it to write the step down, in the order of the effects.

        Called inside the effect: in the guard, or by `step` in the caller's own lock.

        Args:
            step: The action, or None if it is part of another one.
            token: What it was about.
            process: The process of the step; the caller unless named.
            fields: What else came of it.
        """

    def step(self, action: str, token: object = None, **fields: object) -> None:
        """Name the step of the lock region that the caller is in."""
        self.happened(action, token, **fields)

    def lock(self) -> Lock:
        """Make a lock."""
        return self._make_lock()

    def condition(self, lock: Lock) -> Condition:
        """Make a condition of that lock."""
        return _Condition(self, lock)

    def flag(self) -> Flag:
        """Make a flag that is not set."""
        return _Flag(self)

    def signal(self) -> Signal:
        """Make a signal that has not happened."""
        return _Signal(self)

    def channel(self) -> Channel[Any]:
        """Make a channel."""
        return _Channel()

    def mailbox(self) -> Mailbox[Any]:
        """Make a mailbox that is empty."""
        return _Mailbox(self)

    def context(self, name: str) -> Context:
        """Make a context that is not done."""
        return _Context(name, _Signal(self))

    def spawn(self, step: str, name: str, **functions: Callable[[], None]) -> None:
        """Start daemon threads, which do not keep the interpreter alive."""
        with self.guard:
            self.happened(step, name=name)
        for keyword, function in functions.items():
            threading.Thread(target=function, name=f"{keyword}-{name}", daemon=True).start()

    def park(self) -> SystemLock:
        """Make a lock that is held, so that taking it waits for its release."""
        parked = self._make_lock()
        parked.acquire()
        return parked

    def select(self, *arms: Arm) -> tuple[int, Any]:
        """Take the first arm that is ready; if none is, park until somebody completes one.

        Raises:
            MisuseError: An arm's channel or signal was not made by threads.

        Spec: Take, Park, Resume, Ring, Expire.
        """
        process = threading.current_thread().name
        with self.guard:
            for index, arm in enumerate(arms):
                ready, item = self._take(process, arm)
                if ready:
                    return index, item
            waiter = self._link(process, arms)
        return self._resume(waiter, arms)

    def _take(self, process: str, arm: Arm) -> tuple[bool, Any]:
        match arm:
            case Send(step, _Channel(receivers=partners), item) if partners:
                receiver, index = next(iter(partners))
                self.fire(receiver, index, item)
                self.happened(step, item, process, to=receiver.process)
                return True, None
            case Receive(_Channel(senders=partners)) if partners:
                (sender, index), send = next(iter(partners.items()))
                self.fire(sender, index)
                self.happened(send.step, send.item, sender.process, to=process)
                return True, send.item
            case Take(step, _Mailbox(items=[item] as items)):
                items.clear()
                self.happened(step, None, process)
                return True, item
            case Wait(step, _Signal(closed=True), token, reason):
                self.happened(step, token, process, reason=reason)
                return True, None
        return False, None

    def _link(self, process: str, arms: tuple[Arm, ...]) -> _Waiter:
        waiter = _Waiter(process, self.park(), [_place(arm) for arm in arms])
        for index, arm in enumerate(arms):
            waiter.places[index][waiter, index] = arm
        return waiter

    def fire(self, waiter: _Waiter, index: int, item: object = None) -> None:
        """Complete an arm of a parked process, in the guard: unlink all its arms and wake it."""
        for at, place in enumerate(waiter.places):
            del place[waiter, at]
        waiter.outcome = index, item
        waiter.parked.release()

    def _resume(self, waiter: _Waiter, arms: tuple[Arm, ...]) -> tuple[int, Any]:
        timers = [
            (min(max(arm.seconds, 0), threading.TIMEOUT_MAX), index)
            for index, arm in enumerate(arms)
            if isinstance(arm, After)
        ]
        seconds, index = min(timers, default=(-1, -1))
        if not waiter.parked.acquire(timeout=seconds):
            self._expire(waiter, index)
        return waiter.outcome

    def _expire(self, waiter: _Waiter, index: int) -> None:
        with self.guard:
            # An arm completed since the timer fired has won: a rendezvous is not undone.
            if waiter.outcome is UNDECIDED:
                timer = waiter.places[index][waiter, index]
                self.fire(waiter, index)
                self.happened(timer.step, timer.token, waiter.process, reason=timer.reason)


def _place(arm: Arm) -> _Place:
    match arm:
        case Send(channel=_Channel(senders=place)) | Receive(_Channel(receivers=place)):
            return place
        case Take(mailbox=_Mailbox(takers=place)) | Wait(signal=_Signal(waiters=place)):
            return place
        case After():
            # A place of its own: nobody but its own process fires a timer.
            return {}
    message = f"not an arm of a select on threads: {arm!r}"
    raise MisuseError(message)


THREADS: Primitives = Threads()
