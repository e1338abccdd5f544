"""A state of the abstract queue's machine as the specification's variables, as TLC has them."""

from collections.abc import Iterable
from itertools import compress

from slotq.formats.tla_values import Function, ModelValue, Value
from slotq.machine.slot_queue import State
from slotq.machine.slot_queue_steps import NO_CLIENT, NO_TOKEN
from slotq.verify.decode import NONE, model_values


def abstract_record(state: State) -> Function:
    """A state of SlotQueue, of client1, …, dequeuer1, …."""
    clients = model_values("client", len(state.clients))
    dequeuers = model_values("dequeuer", len(state.dequeuers))

    def owner(client: int) -> Value:
        return NONE if client == NO_CLIENT else clients[client]

    def of(processes: tuple[ModelValue, ...], values: Iterable[Value]) -> Function:
        return Function(dict(zip(processes, values, strict=True)))

    def those(chosen: Iterable[bool]) -> frozenset[Value]:
        return frozenset(compress(dequeuers, chosen))

    return Function(
        {
            "slots": state.slots,
            "nextId": state.next_id,
            "won": _tokens(state.won),
            "closed": _tokens(state.closed),
            "known": of(clients, (_tokens(c.known) for c in state.clients)),
            "call": of(clients, (c.call for c in state.clients)),
            "hand": of(clients, (_token(c.hand) for c in state.clients)),
            "running": those(d.running for d in state.dequeuers),
            "offer": of(dequeuers, (_token(d.offer) for d in state.dequeuers)),
            "owner": of(dequeuers, (owner(d.owner) for d in state.dequeuers)),
            "done": those(d.done for d in state.dequeuers),
        }
    )


def _tokens(bits: int) -> frozenset[Value]:
    return frozenset(token for token in range(bits.bit_length()) if bits >> token & 1)


def _token(token: int) -> Value:
    return NONE if token == NO_TOKEN else token
