"""Lets a signal end a search, although Hypothesis takes SystemExit for a test that failed.

KeyboardInterrupt it lets through. So that is what a signal raises inside the block, and what it
would have done it does after the block. Where an exception would be swallowed, in what the garbage
collector calls, none is raised: the next look finds that the signal has come.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interruptible() -> Iterator[Callable[[], None]]:
    """Give a function that raises KeyboardInterrupt once a signal has come."""
    signals = _Signals()
    handlers = {number: signal.signal(number, signals.interrupt) for number in _handled()}
    try:
        yield signals.look
    except KeyboardInterrupt:
        if not signals.came:
            raise
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    if signals.came:
        signal.raise_signal(signals.came[0])


def _handled() -> list[signal.Signals]:
    # Only the main thread can replace a handler, and only what ends us by an exception needs it.
    if threading.current_thread() is not threading.main_thread():
        return []
    ending = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    return [number for number in ending if callable(signal.getsignal(number))]


class _Signals:
    """Those that came."""

    def __init__(self) -> None:
        self.came: list[int] = []

    def look(self) -> None:
        if self.came:
            raise KeyboardInterrupt

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        self.came.append(number)
        if frame is None or frame.f_code.co_name != "gc_callback":
            self.look()
