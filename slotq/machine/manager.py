"""The executable twin of spec/SlotQueueManager.tla: who gets which queue, and when one may go.

Requests, keys and queues are numbers. The specification's functions of requests and of queues stand
here as one record for each.
"""

from dataclasses import dataclass
from typing import NamedTuple

from slotq.machine.next import Process, System
from slotq.machine.steps import OWN, Disabled

NO_QUEUE = -1
NO_KEY = -1


@dataclass(frozen=True, slots=True)
class Bounds:
    """The constants of SlotQueueManager.tla.

    Attributes:
        key_of: The key of each request's call.
        queues: How many queues can be made.
        mends: What is mended of the original: "lease", "lookAgain", "compare".
        strangers_delete: Whether others than a queue's launcher delete it.
    """

    key_of: tuple[int, ...]
    queues: int
    mends: frozenset[str] = frozenset()
    strangers_delete: bool = False

    @property
    def keys(self) -> int:
        """How many keys there are."""
        return len(set(self.key_of))


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


def _with_request(state: State, request: int, after: Request) -> State:
    before = state.requests
    return state._replace(requests=(*before[:request], after, *before[request + 1 :]))


def _with_queue(state: State, queue: int, after: Queue) -> State:
    before = state.queues
    return state._replace(queues=(*before[:queue], after, *before[queue + 1 :]))


def _with_hot(state: State, key: int, queue: int) -> State:
    return state._replace(hot=(*state.hot[:key], queue, *state.hot[key + 1 :]))


def _to_wait(*, is_new: bool) -> str:
    return "starting" if is_new else "waiting"


def _counted(bounds: Bounds, *, is_new: bool) -> str:
    return "looking" if "lookAgain" in bounds.mends else _to_wait(is_new=is_new)


_NOT_NEW = Disabled('at[r] = "new"', OWN)
_NO_QUEUE_LEFT = Disabled("hot[k] = None => unmade # {}")


def _get(state: State, bounds: Bounds, request: int) -> State | Disabled:
    key = bounds.key_of[request]
    if state.requests[request].at != "new":
        return _NOT_NEW
    queue = state.hot[key]
    if queue != NO_QUEUE:
        return _with_request(state, request, Request("got", queue, is_new=False))
    unmade = [number for number, made in enumerate(state.queues) if made.key == NO_KEY]
    if not unmade:
        return _NO_QUEUE_LEFT
    state = _with_hot(_with_queue(state, unmade[0], Queue(key)), key, unmade[0])
    return _with_request(state, request, Request("got", unmade[0], is_new=True))


_LEASED = Disabled('"lease" \\notin Mends', OWN)
_NOT_LEASED = Disabled('"lease" \\in Mends', OWN)


def get_slot_queue(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """Find the queue of the request's key, or make it, in the manager's lock.

    Spec: GetSlotQueue.
    """
    return _LEASED if "lease" in bounds.mends else _get(state, bounds, request)


def lease_slot_queue(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """Find the queue or make it, and count the request, in one region of the manager's lock.

    Spec: LeaseSlotQueue.
    """
    if "lease" not in bounds.mends:
        return _NOT_LEASED
    got = _get(state, bounds, request)
    if isinstance(got, Disabled):
        return got
    after = got.requests[request]
    return _with_request(got, request, after._replace(at=_counted(bounds, is_new=after.is_new)))


_NOT_MOVING = Disabled('at[r] \\in {"got", "waiting"}', OWN)


def request_move(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """Move the request's tracker to wait, or to done.

    Spec: RequestMove.
    """
    del bounds
    before = state.requests[request]
    if before.at not in {"got", "waiting"}:
        return _NOT_MOVING
    at = "moved" if before.at == "got" else "leaving"
    return _with_request(state, request, before._replace(at=at))


_NOT_MOVED = Disabled('at[r] \\in {"moved", "leaving"}', OWN)


def request_enter(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """Count the request in its new state.

    Spec: RequestEnter.
    """
    before = state.requests[request]
    if before.at not in {"moved", "leaving"}:
        return _NOT_MOVED
    at = _counted(bounds, is_new=before.is_new) if before.at == "moved" else "left"
    return _with_request(state, request, before._replace(at=at))


_NOT_LOOKING = Disabled('at[r] = "looking"', OWN)


def look_again(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """See whether the request's queue is still the one in the map, in the manager's lock.

    Spec: LookAgain.
    """
    before = state.requests[request]
    if before.at != "looking":
        return _NOT_LOOKING
    same = state.hot[bounds.key_of[request]] == before.queue
    at = _to_wait(is_new=before.is_new) if same else "stale"
    return _with_request(state, request, before._replace(at=at))


_NOT_STARTING = Disabled('at[r] = "starting"', OWN)


def launcher_start(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """Start the launcher of the queue that was made for the request.

    Spec: LauncherStart.
    """
    del bounds
    before = state.requests[request]
    if before.at != "starting":
        return _NOT_STARTING
    queue = state.queues[before.queue]._replace(launcher="running")
    return _with_request(
        _with_queue(state, before.queue, queue), request, before._replace(at="waiting")
    )


_NOT_LEAVING = Disabled('at[r] \\in {"left", "stale"}', OWN)


def request_exit(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """Count the request in its old state no longer: it is gone, or begins again.

    Spec: RequestExit.
    """
    del bounds
    at = state.requests[request].at
    if at not in {"left", "stale"}:
        return _NOT_LEAVING
    return _with_request(state, request, Request("new" if at == "stale" else "gone"))


_COUNTED = frozenset({"looking", "starting", "waiting", "stale", "leaving", "left"})


def is_idle(state: State, queue: int) -> bool:
    """Whether no request is counted in a queue.

    Spec: IsIdle.
    """
    return not any(request.queue == queue and request.at in _COUNTED for request in state.requests)


def _delete(state: State, bounds: Bounds, queue: int) -> State:
    key = state.queues[queue].key
    if is_idle(state, queue) and ("compare" not in bounds.mends or state.hot[key] == queue):
        return _with_hot(state, key, NO_QUEUE)
    return state


_NOT_RUNNING = Disabled('launcher[q] = "running"', OWN)


def delete_slot_queue(state: State, bounds: Bounds, queue: int) -> State | Disabled:
    """Delete the queue by its key if it is idle, in the manager's lock, and end its launcher.

    Spec: DeleteSlotQueue.
    """
    before = state.queues[queue]
    if before.launcher != "running":
        return _NOT_RUNNING
    after = _delete(state, bounds, queue)
    if is_idle(state, queue):
        after = _with_queue(after, queue, before._replace(launcher="ended"))
    return after


_NO_STRANGERS = Disabled("StrangersDelete", OWN)
_NOT_MADE = Disabled("keyOf[q] # None", OWN)


def stranger_delete(state: State, bounds: Bounds, queue: int) -> State | Disabled:
    """Delete the queue by its key if it is idle, without being its launcher.

    Spec: StrangerDelete.
    """
    if not bounds.strangers_delete:
        return _NO_STRANGERS
    if state.queues[queue].key == NO_KEY:
        return _NOT_MADE
    return _delete(state, bounds, queue)


_OF_A_REQUEST = (
    ("GetSlotQueue", get_slot_queue),
    ("LeaseSlotQueue", lease_slot_queue),
    ("RequestMove", request_move),
    ("RequestEnter", request_enter),
    ("LookAgain", look_again),
    ("LauncherStart", launcher_start),
    ("RequestExit", request_exit),
)


def manager(bounds: Bounds) -> System[State]:
    """Make the manager with the requests and launchers that use it.

    Spec: SlotQueueManager!Spec.
    """

    def a_request(request: int) -> Process[State]:
        process = Process[State](lambda state: state.requests[request])
        for name, action in _OF_A_REQUEST:
            process.add(name, action, request, bounds=(bounds,))
        return process

    def a_queue(queue: int) -> Process[State]:
        process = Process[State](lambda state: state.queues[queue])
        process.add("DeleteSlotQueue", delete_slot_queue, queue, bounds=(bounds,))
        process.add("StrangerDelete", stranger_delete, queue, bounds=(bounds,))
        return process

    return System(
        init(bounds),
        [*map(a_request, range(len(bounds.key_of))), *map(a_queue, range(bounds.queues))],
    )
