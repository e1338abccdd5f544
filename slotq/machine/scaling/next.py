"""The next-state relation of spec/Scaling.tla: the actions that are enabled in a state."""

from collections.abc import Callable

from slotq.machine.kernel.system import Disabled, Process, System
from slotq.machine.scaling.actions import (
    container_enter,
    container_exit,
    container_move,
    launch_check,
    request_enter,
    request_exit,
    request_move,
    signal_receive,
    signal_send,
)
from slotq.machine.scaling.bounds import Bounds
from slotq.machine.scaling.state import CONTAINER_STATES, REQUEST_STATES, State, init

_OF_A_MOVER: tuple[tuple[str, Callable[[State, Bounds, int], State | Disabled]], ...] = (
    ("RequestEnter", request_enter),
    ("RequestExit", request_exit),
    ("ContainerEnter", container_enter),
    ("ContainerExit", container_exit),
    ("LaunchCheck", launch_check),
    ("SignalSend", signal_send),
    ("SignalReceive", signal_receive),
)


def general_movers(bounds: Bounds) -> System[State]:
    """Make the counting under its most general movers.

    Spec: Scaling!Spec.
    """

    def a_mover(mover: int) -> Process[State]:
        process = Process[State](lambda state: state.moving[mover])
        for name, action in _OF_A_MOVER:
            process.add(name, action, mover, bounds=(bounds,))
        for request in range(bounds.requests):
            for target in REQUEST_STATES[1:]:
                process.add("RequestMove", request_move, mover, request, target, bounds=(bounds,))
        for container in range(bounds.containers):
            for target in CONTAINER_STATES[1:]:
                process.add(
                    "ContainerMove", container_move, mover, container, target, bounds=(bounds,)
                )
        return process

    return System(init(bounds), [a_mover(mover) for mover in range(bounds.movers)])
