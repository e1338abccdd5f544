"""The executable twin of spec/SlotQueueManager.tla."""

from slotq.machine.slot_queue_manager.actions import (
    delete_slot_queue,
    get_slot_queue,
    is_idle,
    launcher_start,
    lease_slot_queue,
    look_again,
    request_enter,
    request_exit,
    request_move,
    stranger_delete,
)
from slotq.machine.slot_queue_manager.bounds import Bounds
from slotq.machine.slot_queue_manager.invariants import INVARIANTS
from slotq.machine.slot_queue_manager.module import MODULE
from slotq.machine.slot_queue_manager.next import manager
from slotq.machine.slot_queue_manager.record import record
from slotq.machine.slot_queue_manager.state import NO_KEY, NO_QUEUE, Queue, Request, State, init

__all__ = [
    "INVARIANTS",
    "MODULE",
    "NO_KEY",
    "NO_QUEUE",
    "Bounds",
    "Queue",
    "Request",
    "State",
    "delete_slot_queue",
    "get_slot_queue",
    "init",
    "is_idle",
    "launcher_start",
    "lease_slot_queue",
    "look_again",
    "manager",
    "record",
    "request_enter",
    "request_exit",
    "request_move",
    "stranger_delete",
]
