"""The one door to the twin of spec/SlotQueue.tla."""

from slotq.machine.kernel.module import Module, guards_of
from slotq.machine.kernel.words import counted
from slotq.machine.slot_queue import actions
from slotq.machine.slot_queue import next as relation
from slotq.machine.slot_queue.next import abstract_queue
from slotq.machine.slot_queue.record import record
from slotq.machine.slot_queue_steps import SIZES, Bounds

MODULE = Module(
    name="SlotQueue",
    bounds=Bounds,
    smallest=Bounds(1, 1, 1),
    system=lambda bounds: abstract_queue(bounds.clients, bounds.dequeuers, bounds.tokens),
    names=lambda bounds: bounds.names,
    record=record,
    invariants={},
    words=lambda bounds: counted(bounds, *SIZES),
    guards=guards_of(actions, relation),
)
