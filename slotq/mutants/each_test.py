"""A plugin of pytest that bounds the processor time of each test, and names the test that begins.

`slotq.mutants.probe` gives it to pytest, and the bound in the environment. Pytest imports it before
it takes the streams of the process for itself, so that what is written here is seen.
"""

import atexit
import os
import time

from slotq.mutants import hangs

_STREAM = os.dup(2)


def pytest_configure() -> None:
    """Write at the end how much was used."""
    hangs.watch(_STREAM)
    hangs.allow(_limit())  # what is imported may not end, either
    atexit.register(_tell_used)


def pytest_runtest_logstart(nodeid: str) -> None:
    """Begin to count anew."""
    os.write(_STREAM, f"{hangs.RUNNING}{nodeid}\n".encode())
    hangs.allow(_limit())


def _limit() -> float:
    return float(os.environ[hangs.LIMIT])


def _tell_used() -> None:
    os.write(_STREAM, f"{hangs.USED}{time.process_time():.1f}\n".encode())
