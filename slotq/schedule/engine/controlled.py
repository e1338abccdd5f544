"""The primitives of `slotq.primitives` under control: processes stop before what others can notice.

A process stops before it enters a lock region, swaps a flag, closes a signal, cancels a context,
broadcasts outside the lock, selects, or spawns; the scheduler resumes it when the operation is
ready, and it runs on, alone, to its next stop. Nothing stops in a lock region but a wait: that
region is one step. In a world that is fine-grained a process also stops in its region, before each
use of what the lock does not guard. An arm of a select without a step's name is not a step either,
so that the process goes on to its next operation in the same step.

Readiness lies in the process: the lock that it needs, the arms of its select, whether it sleeps.
"""

from types import TracebackType
from typing import Protocol

from slotq.errors import ClosedTwiceError, MisuseError
from slotq.schedule.engine.processes import Process


class Control(Protocol):
    """What the primitives need of the world that they are in.

    Attributes:
        running: The process that runs; None while nobody but the scheduler does.
        steps: The names of the steps that it has done since it was resumed.
        is_fine: Whether other processes may interleave where a region uses what its lock does not
            guard.
    """

    running: Process
    steps: list[str]
    is_fine: bool

    def happened(self, step: str, token: object = None, **fields: object) -> None:
        """Record a step, its object and its result."""
        ...


def _reach_out(control: Control) -> None:
    """Stop before a use of what others may use, too: in a region only in a fine-grained world."""
    process = control.running
    if not process.regions:
        process.pause()
    elif control.is_fine and process.held:
        process.stop()


class Lock:
    """A lock whose takers stop before it.

    Attributes:
        holder: The process in its region.
    """

    __slots__ = ("control", "holder")

    def __init__(self, control: Control) -> None:
        self.control = control
        self.holder: Process | None = None

    def __enter__(self) -> object:
        process = self.control.running
        is_part = process.goes_on or (process.regions and not self.control.is_fine)
        if self.holder is not None or not is_part:
            process.needs = self
            process.stop()
            process.needs = None
        # Else it is part of the step before it, or of the region that it lies in.
        process.goes_on = False
        self.holder = process
        process.regions += 1
        process.held.append(self)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        if self.holder is not None:
            self.holder.regions -= 1
            self.holder.held.remove(self)
        self.holder = None


def controlled(lock: object) -> Lock:
    """Return the lock if it is a controlled one.

    Raises:
        MisuseError: It is not.
    """
    if isinstance(lock, Lock):
        return lock
    message = f"a controlled world has no condition of {lock!r}"
    raise MisuseError(message)


class Condition:
    """A condition of a lock.

    Attributes:
        sleepers: The processes that sleep on it.
    """

    __slots__ = ("_lock", "control", "sleepers")

    def __init__(self, control: Control, lock: Lock) -> None:
        self.control = control
        self._lock = lock
        self.sleepers: set[Process] = set()

    def wait(self, step: str) -> None:
        """Let the lock go and sleep; stop before the lock."""
        process = self.control.running
        if self._lock.holder is not process:
            message = f"{step}: wait was called without the condition's lock"
            raise MisuseError(message)
        _reach_out(self.control)
        self.control.happened(step)
        self.sleepers.add(process)
        process.is_asleep = True
        self._lock.__exit__(None, None, None)
        self._lock.__enter__()

    def broadcast(self, step: str | None = None) -> int:
        """Wake every sleeper; stop first if the lock is not held."""
        control = self.control
        if self._lock.holder is control.running:
            _reach_out(control)
        else:
            control.running.pause()
        woken = self.wake()
        if step is not None:
            control.happened(step, woken=woken)
        return woken

    def wake(self) -> int:
        """Wake every sleeper, and say how many there were."""
        woken = len(self.sleepers)
        for process in self.sleepers:
            process.is_asleep = False
        self.sleepers.clear()
        return woken


class Flag:
    """A flag.

    Attributes:
        value: Whether it is set.
    """

    __slots__ = ("control", "value")

    def __init__(self, control: Control) -> None:
        self.control = control
        self.value = False

    def compare_and_swap(self, step: str, token: object) -> bool:
        """Stop; then set the flag and say whether this call was the one that did."""
        about, token = token, None  # as in Signal.close
        control = self.control
        control.running.pause()
        ok = not self.value
        self.value = True
        control.happened(step, about, ok=ok)
        return ok

    def is_set(self) -> bool:
        """Say whether it is set; stop first outside lock regions."""
        _reach_out(self.control)
        return self.value


class Signal:
    """A signal.

    Attributes:
        closed: Whether it has happened.
    """

    __slots__ = ("closed", "control")

    def __init__(self, control: Control) -> None:
        self.control = control
        self.closed = False

    def close(self, step: str, token: object = None) -> None:
        """Stop; then let it happen."""
        about, token = token, None  # or a program that keeps its own `token` would find this one
        if not self.close_once(step, about):
            message = f"{step}: the signal has already been closed"
            raise ClosedTwiceError(message)

    def close_once(self, step: str, about: object = None, **fields: object) -> bool:
        """Stop; then let it happen unless it had, and say whether this call did."""
        control = self.control
        control.running.pause()
        ok = not self.closed
        self.closed = True
        control.happened(step, about, ok=ok, **fields)
        return ok

    def is_closed(self) -> bool:
        """Say whether it has happened; stop first outside lock regions."""
        _reach_out(self.control)
        return self.closed


class Channel:
    """A channel: nothing but itself."""

    __slots__ = ()


class Mailbox:
    """A mailbox.

    Attributes:
        items: What is in it: nothing, or one item.
    """

    __slots__ = ("control", "items")

    def __init__(self, control: Control) -> None:
        self.control = control
        self.items: tuple[object, ...] = ()

    def send(self, step: str, item: object) -> bool:
        """Stop; then leave the item, or drop it where there is one."""
        control = self.control
        control.running.pause()
        ok = not self.items
        if ok:
            self.items = (item,)
        control.happened(step, ok=ok)
        return ok

    def take(self) -> object:
        """Take the item out."""
        (item,), self.items = self.items, ()
        return item


class Context:
    """A context."""

    __slots__ = ("_done", "control", "name")

    def __init__(self, control: Control, name: str) -> None:
        self.control = control
        self.name = name
        self._done = Signal(control)

    @property
    def done(self) -> Signal:
        """What happens when it ends."""
        return self._done

    def cancel(self, step: str) -> bool:
        """Stop; then close `done` unless it was closed, and say whether this call did."""
        return self._done.close_once(step, name=self.name)
