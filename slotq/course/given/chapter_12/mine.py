"""A slot queue of its own, on one monitor, as a program for `slotq conform -- python mine.py`."""

import sys
import threading

from slotq.oracle.conform.serve import serve


class Mine:
    """Tokens are numbers. Every change wakes all that wait."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._listed: list[int] = []
        self._count = 0
        self._won: set[int] = set()
        self._closed: set[int] = set()
        self._offers: dict[str, int] = {}
        self._done: set[str] = set()
        self._running: set[str] = set()

    def queue_slot(self, process: str) -> int:
        """Offer a slot, and return its token."""
        del process
        with self._changed:
            token = self._count
            self._count += 1
            self._listed.append(token)
            self._changed.notify_all()
        return token

    def acquire_slot(self, process: str, token: int) -> bool:
        """Try to win a token."""
        del process
        with self._changed:
            if token in self._won:
                return False
            self._won.add(token)
            self._listed.remove(token)
            self._changed.notify_all()
        return True

    def start_dequeuer(self, process: str, dequeuer: str) -> None:
        """Offer tokens until the context is done."""
        del process
        with self._changed:
            self._running.add(dequeuer)
        threading.Thread(target=self._offer, args=(dequeuer,), daemon=True).start()

    def _offer(self, dequeuer: str) -> None:
        with self._changed:
            while self._changed.wait_for(lambda: self._listed or dequeuer in self._done):
                if dequeuer in self._done:
                    break
                token = self._offers[dequeuer] = self._listed[0]
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._is_over(dequeuer, token))  # noqa: B023
                self._offers.pop(dequeuer, None)
            self._running.remove(dequeuer)
            self._changed.notify_all()

    def _is_over(self, dequeuer: str, token: int) -> bool:
        return dequeuer not in self._offers or token in self._won or dequeuer in self._done

    def dequeue(self, dequeuer: str, wait: float) -> int | None:
        """Receive a token, or None if none comes in time."""
        with self._changed:
            if not self._changed.wait_for(lambda: dequeuer in self._offers, wait):
                return None
            self._changed.notify_all()
            return self._offers.pop(dequeuer)

    def cancel(self, dequeuer: str) -> None:
        """Make a context done."""
        with self._changed:
            self._done.add(dequeuer)
            self._changed.notify_all()

    def wait_trigger(self, token: int, wait: float) -> bool:
        """Wait until a token has been won."""
        with self._changed:
            return self._changed.wait_for(lambda: token in self._won, wait)

    def close_slot(self, token: int) -> bool:
        """Close a slot, unless it is closed."""
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
        """Say how many dequeuers have not ended, once those that are to end have done so."""
        with self._changed:
            self._changed.wait_for(lambda: not self._running & self._done, 1.0)
            return len(self._running)

    def close(self) -> None:
        """End all dequeuers."""
        with self._changed:
            self._done |= self._running
            self._changed.notify_all()


if __name__ == "__main__":
    serve(Mine, sys.stdin.buffer, sys.stdout.buffer, "mine")
