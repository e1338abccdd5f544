"""A state as the variables of spec/SlotQueue.tla, as TLC has them."""

from slotq.formats.tla_values import Function
from slotq.machine.kernel.records import each, model_values, one_of, or_none, those, tokens
from slotq.machine.slot_queue.state import State
from slotq.machine.slot_queue_steps import Bounds


def record(state: State, bounds: Bounds) -> Function:
    """Write a state of client1, …, dequeuer1, …."""
    clients = model_values("client", bounds.clients)
    dequeuers = model_values("dequeuer", bounds.dequeuers)
    return Function(
        {
            "slots": state.slots,
            "nextId": state.next_id,
            "won": tokens(state.won),
            "closed": tokens(state.closed),
            "known": each(clients, (tokens(c.known) for c in state.clients)),
            "call": each(clients, (c.call for c in state.clients)),
            "hand": each(clients, (or_none(c.hand) for c in state.clients)),
            "running": those(dequeuers, (d.running for d in state.dequeuers)),
            "offer": each(dequeuers, (or_none(d.offer) for d in state.dequeuers)),
            "owner": each(dequeuers, (one_of(clients, d.owner) for d in state.dequeuers)),
            "done": those(dequeuers, (d.done for d in state.dequeuers)),
        }
    )
