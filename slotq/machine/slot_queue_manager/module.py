"""The one door to the twin of spec/SlotQueueManager.tla."""

from slotq.machine.kernel.module import Module, guards_of
from slotq.machine.kernel.words import counted, plural
from slotq.machine.slot_queue_manager import actions
from slotq.machine.slot_queue_manager.bounds import Bounds
from slotq.machine.slot_queue_manager.invariants import INVARIANTS
from slotq.machine.slot_queue_manager.next import manager
from slotq.machine.slot_queue_manager.record import record

MODULE = Module(
    name="SlotQueueManager",
    bounds=Bounds,
    smallest=Bounds((0,), 1, strangers_delete=True),
    system=manager,
    names=lambda _: {},
    record=record,
    invariants=INVARIANTS,
    words=lambda bounds: f"{plural(len(bounds.key_of), 'requests')}, {counted(bounds, 'queues')}",
    guards=guards_of(actions),
)
