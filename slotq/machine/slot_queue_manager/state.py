"""The states of spec/SlotQueueManager.tla, as values."""

from typing import NamedTuple

from slotq.machine.slot_queue_manager.bounds import Bounds

NO_QUEUE = -1
NO_KEY = -1


class Request(NamedTuple):
    """A request.

    Attributes:
        at: Where it stands: "new", "got", "moved", "looking", "starting", "waiting", "stale",
            "leaving", "left", "gone".
        queue: The queue that it has.
        is_new: Whether that was made for it.
    """

    at: str = "new"
    queue: int = NO_QUEUE
    is_new: bool = False


class Queue(NamedTuple):
    """A queue.

    Attributes:
        key: Its key, once it is made.
        launcher: Whether its launcher is "absent", "running" or "ended".
    """

    key: int = NO_KEY
    launcher: str = "absent"


class State(NamedTuple):
    """A state of the manager, its queues and their requests.

    Attributes:
        hot: The queue in the map of each key.
        queues: One record for each queue.
        requests: One record for each request.
    """

    hot: tuple[int, ...]
    queues: tuple[Queue, ...]
    requests: tuple[Request, ...]


def init(bounds: Bounds) -> State:
    """Make the initial state.

    Spec: Init.
    """
    return State(
        (NO_QUEUE,) * bounds.keys, (Queue(),) * bounds.queues, (Request(),) * len(bounds.key_of)
    )
