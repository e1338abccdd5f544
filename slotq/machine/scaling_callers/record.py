"""A state as the variables of spec/ScalingCallers.tla, as TLC has them."""

from slotq.formats.tla_values import Function
from slotq.machine.kernel.records import each, one_of
from slotq.machine.scaling.record import counting_variables, numbered
from slotq.machine.scaling_callers.bounds import Bounds
from slotq.machine.scaling_callers.state import State


def record(state: State, bounds: Bounds) -> Function:
    """Write a state."""
    requests = numbered("request", bounds.requests)
    containers = numbered("container", bounds.containers)
    callers = (*requests, *containers, ("launcher", 0))
    reapers = [("reaper", container + 1) for container, _ in bounds.reapers]
    return Function(
        {
            **counting_variables(state.counting, [*callers, *reapers]),
            "at": each(callers, state.at),
            "slot": each(containers, state.slot),
            "hand": each(requests, (one_of(containers, container) for container in state.hand)),
        }
    )
