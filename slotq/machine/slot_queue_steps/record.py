"""A state as the variables of spec/SlotQueueSteps.tla, as TLC has them."""

from collections.abc import Mapping
from functools import cache

from slotq.formats.tla_values import Function, Value
from slotq.machine.kernel.records import each, model_values, one_of, or_none, those, tokens
from slotq.machine.slot_queue_steps.bounds import Bounds
from slotq.machine.slot_queue_steps.state import Client, Dequeuer, State

Processes = tuple[Value, ...]


def record(state: State, bounds: Bounds) -> Function:
    """Write a state of client1, …, dequeuer1, …."""
    clients = model_values("client", bounds.clients)
    return Function(
        {
            **queue_variables(state, clients, model_values("dequeuer", bounds.dequeuers)),
            "known": each(clients, (tokens(client.known) for client in state.clients)),
        }
    )


def queue_variables(state: State, clients: Processes, dequeuers: Processes) -> dict[str, Value]:
    """Write the variables that do not depend on the clients.

    Args:
        state: The state.
        clients: What TLC calls the clients.
        dequeuers: What it calls the dequeuers.
    """
    return {
        "slots": state.slots,
        "nextId": state.next_id,
        "busy": tokens(state.busy),
        "closed": tokens(state.closed),
        **_of_clients(state.clients, clients),
        **_of_dequeuers(state.dequeuers, clients, dequeuers),
    }


@cache
def _of_clients(records: tuple[Client, ...], clients: Processes) -> Mapping[str, Value]:
    return {
        "doing": each(clients, (client.doing for client in records)),
        "hand": each(clients, (or_none(client.hand) for client in records)),
    }


@cache
def _of_dequeuers(
    records: tuple[Dequeuer, ...], clients: Processes, dequeuers: Processes
) -> Mapping[str, Value]:
    return {
        "dequeuer": each(dequeuers, (d.dequeuer for d in records)),
        "isWaiting": each(dequeuers, (d.is_waiting for d in records)),
        "item": each(dequeuers, (or_none(d.item) for d in records)),
        "owner": each(dequeuers, (one_of(clients, d.owner) for d in records)),
        "done": those(dequeuers, (d.done for d in records)),
        "canceller": each(dequeuers, (d.canceller for d in records)),
    }
