"""Whatever waits in a test waits for a time that is given, and says what it was that hung."""

import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import pytest


def stand(thread: threading.Thread) -> str:
    """Say where a thread stands: the innermost of its calls."""
    frame = sys._current_frames().get(thread.ident or 0)
    if frame is None:
        return thread.name
    return f"{thread.name} in {frame.f_code.co_qualname}, line {frame.f_lineno}"


@contextmanager
def time_limit(seconds: float, what: str) -> Iterator[None]:
    """Fail after that time, wherever the main thread waits; Ctrl-C would get through there, too.

    Args:
        seconds: How long it may take.
        what: Who is to be named.
    """

    def hang(_: int, frame: FrameType | None) -> NoReturn:
        place = "" if frame is None else f" in {frame.f_code.co_qualname}, line {frame.f_lineno}"
        others = [stand(t) for t in threading.enumerate() if t is not threading.main_thread()]
        pytest.fail(
            "\n".join([f"{what} hung{place}: not at its end after {seconds} s", *others]),
            pytrace=False,
        )

    before = signal.signal(signal.SIGALRM, hang)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def join(threads: Iterable[threading.Thread], seconds: float) -> None:
    """Wait for threads to end, for so long in all, and fail by naming those that hang."""
    deadline = time.monotonic() + seconds
    waited = list(threads)
    for thread in waited:
        thread.join(max(0.0, deadline - time.monotonic()))
    hung = [stand(thread) for thread in waited if thread.is_alive()]
    assert not hung, f"not at their end after {seconds} s: {'; '.join(hung)}"
