"""The limits of the tests themselves: what hangs is named, and does not keep the others waiting."""

import threading

import pytest

from tests.limits import join, time_limit


def test_what_hangs_is_named() -> None:
    """A main thread that waits for a lock for ever is told so, with the others beside it."""
    lock, end = threading.Lock(), threading.Event()
    other = threading.Thread(target=end.wait, name="other", daemon=True)
    other.start()

    def wait_for_ever() -> None:
        with lock, lock:
            pass

    with pytest.raises(pytest.fail.Exception) as caught, time_limit(0.05, "this test"):
        wait_for_ever()
    end.set()
    first, *others = str(caught.value).splitlines()
    assert first.startswith("this test hung in test_what_hangs_is_named.<locals>.wait_for_ever")
    assert first.endswith("not at its end after 0.05 s")
    assert any(line.startswith("other in Condition.wait") for line in others)


def test_who_is_in_time_is_left_alone() -> None:
    """And so is whoever comes after it."""
    with time_limit(0.05, "this test"):
        pass
    assert not threading.Event().wait(0.1)


def test_threads_have_one_deadline_together() -> None:
    """Those that hang are named, however many they are."""
    end = threading.Event()
    threads = [
        threading.Thread(target=end.wait, name=f"waiter-{number}", daemon=True)
        for number in range(2)
    ]
    for thread in threads:
        thread.start()
    with pytest.raises(AssertionError, match=r"0\.05 s: waiter-0 in .*; waiter-1 in "):
        join(threads, 0.05)
    end.set()
    join(threads, 60)
