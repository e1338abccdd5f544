"""The states of spec/SlotQueueSteps.tla, as values."""

from typing import NamedTuple

_new = tuple.__new__  # a named tuple's own constructor takes twice as long


NO_TOKEN = -1
NO_CLIENT = -1
EVERYTHING = -1  # the set of all tokens: an integer with every bit set


class Client(NamedTuple):
    """What the queue knows of a client.

    Attributes:
        known: The set of tokens that it queued or was delivered.
        doing: What its call has still to do: "nothing", "broadcast", "remove" or "close".
        hand: The token that it is acquiring, once it has won it.
    """

    known: int = 0
    doing: str = "nothing"
    hand: int = NO_TOKEN


class Dequeuer(NamedTuple):
    """A dequeuer and its canceller.

    Attributes:
        dequeuer: Where it stands: "absent", "lock", "asleep", "offering" or "ended".
        is_waiting: The variable that it shares with its canceller.
        item: The token that it offers.
        owner: The client that started it.
        done: Whether its context is done.
        canceller: Where the canceller stands: "absent", "waiting" or "ended".
    """

    dequeuer: str = "absent"
    is_waiting: bool = False
    item: int = NO_TOKEN
    owner: int = NO_CLIENT
    done: bool = False
    canceller: str = "absent"


class State(NamedTuple):
    """A state of the queue.

    Attributes:
        slots: The listed tokens, oldest first.
        next_id: The id of the next token.
        busy: The set of tokens that somebody won.
        closed: The set of tokens whose trigger is closed.
        clients: One record for each client.
        dequeuers: One record for each dequeuer.
    """

    slots: tuple[int, ...]
    next_id: int
    busy: int
    closed: int
    clients: tuple[Client, ...]
    dequeuers: tuple[Dequeuer, ...]


def init(clients: int, dequeuers: int, known: int = 0) -> State:
    """Make the initial state.

    Args:
        clients: How many clients there are.
        dequeuers: How many dequeuers there may be.
        known: The tokens that clients may acquire from the beginning; EVERYTHING leaves it to them.

    Spec: Init; QueueInit where `known` is EVERYTHING.
    """
    return _new(State, ((), 0, 0, 0, (Client(known),) * clients, (Dequeuer(),) * dequeuers))
