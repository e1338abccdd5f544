"""The one door to the twin of spec/SlotQueueSteps.tla."""

from collections.abc import Callable

from slotq.machine.kernel.module import Module, guards_of
from slotq.machine.kernel.words import counted
from slotq.machine.slot_queue_steps import actions
from slotq.machine.slot_queue_steps import next as relation
from slotq.machine.slot_queue_steps.bounds import SIZES, Bounds
from slotq.machine.slot_queue_steps.invariants import INVARIANTS
from slotq.machine.slot_queue_steps.next import general_client
from slotq.machine.slot_queue_steps.record import record
from slotq.machine.slot_queue_steps.state import State
from slotq.machine.slot_queue_steps.step_properties import STEP_PROPERTIES


def _of_a_state(invariant: Callable[[State], bool]) -> Callable[[State, Bounds], bool]:
    return lambda state, _: invariant(state)


def _of_a_step(holds: Callable[[State, State], bool]) -> Callable[[State, State, Bounds], bool]:
    return lambda before, after, _: holds(before, after)


MODULE = Module(
    name="SlotQueueSteps",
    bounds=Bounds,
    smallest=Bounds(1, 1, 1),
    system=lambda bounds: general_client(bounds.clients, bounds.dequeuers, bounds.tokens),
    names=lambda bounds: bounds.names,
    record=record,
    invariants={name: _of_a_state(invariant) for name, invariant in INVARIANTS.items()},
    words=lambda bounds: counted(bounds, *SIZES),
    guards=guards_of(actions, relation),
    step_properties={name: _of_a_step(holds) for name, holds in STEP_PROPERTIES.items()},
)
