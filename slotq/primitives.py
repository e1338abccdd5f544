"""The primitives that the queue is built from, as a protocol: what a process may share."""

from collections.abc import Callable
from types import TracebackType
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)


class Lock(Protocol):
    """Mutual exclusion, entered with `with`."""

    def __enter__(self) -> object:
        """Wait until the lock is free, and take it."""
        ...

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        """Let it go."""
        ...


class SystemLock(Lock, Protocol):
    """What `Threads` is made from: `threading.Lock`, or one that a scheduler controls.

    Any process may release it, not only the one that took it.
    """

    def acquire(self, *, timeout: float = -1) -> bool:
        """Take the lock, or give up after so many seconds and say False; -1 waits without limit."""
        ...

    def release(self) -> None:
        """Let it go."""
        ...


class Condition(Protocol):
    """Where processes sleep that cannot continue in the lock.

    Source: sync.Cond.
    """

    def wait(self, step: str) -> None:
        """Let the lock go and sleep, in one step; take the lock again after a broadcast."""
        ...

    def broadcast(self, step: str | None = None) -> int:
        """Wake every sleeper and say how many there were; the lock may be held or not.

        Without a name it is part of the step of the lock region that it stands in.
        """
        ...


class Flag(Protocol):
    """A bit that can be set once.

    Source: sync/atomic.CompareAndSwapUint32.
    """

    def compare_and_swap(self, step: str, token: object) -> bool:
        """Set the flag and say whether this call was the one that did."""
        ...

    def is_set(self) -> bool:
        """Say whether it is set."""
        ...


class Signal(Protocol):
    """Something that happens once, and that any number of processes can wait for.

    Source: a channel of Go that nothing is sent on and that is closed.
    """

    def close(self, step: str, token: object = None) -> None:
        """Let it happen.

        Raises:
            ClosedTwiceError: It had happened already.
        """
        ...

    def is_closed(self) -> bool:
        """Say whether it has happened."""
        ...


class Channel(Protocol[T_co]):
    """An unbuffered channel: sender and receiver meet in `Primitives.select`."""


class Mailbox(Protocol[T_contra]):
    """A channel that keeps one item until somebody takes it, in `Primitives.select`.

    Source: a channel of Go with room for one.
    """

    def send(self, step: str, item: T_contra) -> bool:
        """Leave an item and say so; where there is one already it is dropped. Nobody waits.

        Source: a select of Go with a send and a default.
        """
        ...


class Context(Protocol):
    """How long somebody is interested in a result; the name tells requests apart.

    Source: context.Context.
    """

    name: str

    @property
    def done(self) -> Signal:
        """What happens when it ends."""
        ...

    def cancel(self, step: str) -> bool:
        """Close `done` unless it was closed, and say whether this call did."""
        ...


class Send(NamedTuple, Generic[T]):
    """An arm of a select: hand `item` to a process that receives."""

    step: str
    channel: Channel[T]
    item: T


class Receive(NamedTuple, Generic[T]):
    """An arm of a select: take an item. Its step is the sender's."""

    channel: Channel[T]


class Take(NamedTuple, Generic[T]):
    """An arm of a select: take the item that is in the mailbox."""

    step: str
    mailbox: Mailbox[T]


class Wait(NamedTuple):
    """An arm of a select: the signal is closed.

    Without a name for the step it only lets the process go on to its next one, of which it is part.
    """

    step: str | None
    signal: Signal
    token: object = None
    reason: str | None = None


class After(NamedTuple):
    """An arm of a select: so much time has gone by. The name is as for `Wait`."""

    step: str | None
    seconds: float
    token: object = None
    reason: str | None = None


Arm = Send[Any] | Receive[Any] | Take[Any] | Wait | After


class Primitives(Protocol):
    """The maker of everything that processes share.

    Operations that other processes can notice take the name of their step, an action of the
    specification. A scheduler stops a process before each of them; real threads ignore the names;
    a recorder writes them down.
    """

    def lock(self) -> Lock:
        """Make a lock. A region is one step, named by `step` inside it."""
        ...

    def condition(self, lock: Lock) -> Condition:
        """Make a condition of that lock."""
        ...

    def flag(self) -> Flag:
        """Make a flag that is not set."""
        ...

    def signal(self) -> Signal:
        """Make a signal that has not happened."""
        ...

    def channel(self) -> Channel[Any]:
        """Make a channel."""
        ...

    def mailbox(self) -> Mailbox[Any]:
        """Make a mailbox that is empty."""
        ...

    def context(self, name: str) -> Context:
        """Make a context that is not done."""
        ...

    def select(self, *arms: Arm) -> tuple[int, Any]:
        """Wait until an arm is ready, and take it; of several ready ones, any.

        Returns:
            The index of the arm, and the item if it received or took one.
        """
        ...

    def spawn(self, step: str, name: str, **functions: Callable[[], None]) -> None:
        """Start one process for each function, called `keyword-name`, all in one step."""
        ...

    def step(self, action: str, token: object = None, **fields: object) -> None:
        """Name the step of the lock region that the caller is in."""
        ...
