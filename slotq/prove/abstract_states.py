"""States of the machine's abstract queue as states of the definitions, and back."""

from slotq.machine.slot_queue import Client, Dequeuer
from slotq.machine.slot_queue import State as MachineState
from slotq.machine.slot_queue_steps import Bounds
from slotq.prove.abstract import ABSTRACT
from slotq.prove.algebra import State
from slotq.prove.concrete import Concrete
from slotq.prove.queue_states import bits, member, sequence, sizes
from slotq.prove.tie import Twin


def abstract_twin(bounds: Bounds) -> Twin[MachineState]:
    """The definitions of SlotQueue next to the machine's states of that size."""
    tokens = bounds.tokens

    def write(state: State) -> MachineState:
        clients = [
            Client(
                sum(1 << t for t in range(tokens) if state.known(p, t)),
                state.call(p),
                state.hand(p),
            )
            for p in range(bounds.clients)
        ]
        dequeuers = [
            Dequeuer(state.running(d), state.offer(d), state.owner(d), state.done(d))
            for d in range(bounds.dequeuers)
        ]
        return MachineState(
            sequence(state, tokens),
            state.nextId(),
            bits(state.won, tokens),
            bits(state.closed, tokens),
            tuple(clients),
            tuple(dequeuers),
        )

    return Twin(ABSTRACT, Concrete(sizes(bounds)), _read, write)


def _read(state: MachineState) -> State:
    place = {token: number for number, token in enumerate(state.slots)}
    clients, dequeuers = state.clients, state.dequeuers
    return State(
        listed=place.__contains__,
        older=lambda t, u: t in place and u in place and place[t] < place[u],
        nextId=lambda: state.next_id,
        won=member(state.won),
        closed=member(state.closed),
        known=lambda p, t: bool(clients[p].known >> t & 1),
        call=lambda p: clients[p].call,
        hand=lambda p: clients[p].hand,
        running=lambda d: dequeuers[d].running,
        offer=lambda d: dequeuers[d].offer,
        owner=lambda d: dequeuers[d].owner,
        done=lambda d: dequeuers[d].done,
    )
