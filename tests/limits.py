"""Whatever waits in a test waits for a time that is given, and says what it was that hung."""

import sys
import threading
import time
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path

import pytest
import pytest_timeout

_OURS = "Timeout"
"""How the message of pytest-timeout begins."""


def stand(thread: threading.Thread) -> str:
    """Say where a thread stands: the innermost of its calls."""
    frame = sys._current_frames().get(thread.ident or 0)
    if frame is None:
        return thread.name
    return f"{thread.name} in {frame.f_code.co_qualname}, line {frame.f_lineno}"


def name_what_hung(report: pytest.TestReport, error: pytest.ExceptionInfo[BaseException]) -> None:
    """Say of a test that was ended by its time limit where it hung, and how to see more.

    Args:
        report: What is told of a part of the test; it gets the sentence.
        error: What ended that part.
    """
    said = str(error.value)
    if not (isinstance(error.value, pytest.fail.Exception) and said.startswith(_OURS)):
        return
    *_, entry = takewhile(lambda entry: str(entry.path) != pytest_timeout.__file__, error.traceback)
    place = f"{entry.name}, line {entry.lineno + 1} of {Path(entry.path).name}"
    others = [stand(t) for t in threading.enumerate() if t is not threading.main_thread()]
    lines = [
        f"{report.nodeid} hung in {place}: it is ended by its time limit ({said})",
        *others,
        "Its traceback is where the main thread stood, and its captured output has the stacks of",
        f"the others. To see it again: pytest -n 0 --timeout 60 '{report.nodeid}'",
    ]
    report.sections.append(("what hung", "\n".join(lines)))
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        crash.message = f"hung in {place}"  # what the summary says


def join(threads: Iterable[threading.Thread], seconds: float) -> None:
    """Wait for threads to end, for so long in all, and fail by naming those that hang."""
    deadline = time.monotonic() + seconds
    waited = list(threads)
    for thread in waited:
        thread.join(max(0.0, deadline - time.monotonic()))
    hung = [stand(thread) for thread in waited if thread.is_alive()]
    assert not hung, f"not at their end after {seconds} s: {'; '.join(hung)}"
