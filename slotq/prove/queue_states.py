"""States of the machine's queue as states of the definitions, and back."""

from collections.abc import Callable
from functools import cmp_to_key
from operator import attrgetter
from typing import Any, TypeAlias

from slotq.formats.tla_values import Function
from slotq.machine import slot_queue_steps as steps
from slotq.machine.kernel.records import each, model_values, or_none
from slotq.machine.slot_queue_steps import Bounds, Client, Dequeuer
from slotq.prove.algebra import Function as Variable
from slotq.prove.algebra import State
from slotq.prove.concrete import NONE, Concrete
from slotq.prove.queue import CLIENT, DEQUEUER, TOKEN
from slotq.prove.queue_invariant import QUEUE
from slotq.prove.tie import Twin

_OF_DEQUEUER = {
    "dequeuer": "dequeuer",
    "isWaiting": "is_waiting",
    "item": "item",
    "owner": "owner",
    "done": "done",
    "canceller": "canceller",
}


def queue_twin(bounds: Bounds) -> Twin[steps.State]:
    """The definitions of SlotQueueSteps next to the machine's states of that size."""
    return Twin(QUEUE, Concrete(sizes(bounds)), read, queue_writer(bounds))


def sizes(bounds: Bounds) -> dict[str, int]:
    """How many values each sort has."""
    return {
        CLIENT.name: bounds.clients,
        DEQUEUER.name: bounds.dequeuers,
        TOKEN.name: bounds.tokens,
    }


Remembering: TypeAlias = tuple[steps.State, tuple[int, ...]]
"""A state of the machine, and what each client has appended whose broadcast is to come."""


def history_twin(bounds: Bounds) -> Twin[Remembering]:
    """The same with the history variable."""
    twin = queue_twin(bounds)

    def write(state: State) -> Remembering:
        return twin.write(state), tuple(map(state.appended, range(bounds.clients)))

    return Twin(QUEUE, twin.algebra, _read_remembering, write)


def _read_remembering(state: Remembering) -> State:
    queue, appended = state
    return read(queue).but(appended=lambda client: appended[client])


def read(state: steps.State) -> State:
    """A state of the machine, for the definitions; it does not remember what was appended."""
    slots, clients = state.slots, state.clients
    place = {token: number for number, token in enumerate(slots)}
    return State(
        **{
            "listed": member(sum(1 << token for token in set(slots))),
            "older": lambda t, u: t in place and u in place and place[t] < place[u],
            "nextId": lambda: state.next_id,
            "busy": member(state.busy),
            "closed": member(state.closed),
            "known": lambda p, t: bool(clients[p].known >> t & 1),
            "doing": lambda p: clients[p].doing,
            "hand": lambda p: clients[p].hand,
            "appended": lambda _: NONE,
            **{name: _field(state.dequeuers, field) for name, field in _OF_DEQUEUER.items()},
        }
    )


def _field(records: tuple[Any, ...], field: str) -> Variable:
    values = tuple(map(attrgetter(field), records))
    return lambda number: values[number]


def member(bits: int) -> Variable:
    """Whether a token is in the set that an integer stands for."""
    return lambda token: token >= 0 and bool(bits >> token & 1)


def bits(relation: Callable[[int], bool], tokens: int) -> int:
    """The integer that stands for a set of tokens."""
    return sum(1 << token for token in range(tokens) if relation(token))


def sequence(state: State, tokens: int) -> tuple[int, ...]:
    """The list: what is listed, in its order."""

    def order(one: int, other: int) -> int:
        return int(state.older(other, one)) - int(state.older(one, other))

    return tuple(sorted(filter(state.listed, range(tokens)), key=cmp_to_key(order)))


def history_record(state: Remembering, bounds: Bounds) -> Function:
    """Write such a state as the variables of SlotQueueInductive, as TLC has them."""
    queue, appended = state
    clients = model_values("client", bounds.clients)
    variables = steps.record(queue, bounds)
    return Function({**variables, "appended": each(clients, map(or_none, appended))})


def queue_writer(bounds: Bounds) -> Callable[[State], steps.State]:
    """Writes a state of the definitions as the machine has it."""
    clients, dequeuers, tokens = bounds.clients, bounds.dequeuers, bounds.tokens

    def write(state: State) -> steps.State:
        return steps.State(
            sequence(state, tokens),
            state.nextId(),
            bits(state.busy, tokens),
            bits(state.closed, tokens),
            tuple(
                Client(
                    sum(1 << t for t in range(tokens) if state.known(p, t)),
                    state.doing(p),
                    state.hand(p),
                )
                for p in range(clients)
            ),
            tuple(
                Dequeuer(*[getattr(state, name)(d) for name in _OF_DEQUEUER])
                for d in range(dequeuers)
            ),
        )

    return write
