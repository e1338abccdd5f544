"""A state as the variables of spec/Callers.tla, as TLC has them."""

from collections.abc import Mapping
from functools import cache

from slotq.formats.tla_values import Function, Value
from slotq.machine.callers.bounds import Bounds
from slotq.machine.callers.state import Caller, State
from slotq.machine.kernel.records import each, model_values, or_none, those, tokens
from slotq.machine.slot_queue_steps.record import Processes, queue_variables


def record(state: State, bounds: Bounds) -> Function:
    """Write a state of container1, …, consumer1, …, whose dequeuers are consumers and rounds."""
    containers = model_values("container", bounds.containers)
    consumers = model_values("consumer", bounds.consumers)
    clients = (*containers, *consumers)
    dequeuers = tuple(
        (consumer, round_) for consumer in consumers for round_ in range(1, bounds.rounds + 1)
    )
    evicted = (bool(state.evicted >> number & 1) for number in range(bounds.containers))
    return Function(
        {
            **queue_variables(state.queue, clients, dequeuers),
            **_of_callers(state.callers, clients),
            "evicted": those(containers, evicted),
            "slotClosed": tokens(state.slot_closed),
            "failed": tokens(state.failed),
        }
    )


@cache
def _of_callers(records: tuple[Caller, ...], clients: Processes) -> Mapping[str, Value]:
    return {
        "state": each(clients, (caller.state for caller in records)),
        "token": each(clients, (or_none(caller.token) for caller in records)),
        "round": each(clients, (caller.round for caller in records)),
    }
