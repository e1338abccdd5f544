"""A test that hangs, and one that does not: run on purpose, by tests of the time limit alone."""

import threading

import pytest

pytestmark = pytest.mark.timeout(1)


def wait_for_ever(lock: threading.Lock) -> None:
    """Wait for a lock that its own thread has."""
    with lock, lock:
        pass


def test_that_hangs() -> None:
    """Though another thread is well."""
    end = threading.Event()
    threading.Thread(target=end.wait, name="other", daemon=True).start()
    wait_for_ever(threading.Lock())


def test_that_ends() -> None:
    """At once."""
