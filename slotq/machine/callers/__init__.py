"""The executable twin of spec/Callers.tla."""

from slotq.machine.callers.actions import (
    acquire_cas,
    acquire_close,
    cancel,
    cancel_request,
    container_return,
    container_wake,
    dequeuer_deliver,
    dequeuer_start,
    evict,
    queue_append,
    slot_close,
)
from slotq.machine.callers.bounds import CHOICES, Bounds
from slotq.machine.callers.claims import CLAIMS, STEP_CLAIMS
from slotq.machine.callers.invariants import INVARIANTS
from slotq.machine.callers.module import MODULE
from slotq.machine.callers.next import Callers
from slotq.machine.callers.record import record
from slotq.machine.callers.state import REASONS, Caller, State, init

__all__ = [
    "CHOICES",
    "CLAIMS",
    "INVARIANTS",
    "MODULE",
    "REASONS",
    "STEP_CLAIMS",
    "Bounds",
    "Caller",
    "Callers",
    "State",
    "acquire_cas",
    "acquire_close",
    "cancel",
    "cancel_request",
    "container_return",
    "container_wake",
    "dequeuer_deliver",
    "dequeuer_start",
    "evict",
    "init",
    "queue_append",
    "record",
    "slot_close",
]
