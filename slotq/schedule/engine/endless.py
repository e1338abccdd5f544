"""A bound of time between two stops: code that loops for ever is a finding, and no search hangs.

The scheduler says so here when it resumes a process. A timer looks now and then whether the process
that runs is the one that ran when it looked last, without a stop in between, and interrupts it if
it is. The timer counts the processor time of this program, so that code is not blamed for a busy
machine.

The timer is a signal, which Python handles in the main thread: a search in another thread, and
processes that are threads, have no such bound.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

import greenlet

LIMIT = 10.0
"""Seconds of processor time: a process that stops does so within microseconds."""

_OF_THE_SCHEDULER = frozenset(
    str(Path(__file__).parent / name)
    for name in ("containers.py", "guards.py", "locks.py", "primitives.py", "world.py")
)


class EndlessError(BaseException):
    """A process ran on without a stop.

    Code that goes on after any `Exception` cannot take it for one of its own.
    """


class Resumed(Protocol):
    """A process on a greenlet."""

    name: str
    greenlet: Any


class Watch:
    """Which process runs now.

    Attributes:
        running: The process; None while the scheduler itself is at work.
        times: How often a process was resumed.
        seen: How often that was when the timer rang last.
    """

    __slots__ = ("running", "seen", "times")

    def __init__(self) -> None:
        self.running: Resumed | None = None
        self.times = 0
        self.seen = 0


WATCH = Watch()


@contextmanager
def bounded() -> Iterator[None]:
    """Interrupt a process that runs for more than `LIMIT` seconds without a stop."""
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGVTALRM) is not signal.SIG_DFL
    ):
        yield  # it cannot be done, it is done already, or the signal is somebody else's
        return
    signal.signal(signal.SIGVTALRM, _look)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def _look(number: int, frame: FrameType | None) -> None:
    del number
    process = WATCH.running
    if process is None or process.greenlet is not greenlet.getcurrent():
        return
    if WATCH.seen != WATCH.times:
        WATCH.seen = WATCH.times
        return
    message = (
        f"{process.name} ran for more than {LIMIT:g} s of processor time without a synchronisation "
        f"step, in {_place(frame)}"
    )
    raise EndlessError(message)


def _place(frame: FrameType | None) -> str:
    """Name the innermost call that is not the scheduler's own."""
    while frame is not None and frame.f_code.co_filename in _OF_THE_SCHEDULER:
        frame = frame.f_back
    if frame is None:
        return "the scheduler"
    code = frame.f_code
    return f"{code.co_qualname}, line {frame.f_lineno} of {Path(code.co_filename).name}"
