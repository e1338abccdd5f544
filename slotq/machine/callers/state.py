"""The states of spec/Callers.tla, as values."""

from typing import NamedTuple

from slotq.machine import slot_queue_steps
from slotq.machine.callers.bounds import Bounds
from slotq.machine.slot_queue_steps.state import EVERYTHING, NO_TOKEN

_new = tuple.__new__  # a named tuple's own constructor takes twice as long


REASONS = ("trigger", "idle", "evict", "shutdown", "freeze")


class Caller(NamedTuple):
    """A client of the queue.

    Attributes:
        state: Where it stands: "ready", "waiting", and for a container "woken", "busy", "ejected",
            for a consumer "acquiring", "won", "holding", "failing", and in the end "gone".
        token: The container's own token, the consumer's delivered one.
        round: The round that it is in; 0 once it is gone.
    """

    state: str = "ready"
    token: int = NO_TOKEN
    round: int = 1


class State(NamedTuple):
    """A state of the queue and its callers.

    Attributes:
        queue: The queue's part.
        callers: One record for each client.
        evicted: The set of containers that were asked to go.
        slot_closed: The set of tokens whose slot was closed.
        failed: The set of tokens whose slot carries an error.
    """

    queue: slot_queue_steps.State
    callers: tuple[Caller, ...]
    evicted: int
    slot_closed: int
    failed: int


_GONE = _new(Caller, ("gone", NO_TOKEN, 0))


def init(bounds: Bounds) -> State:
    """Make the initial state.

    Spec: Init.
    """
    queue = slot_queue_steps.init(bounds.clients, bounds.dequeuers, EVERYTHING)
    return _new(State, (queue, (Caller(),) * bounds.clients, 0, 0, 0))
