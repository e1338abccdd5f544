"""The executable twin of spec/SlotQueueManager.tla: requests, their queues, and deletes.

Requests, keys and queues are numbers. The specification's functions of requests and of queues stand
here as one record for each.
"""

from slotq.machine.kernel.system import OWN, Disabled
from slotq.machine.slot_queue_manager.bounds import Bounds
from slotq.machine.slot_queue_manager.state import NO_KEY, NO_QUEUE, Queue, Request, State


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
    return "looking" if "lookAgain" in bounds.fixes else _to_wait(is_new=is_new)


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


_LEASED = Disabled('"lease" \\notin Fixes', OWN)
_NOT_LEASED = Disabled('"lease" \\in Fixes', OWN)


def get_slot_queue(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """Find the queue of the request's key, or make it, in the manager's lock.

    Spec: GetSlotQueue.
    """
    return _LEASED if "lease" in bounds.fixes else _get(state, bounds, request)


def lease_slot_queue(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """Find the queue or make it, and count the request, in one region of the manager's lock.

    Spec: LeaseSlotQueue.
    """
    if "lease" not in bounds.fixes:
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
    if is_idle(state, queue) and ("compare" not in bounds.fixes or state.hot[key] == queue):
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
