"""The processes that a controlled world consists of, on greenlets or on threads.

A process runs until it stops, and only one runs at a time. What it stops for is the business of the
primitives. A *script* says who is resumed next, and with what; it does its own bookkeeping between
one and the next. How a process stops and is resumed is all that the kinds of processes differ in:
greenlets come back to the reader of the script; of threads, the one that stops reads on and hands
control to the next directly, which halves the switches.

Greenlets and threads are used again when their process has ended; to make one takes ten times as
long as to switch.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol

import greenlet

from slotq.errors import MisuseError
from slotq.schedule.engine.endless import WATCH

if TYPE_CHECKING:
    from slotq.primitives import Arm
    from slotq.schedule.engine.controlled import Lock

Function = Callable[[], object]


class Abandoned(BaseException):
    """Unwinds a process that is not needed any more."""


class Process:
    """A process of a controlled world.

    Args:
        name: What it is called.
        group: What was started together with it is called alike.
        function: What it runs.

    Attributes:
        error: How it failed, if it did.
        is_ended: Whether it has returned or failed.
        needs: The lock that it stands before.
        arms: The arms of the select that it stands in.
        is_asleep: Whether it sleeps on a condition.
        regions: How many lock regions it is in.
        held: The locks of these regions.
        goes_on: Whether it does its next operation without stopping, as part of the same step.
        named: The names of the steps that it is in the middle of.
        is_between: Whether it has stopped in the middle of a step, in a fine-grained world.
    """

    def __init__(self, name: str, group: str, function: Function) -> None:
        self.name = name
        self.group = group
        self.function = function
        self.error: BaseException | None = None
        self.is_ended = False
        self.needs: Lock | None = None
        self.arms: tuple[Arm, ...] = ()
        self.is_asleep = False
        self.regions = 0
        self.held: list[Lock] = []
        self.goes_on = False
        self.named: list[str] = []
        self.is_between = False

    def live(self) -> None:
        """Run the function; its exception is kept for the scheduler."""
        try:
            self.function()
        except Abandoned:
            pass
        except (KeyboardInterrupt, SystemExit, greenlet.GreenletExit):
            raise
        except BaseException as error:  # noqa: BLE001  # what the program does wrong is a finding
            self.error = error
        self.is_ended = True

    def pause(self) -> None:
        """Stop, unless the operation belongs to the step before it."""
        if self.goes_on:
            self.goes_on = False
        else:
            self.stop()

    def stop(self) -> Any:  # noqa: ANN401  # whatever the operation makes of it
        """Wait to be resumed, and return what the script says."""
        raise NotImplementedError

    def frame(self) -> FrameType | None:
        """Return the innermost of its frames while it stands; None once it has ended."""
        raise NotImplementedError


class Nobody(Process):
    """Stands for the scheduler while no process runs: it may read everything and never stops."""

    def __init__(self) -> None:
        super().__init__("nobody", "", lambda: None)
        self.regions = 1

    def stop(self) -> None:
        """Refuse.

        Raises:
            MisuseError: Always.
        """
        message = "an operation of a controlled world was called outside its processes"
        raise MisuseError(message)


Script = Iterator[tuple[Process, object]]


class Crew(Protocol):
    """What makes the processes of one world, and runs them."""

    def make(self, name: str, group: str, function: Function) -> Process:
        """Make a process that has not begun."""
        ...

    def drive(self, script: Script) -> None:
        """Resume processes as the script says, to its end."""
        ...

    def abandon(self, process: Process) -> None:
        """Unwind a process, wherever it stands."""
        ...


class _GreenletProcess(Process):
    def __init__(self, name: str, group: str, function: Function) -> None:
        super().__init__(name, group, function)
        self.greenlet = _idle_greenlets.pop() if _idle_greenlets else _new_greenlet()
        self.stop = self.greenlet.parent.switch  # type: ignore[method-assign]
        self.greenlet.switch(self)

    def frame(self) -> FrameType | None:
        frame: FrameType | None = None if self.is_ended else self.greenlet.gr_frame
        return frame


_idle_greenlets: list[Any] = []


def _new_greenlet() -> Any:  # noqa: ANN401  # the library has no types
    made = greenlet.greenlet(_serve)
    made.switch()
    return made


def _serve() -> None:
    hub = greenlet.getcurrent().parent
    while True:
        process: Process = hub.switch()
        hub.switch()
        process.live()
        _idle_greenlets.append(greenlet.getcurrent())


class Greenlets:
    """Processes on greenlets: fast, and all on one thread."""

    def make(self, name: str, group: str, function: Function) -> Process:
        """Make a process that has not begun."""
        return _GreenletProcess(name, group, function)

    def drive(self, script: Script) -> None:
        """Resume processes as the script says, to its end."""
        process: Any
        watch = WATCH
        try:
            for process, value in script:
                watch.running = process
                watch.times += 1
                process.greenlet.switch(value)
        finally:
            watch.running = None

    def abandon(self, process: Process) -> None:
        """Unwind a process, wherever it stands."""
        # A greenlet that Ctrl-C or the end of the program has killed cannot be unwound again.
        if isinstance(process, _GreenletProcess) and not (
            process.is_ended or process.greenlet.dead
        ):
            WATCH.running = process
            WATCH.times += 1
            try:
                process.greenlet.throw(Abandoned)
            finally:
                WATCH.running = None


class _Worker:
    """A thread that runs one process after another, whenever it holds the baton."""

    def __init__(self) -> None:
        self._baton = threading.Lock()
        self._baton.acquire()
        self.process: _ThreadProcess | None = None
        self.thread: threading.Thread | None = None

    def wait(self) -> None:
        self._baton.acquire()

    def go(self) -> None:
        self._baton.release()

    def serve(self) -> None:
        self.wait()
        while self.process is not None:
            process = self.process
            process.live()
            _idle_workers.append(self)
            process.crew.pass_on(self)


_idle_workers: list[_Worker] = []


def _new_worker() -> _Worker:
    worker = _Worker()
    worker.thread = threading.Thread(target=worker.serve, name="slotq-worker", daemon=True)
    worker.thread.start()
    return worker


class _ThreadProcess(Process):
    def __init__(self, crew: "Threads", name: str, group: str, function: Function) -> None:
        super().__init__(name, group, function)
        self.crew = crew
        self.value: object = None
        self.is_abandoned = False
        self.worker = _idle_workers.pop() if _idle_workers else _new_worker()
        self.worker.process = self

    def stop(self) -> Any:  # noqa: ANN401  # as above
        self.crew.pass_on(self.worker)
        if self.is_abandoned:
            raise Abandoned
        return self.value

    def frame(self) -> FrameType | None:
        thread = self.worker.thread
        if self.is_ended or thread is None or thread.ident is None:
            return None
        return sys._current_frames().get(thread.ident)  # noqa: SLF001  # as the manual has it


class Threads:
    """Processes on real threads, of which only one has control."""

    def __init__(self) -> None:
        self._hub = _Worker()
        self._script: Script = iter(())
        self._failure: BaseException | None = None

    def make(self, name: str, group: str, function: Function) -> Process:
        """Make a process that has not begun."""
        return _ThreadProcess(self, name, group, function)

    def drive(self, script: Script) -> None:
        """Resume processes as the script says, to its end."""
        self._script = script
        self._failure = None
        self.pass_on(self._hub)
        if self._failure is not None:
            raise self._failure

    def pass_on(self, worker: _Worker) -> None:
        """Hand control to the next process, and wait until it comes back to the worker."""
        following = self._hub
        try:
            process, value = next(self._script)
        except StopIteration:
            pass
        except BaseException as error:  # noqa: BLE001  # it is raised where the script was given
            self._failure = error
        else:
            assert isinstance(process, _ThreadProcess)  # noqa: S101  # made by `make`
            process.value = value
            following = process.worker
        if following is not worker:
            following.go()
            worker.wait()

    def abandon(self, process: Process) -> None:
        """Unwind a process, wherever it stands."""
        if isinstance(process, _ThreadProcess) and not process.is_ended:
            process.is_abandoned = True
            self.drive(iter([(process, None)]))
