"""Explores code whose processes share nothing but what locks guard: `slotq.sync` itself.

The code gets locks from here in place of the system's. A process stops before it takes one, and
runs on, alone, until it stops before the next; so the interleavings of these moves are all there
are, as long as nothing shared is touched outside a region. A move is a process and what it does at
its lock: take it, or give up when its time is over.

A lock whose maker takes it first is no stop: nobody else can know it yet.
"""

import threading
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import greenlet

from slotq.schedule.engine.endless import WATCH

State = TypeVar("State", bound=Hashable)
State_co = TypeVar("State_co", bound=Hashable, covariant=True)
MakeLock = Callable[[], "ControlledLock"]

_HERE = str(Path(__file__))


class Move(NamedTuple):
    """What can happen next: a process takes the lock that it stands before, or gives up."""

    process: str
    takes: bool


class ControlledLock:
    """A lock that its takers stop before.

    Attributes:
        run: The execution that it belongs to.
        is_held: Whether somebody has it.
        holder: The process that took it; None if nobody has it, or if it was taken before any ran.
    """

    __slots__ = ("_is_fresh", "_maker", "holder", "is_held", "run")

    def __init__(self, run: "Run[Any]") -> None:
        self.run = run
        self._maker = run.running
        self._is_fresh = True
        self.is_held = False
        self.holder: Process | None = None

    def acquire(self, *, timeout: float = -1) -> bool:
        """Stop; then take the lock, or say False because the time is over.

        Raises:
            ValueError: The time is negative, and not the one that means without limit.
            OverflowError: It is longer than the system's locks can wait.
        """
        if timeout < 0 and timeout != -1:
            message = "timeout value must be a non-negative number"
            raise ValueError(message)
        if timeout > threading.TIMEOUT_MAX:
            message = "timeout value is too large"
            raise OverflowError(message)
        process = self.run.running
        is_own = self._is_fresh and process is self._maker
        self._is_fresh = False
        if process is not None and not is_own and not process.stop(self, timeout):
            return False
        if self.is_held and not self.run.is_over:
            message = "no process is left to release the lock"
            raise RuntimeError(message)
        self.is_held = True
        self.holder = process
        return True

    def release(self) -> None:
        """Let the lock go."""
        if not self.is_held and not self.run.is_over:
            message = "release of a lock that is not held"
            raise RuntimeError(message)
        self.is_held = False
        self.holder = None

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


class Process:
    """A function that runs from lock to lock.

    Attributes:
        name: What it is called.
        error: How it failed, if it did.
        greenlet: What it runs on.
        lock: The lock that it stands before.
        timeout: How long it is going to wait there; -1 is without limit.
    """

    def __init__(self, run: "Run[Any]", name: str, function: Callable[[], object]) -> None:
        self.name = name
        self.error: Exception | None = None
        self._run = run
        self._function = function
        self.lock: ControlledLock | None = None
        self.timeout: float = -1
        self.greenlet = greenlet.greenlet(self._live)

    def _live(self, _takes: bool) -> None:  # noqa: FBT001  # as it is passed by the first switch
        try:
            self._function()
        except Exception as error:  # noqa: BLE001  # what the program does wrong is a finding
            self.error = error

    def stop(self, lock: ControlledLock, timeout: float) -> bool:
        """Wait until the search chooses a move of this process, and say whether it takes."""
        if self._run.is_over:
            return True
        self.lock, self.timeout = lock, timeout
        takes: bool = self._run.hub.switch()
        return takes

    def go_on(self, *, takes: bool = True) -> None:
        """Run to the next stop, or to the end."""
        self.lock = None
        self._run.running = WATCH.running = self
        WATCH.times += 1
        try:
            self.greenlet.switch(takes)
        finally:
            self._run.running = WATCH.running = None
        self._run.begin_spawned()

    def end(self) -> None:
        """Give the process up wherever it stands."""
        self._run.running = self
        if not self.greenlet.dead:
            self.greenlet.throw(greenlet.GreenletExit)

    def moves(self) -> list[Move]:
        """What it can do now: nothing, if its lock is held and it waits for ever."""
        if self.lock is None:
            return []
        if not self.lock.is_held:
            return [Move(self.name, takes=True)]
        return [Move(self.name, takes=False)] if self.timeout >= 0 else []

    def frames(self) -> list[FrameType]:
        """The program's calls that it is in, the innermost last; none once it has ended."""
        found: list[FrameType] = []
        frame: FrameType | None = self.greenlet.gr_frame
        while frame is not None:
            if frame.f_code.co_filename != _HERE:
                found.append(frame)
            frame = frame.f_back
        return found[::-1]

    def functions(self) -> tuple[str, ...]:
        """The names of these calls."""
        return tuple(frame.f_code.co_name for frame in self.frames())


class Program(Protocol[State_co]):
    """What is explored: made anew, with the locks it is given, for each run."""

    def processes(self) -> Mapping[str, Callable[[], object]]:
        """Name the processes, in one order always."""
        ...

    def state(self, processes: Mapping[str, Process]) -> State_co:
        """Read the state from live objects and frames, every live local included."""
        ...

    def action(self, before: tuple[str, ...], after: tuple[str, ...]) -> str:
        """Name the move that took a process from these calls to those."""
        ...


class Run(Generic[State]):
    """One execution of a program."""

    def __init__(self, make: Callable[[MakeLock], Program[State]]) -> None:
        self.hub = greenlet.getcurrent()
        self.running: Process | None = None
        self.is_over = False
        self.program = make(lambda: ControlledLock(self))
        self.processes = {
            name: Process(self, name, function)
            for name, function in self.program.processes().items()
        }
        self._spawned: list[tuple[str, Callable[[], object]]] = []
        for process in [*self.processes.values()]:
            process.go_on()

    def spawn(self, name: str, function: Callable[[], object]) -> None:
        """Let another process begin, as soon as the one that runs has stopped."""
        self._spawned.append((name, function))

    def begin_spawned(self) -> None:
        """Run what was spawned to its first stop."""
        while self._spawned:
            name, function = self._spawned.pop(0)
            self.processes[name] = Process(self, name, function)
            self.processes[name].go_on()

    def state(self) -> State:
        """Read the program's state."""
        return self.program.state(self.processes)

    def moves(self) -> list[Move]:
        """List what can happen next."""
        return [move for process in self.processes.values() for move in process.moves()]

    def make(self, move: Move) -> str:
        """Make a move and say which action it was."""
        process = self.processes[move.process]
        before = process.functions()
        process.go_on(takes=move.takes)
        return self.program.action(before, process.functions())

    def end(self) -> None:
        """Give all processes up."""
        self.is_over = True
        for process in self.processes.values():
            process.end()
