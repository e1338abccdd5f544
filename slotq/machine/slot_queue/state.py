"""The states of spec/SlotQueue.tla, as values."""

from typing import NamedTuple

from slotq.machine import slot_queue_steps
from slotq.machine.slot_queue_steps.state import NO_CLIENT, NO_TOKEN


class Client(NamedTuple):
    """What the queue knows of a client.

    Attributes:
        known: The set of tokens that it queued or was delivered.
        call: What its acquire has still to do: "nothing", "remove" or "close".
        hand: The token that it has won and is acquiring.
    """

    known: int = 0
    call: str = "nothing"
    hand: int = NO_TOKEN


class Dequeuer(NamedTuple):
    """A dequeuer.

    Attributes:
        running: Whether it was started and has not ended.
        offer: The token that it picked and has not delivered.
        owner: The client that started it.
        done: Whether its context is done.
    """

    running: bool = False
    offer: int = NO_TOKEN
    owner: int = NO_CLIENT
    done: bool = False


class State(NamedTuple):
    """A state of the queue.

    Attributes:
        slots: The listed tokens, oldest first.
        next_id: The id of the next token.
        won: The set of tokens that somebody won.
        closed: The set of tokens whose trigger is closed.
        clients: One record for each client.
        dequeuers: One record for each dequeuer.
    """

    slots: tuple[int, ...]
    next_id: int
    won: int
    closed: int
    clients: tuple[Client, ...]
    dequeuers: tuple[Dequeuer, ...]


def init(clients: int, dequeuers: int) -> State:
    """Make the initial state.

    Args:
        clients: How many clients there are.
        dequeuers: How many dequeuers may be started.

    Spec: Init.
    """
    return State((), 0, 0, 0, (Client(),) * clients, (Dequeuer(),) * dequeuers)


def of_steps(state: slot_queue_steps.State) -> State:
    """Map a state of the steps to what clients see of it.

    The lock, the sleepers, the canceller and the broadcast are forgotten.

    Spec: SlotQueueSteps!Abstract.
    """
    return State(
        state.slots,
        state.next_id,
        state.busy,
        state.closed,
        tuple(
            Client(known, "nothing" if doing == "broadcast" else doing, hand)
            for known, doing, hand in state.clients
        ),
        tuple(
            Dequeuer(d.dequeuer in {"lock", "asleep", "offering"}, d.item, d.owner, d.done)
            for d in state.dequeuers
        ),
    )
