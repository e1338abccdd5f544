"""The next-state relation of spec/SlotQueueManager.tla: the actions that are enabled in a state."""

from slotq.machine.kernel.system import Process, System
from slotq.machine.slot_queue_manager.actions import (
    delete_slot_queue,
    get_slot_queue,
    launcher_start,
    lease_slot_queue,
    look_again,
    request_enter,
    request_exit,
    request_move,
    stranger_delete,
)
from slotq.machine.slot_queue_manager.bounds import Bounds
from slotq.machine.slot_queue_manager.state import State, init

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
