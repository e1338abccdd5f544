"""The executable twin of spec/SlotQueueSteps.tla."""

from slotq.machine.slot_queue_steps.actions import (
    acquire_cas,
    acquire_close,
    acquire_remove,
    cancel,
    canceller_wake,
    dequeuer_cancelled,
    dequeuer_deliver,
    dequeuer_ejected,
    dequeuer_exit,
    dequeuer_peek,
    dequeuer_start,
    dequeuer_wait,
    queue_append,
    queue_broadcast,
)
from slotq.machine.slot_queue_steps.bounds import SIZES, Bounds
from slotq.machine.slot_queue_steps.invariants import INVARIANTS
from slotq.machine.slot_queue_steps.module import MODULE
from slotq.machine.slot_queue_steps.next import OF_A_DEQUEUER, general_client
from slotq.machine.slot_queue_steps.record import record
from slotq.machine.slot_queue_steps.state import (
    EVERYTHING,
    NO_CLIENT,
    NO_TOKEN,
    Client,
    Dequeuer,
    State,
    init,
)
from slotq.machine.slot_queue_steps.step_properties import STEP_PROPERTIES

__all__ = [
    "EVERYTHING",
    "INVARIANTS",
    "MODULE",
    "NO_CLIENT",
    "NO_TOKEN",
    "OF_A_DEQUEUER",
    "SIZES",
    "STEP_PROPERTIES",
    "Bounds",
    "Client",
    "Dequeuer",
    "State",
    "acquire_cas",
    "acquire_close",
    "acquire_remove",
    "cancel",
    "canceller_wake",
    "dequeuer_cancelled",
    "dequeuer_deliver",
    "dequeuer_ejected",
    "dequeuer_exit",
    "dequeuer_peek",
    "dequeuer_start",
    "dequeuer_wait",
    "general_client",
    "init",
    "queue_append",
    "queue_broadcast",
    "record",
]
