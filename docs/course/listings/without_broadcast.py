"""The queue without its broadcast, as a program for `slotq conform`."""
# ruff: noqa: INP001 - a file of its own

from slotq.oracle.conform import reference_program
from slotq.queue import Slot, SlotQueue, SlotToken


class WithoutBroadcast(SlotQueue):
    """Wakes nobody when a slot is queued."""

    def queue_slot(self, slot: Slot) -> SlotToken:
        """Append, and leave the broadcast out."""
        token = SlotToken(self, slot, self._primitives)
        with self._lock:
            token.id = self._next_id
            self._slots.append(token)
            self._next_id += 1
            self._primitives.step("QueueAppend", token, length=len(self._slots))
        return token


if __name__ == "__main__":
    reference_program.main(WithoutBroadcast)
