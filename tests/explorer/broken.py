"""Queues and clients that are broken as the page's faults are, to replay its levels on."""

from collections.abc import Callable

from slotq.queue import Slot, SlotQueue, SlotToken
from slotq.schedule.engine.world import World
from tests.schedule import broken


class SkipsBroadcast(SlotQueue):
    """Wakes nobody when a slot is queued."""

    def queue_slot(self, slot: Slot) -> SlotToken:
        """Do it wrong."""
        token = SlotToken(self, slot, self._primitives)
        with self._lock:
            token.id = self._next_id
            self._slots.append(token)
            self._next_id += 1
            self._primitives.step("QueueAppend", token)
        with self._lock:
            self._primitives.step("QueueBroadcast")
        return token


QUEUES: dict[str, type[SlotQueue]] = {
    "": SlotQueue,
    "SkipBroadcast": SkipsBroadcast,
    "SignalOne": SlotQueue,
    "CheckThenSet": broken.ChecksThenSets,
    "PickRemoves": broken.PeekRemoves,
    "WakeNobody": broken.NeverWakes,
}
"""The queue that is broken so."""
WORLDS: dict[str, Callable[..., World]] = {"SignalOne": broken.SignallingWorld}
"""The primitives that are, where it is they."""
