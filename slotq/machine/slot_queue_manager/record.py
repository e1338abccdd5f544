"""A state as the variables of spec/SlotQueueManager.tla, as TLC has them."""

from string import ascii_lowercase

from slotq.formats.tla_values import Function, Value
from slotq.machine.kernel.records import one_of, those
from slotq.machine.slot_queue_manager.bounds import Bounds
from slotq.machine.slot_queue_manager.state import State


def record(state: State, bounds: Bounds) -> Function:
    """Write a state whose keys are a, b, … and whose queues are 1, 2, …."""
    requests = [f"request-{number + 1}" for number in range(len(bounds.key_of))]
    queues: list[Value] = [*range(1, bounds.queues + 1)]
    hot = dict(zip(ascii_lowercase, (one_of(queues, q) for q in state.hot), strict=False))
    queue = dict(zip(requests, (one_of(queues, r.queue) for r in state.requests), strict=True))
    return Function(
        {
            "hot": Function(hot),
            "keyOf": tuple(one_of(ascii_lowercase, each.key) for each in state.queues),
            "launcher": tuple(each.launcher for each in state.queues),
            "at": Function(dict(zip(requests, (r.at for r in state.requests), strict=True))),
            "queue": Function(queue),
            "isNew": those(requests, (r.is_new for r in state.requests)),
        }
    )
