"""A hot-slot queue in Python on one monitor, written for this page, and its test.

With `pytest test_mine.py` Hypothesis drives it in pytest's process. It is a program, too:
`slotq conform -- python test_mine.py`.
"""
# ruff: noqa: INP001 - a file of its own

import sys
import threading
from typing import ClassVar

from slotq.oracle.conform.serve import serve
from slotq.testing import Implementation, SlotQueueMachine


class Mine:
    """Tokens are numbers. One lock guards everything, and every change wakes all waiters."""

    newest: ClassVar[int] = -1

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._slots: list[int] = []
        self._count = 0
        self._won: set[int] = set()
        self._triggered: set[int] = set()
        self._closed: set[int] = set()
        self._offers: dict[str, int] = {}
        self._live: set[str] = set()
        self._done: set[str] = set()

    def queue_slot(self, process: str) -> int:
        """Offer a slot."""
        del process
        with self._changed:
            token = self._count
            self._count += 1
            self._slots.append(token)
            self._changed.notify_all()
        return token

    def start_dequeuer(self, process: str, dequeuer: str) -> None:
        """Run it until its context is done."""
        del process
        with self._changed:
            self._live.add(dequeuer)
        threading.Thread(target=self._run, args=(dequeuer,), daemon=True).start()

    def _run(self, dequeuer: str) -> None:
        while (token := self._pick(dequeuer)) is not None:
            self._offer(dequeuer, token)
        with self._changed:
            self._live.remove(dequeuer)

    def _pick(self, dequeuer: str) -> int | None:
        with self._changed:
            self._changed.wait_for(lambda: self._slots or dequeuer in self._done)
            if dequeuer in self._done:
                return None
            token = self._offers[dequeuer] = self._slots[self.newest]
            self._changed.notify_all()
            return token

    def _offer(self, dequeuer: str, token: int) -> None:
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    dequeuer not in self._offers
                    or token in self._triggered
                    or dequeuer in self._done
                )
            )
            self._offers.pop(dequeuer, None)

    def dequeue(self, dequeuer: str, wait: float) -> int | None:
        """Receive a token from it."""
        with self._changed:
            if not self._changed.wait_for(lambda: dequeuer in self._offers, wait):
                return None
            self._changed.notify_all()
            return self._offers.pop(dequeuer)

    def acquire_slot(self, process: str, token: int) -> bool:
        """Try to win a token."""
        del process
        with self._changed:
            if token in self._won:
                return False
            self._won.add(token)
            self._slots.remove(token)
            self._triggered.add(token)
            self._changed.notify_all()
        return True

    def cancel(self, dequeuer: str) -> None:
        """Make a context done."""
        with self._changed:
            self._done.add(dequeuer)
            self._changed.notify_all()

    def wait_trigger(self, token: int, wait: float) -> bool:
        """Wait until a token has been won."""
        with self._changed:
            return self._changed.wait_for(lambda: token in self._triggered, wait)

    def close_slot(self, token: int) -> bool:
        """Close a slot."""
        with self._changed:
            was_open = token not in self._closed
            self._closed.add(token)
            self._changed.notify_all()
        return was_open

    def wait_closed(self, token: int, wait: float) -> bool:
        """Wait until a slot is closed."""
        with self._changed:
            return self._changed.wait_for(lambda: token in self._closed, wait)

    def live_dequeuer_threads(self) -> int:
        """Count the dequeuers that have not ended."""
        with self._changed:
            return len(self._live)

    def close(self) -> None:
        """Let every dequeuer end."""
        with self._changed:
            self._done |= self._live
            self._changed.notify_all()


class MineMachine(SlotQueueMachine):
    """The state machine that Hypothesis runs."""

    def make(self) -> Implementation:
        """Make a queue."""
        return Mine()


TestMine = MineMachine.TestCase

if __name__ == "__main__":
    serve(Mine, sys.stdin.buffer, sys.stdout.buffer, "a queue in Python", concurrent=True)
