"""The executable twin of spec/Scaling.tla."""

from slotq.machine.scaling.actions import (
    container_enter,
    container_exit,
    container_move,
    is_idle,
    is_new_container_needed,
    launch_check,
    request_enter,
    request_exit,
    request_move,
    signal_receive,
    signal_send,
)
from slotq.machine.scaling.bounds import SIZES, UINT64, Bounds
from slotq.machine.scaling.invariants import INVARIANTS
from slotq.machine.scaling.module import MODULE
from slotq.machine.scaling.next import general_movers
from slotq.machine.scaling.record import record
from slotq.machine.scaling.state import (
    CONTAINER,
    CONTAINER_STATES,
    NO_TRACKER,
    NOTHING,
    REQUEST,
    REQUEST_STATES,
    STATES,
    Counted,
    Move,
    State,
    init,
)

__all__ = [
    "CONTAINER",
    "CONTAINER_STATES",
    "INVARIANTS",
    "MODULE",
    "NOTHING",
    "NO_TRACKER",
    "REQUEST",
    "REQUEST_STATES",
    "SIZES",
    "STATES",
    "UINT64",
    "Bounds",
    "Counted",
    "Move",
    "State",
    "container_enter",
    "container_exit",
    "container_move",
    "general_movers",
    "init",
    "is_idle",
    "is_new_container_needed",
    "launch_check",
    "record",
    "request_enter",
    "request_exit",
    "request_move",
    "signal_receive",
    "signal_send",
]
