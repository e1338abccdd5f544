"""A state of the manager's machine as the specification's variables, to compare it with TLC's."""

from string import ascii_lowercase

from slotq.formats.tla_values import Function, ModelValue, Value
from slotq.machine.slot_queue_manager import NO_KEY, NO_QUEUE, State

NONE = ModelValue("None")


def manager_record(state: State) -> Function:
    """A state of SlotQueueManager, whose keys are a, b, … and whose queues are 1, 2, …."""
    names = [f"request-{number + 1}" for number in range(len(state.requests))]
    requests = dict(zip(names, state.requests, strict=True))
    return Function(
        {
            "hot": Function({ascii_lowercase[k]: _queue(q) for k, q in enumerate(state.hot)}),
            "keyOf": tuple(_key(queue.key) for queue in state.queues),
            "launcher": tuple(queue.launcher for queue in state.queues),
            "at": Function({name: request.at for name, request in requests.items()}),
            "queue": Function({name: _queue(r.queue) for name, r in requests.items()}),
            "isNew": frozenset(name for name, request in requests.items() if request.is_new),
        }
    )


def _queue(queue: int) -> Value:
    return NONE if queue == NO_QUEUE else queue + 1


def _key(key: int) -> Value:
    return NONE if key == NO_KEY else ascii_lowercase[key]
