"""The executable twin of spec/SlotQueue.tla."""

from slotq.machine.slot_queue.actions import (
    cancel,
    close,
    deliver,
    end,
    lose,
    pick,
    queue,
    remove,
    start,
    win,
    withdraw,
)
from slotq.machine.slot_queue.module import MODULE
from slotq.machine.slot_queue.next import abstract_queue
from slotq.machine.slot_queue.record import record
from slotq.machine.slot_queue.state import Client, Dequeuer, State, init, of_steps

__all__ = [
    "MODULE",
    "Client",
    "Dequeuer",
    "State",
    "abstract_queue",
    "cancel",
    "close",
    "deliver",
    "end",
    "init",
    "lose",
    "of_steps",
    "pick",
    "queue",
    "record",
    "remove",
    "start",
    "win",
    "withdraw",
]
