"""The executable twin of spec/ScalingCallers.tla."""

from slotq.machine.scaling_callers.actions import (
    abandon,
    eject,
    give_up,
    grant,
    launch_check,
    queue_slot,
    request_move,
    signal_receive,
    signal_send,
    slot_close,
    win,
)
from slotq.machine.scaling_callers.bounds import Bounds
from slotq.machine.scaling_callers.invariants import INVARIANTS
from slotq.machine.scaling_callers.module import MODULE
from slotq.machine.scaling_callers.moves import container_move
from slotq.machine.scaling_callers.next import ScalingCallers
from slotq.machine.scaling_callers.record import record
from slotq.machine.scaling_callers.state import NO_CONTAINER, State, init

__all__ = [
    "INVARIANTS",
    "MODULE",
    "NO_CONTAINER",
    "Bounds",
    "ScalingCallers",
    "State",
    "abandon",
    "container_move",
    "eject",
    "give_up",
    "grant",
    "init",
    "launch_check",
    "queue_slot",
    "record",
    "request_move",
    "signal_receive",
    "signal_send",
    "slot_close",
    "win",
]
