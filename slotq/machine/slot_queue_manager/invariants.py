"""The executable twins of the state properties in spec/SlotQueueManager.tla."""

from collections.abc import Callable
from itertools import product

from slotq.machine.slot_queue_manager.bounds import Bounds
from slotq.machine.slot_queue_manager.state import Request, State


def _waiting(state: State, bounds: Bounds) -> list[tuple[int, Request]]:
    requests = zip(bounds.key_of, state.requests, strict=True)
    return [(key, request) for key, request in requests if request.at == "waiting"]


def waits_in_map_inv(state: State, bounds: Bounds) -> bool:
    """A request waits only on the queue that is in the map.

    Spec: WaitsInMapInv.
    """
    return all(state.hot[key] == request.queue for key, request in _waiting(state, bounds))


def has_launcher_inv(state: State, bounds: Bounds) -> bool:
    """A request waits only on a queue whose launcher runs, or is about to be started.

    Spec: HasLauncherInv.
    """
    begun = {
        request.queue
        for request in state.requests
        if request.is_new and request.at in {"got", "moved", "looking", "starting"}
    }
    return all(
        request.queue in begun or state.queues[request.queue].launcher == "running"
        for _, request in _waiting(state, bounds)
    )


def one_queue_inv(state: State, bounds: Bounds) -> bool:
    """No two queues with one key are waited on.

    Spec: OneQueueInv.
    """
    waiting = _waiting(state, bounds)
    return all(
        key != other_key or request.queue == other.queue
        for (key, request), (other_key, other) in product(waiting, waiting)
    )


def running_in_map_inv(state: State, bounds: Bounds) -> bool:
    """A queue whose launcher runs is in the map, so that the launcher deletes no other.

    Spec: RunningInMapInv.
    """
    del bounds
    return all(
        queue.launcher != "running" or state.hot[queue.key] == number
        for number, queue in enumerate(state.queues)
    )


INVARIANTS: dict[str, Callable[[State, Bounds], bool]] = {
    "WaitsInMapInv": waits_in_map_inv,
    "HasLauncherInv": has_launcher_inv,
    "OneQueueInv": one_queue_inv,
    "RunningInMapInv": running_in_map_inv,
}
