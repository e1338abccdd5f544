"""States of the machine's callers as states of the definitions, and back."""

from collections.abc import Callable

from slotq.machine import callers, slot_queue_steps
from slotq.machine.callers import Bounds, Caller
from slotq.machine.slot_queue_steps.state import EVERYTHING
from slotq.prove.algebra import State
from slotq.prove.callers import CHOICES, CONSTANTS, ROUND
from slotq.prove.callers_invariant import CALLERS
from slotq.prove.concrete import NONE, Concrete
from slotq.prove.queue import CLIENT, DEQUEUER, TOKEN
from slotq.prove.queue_states import bits, member, queue_writer
from slotq.prove.queue_states import read as read_queue
from slotq.prove.tie import Twin


def callers_twin(bounds: Bounds) -> Twin[callers.State]:
    """The definitions of Callers next to the machine's states of that size."""
    sizes = {
        CLIENT.name: bounds.clients,
        DEQUEUER.name: bounds.dequeuers,
        TOKEN.name: bounds.containers * bounds.rounds,
        ROUND.name: bounds.rounds + 1,  # with the round of those that are gone
    }
    return Twin(CALLERS, Concrete(sizes), _reader(bounds), _writer(bounds), CONSTANTS)


def _constants(bounds: Bounds) -> State:
    def dequeuer_of(client: int, round_: int) -> int:
        asks = client >= bounds.containers and 1 <= round_ <= bounds.rounds
        return bounds.dequeuer(client, round_) if asks else NONE

    return State(
        isContainer=lambda client: 0 <= client < bounds.containers,
        Rounds=lambda: bounds.rounds,
        dequeuerOf=dequeuer_of,
        Later=lambda: bounds.later,
        **{name: getattr(bounds, name.lower()).__contains__ for name in CHOICES},
    )


def _reader(bounds: Bounds) -> Callable[[callers.State], State]:
    constants = vars(_constants(bounds))

    def read(state: callers.State) -> State:
        queue = vars(read_queue(state.queue))
        del queue["known"]
        clients = state.callers
        return State(
            **constants,
            **queue,
            state=lambda p: clients[p].state,
            token=lambda p: clients[p].token,
            round=lambda p: clients[p].round,
            evicted=member(state.evicted),
            slotClosed=member(state.slot_closed),
            failed=member(state.failed),
        )

    return read


def _writer(bounds: Bounds) -> Callable[[State], callers.State]:
    tokens = bounds.containers * bounds.rounds
    sizes = slot_queue_steps.Bounds(bounds.clients, bounds.dequeuers, tokens)
    write_queue = queue_writer(sizes)

    def write(state: State) -> callers.State:
        queue = write_queue(State(**vars(state), known=lambda *_: False))
        clients = tuple(client._replace(known=EVERYTHING) for client in queue.clients)
        return callers.State(
            queue._replace(clients=clients),
            tuple(
                Caller(state.state(p), state.token(p), state.round(p))
                for p in range(bounds.clients)
            ),
            bits(state.evicted, bounds.containers),
            bits(state.slotClosed, tokens),
            bits(state.failed, tokens),
        )

    return write
