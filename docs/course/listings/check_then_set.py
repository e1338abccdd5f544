"""The queue with a look and a set in the place of the compare-and-swap."""
# ruff: noqa: INP001 - a file of its own

from slotq.queue import SlotQueue, SlotToken


class ChecksThenSets(SlotQueue):
    """Looks at the flag in the lock, and sets it after the lock."""

    def acquire_slot(self, token: SlotToken) -> bool:
        """Try to win a slot."""
        with self._lock:
            is_free = not token.is_busy.is_set()
            self._primitives.step("AcquireCas", token, ok=is_free)
        if not is_free:
            return False
        token.is_busy.compare_and_swap("AcquireCas", token)  # only to set it
        with self._lock:
            removed = self._remove(token)
            self._primitives.step("AcquireRemove", token, ok=removed, length=len(self._slots))
        token.trigger.close("AcquireClose", token)
        return True
