"""The next-state relation of spec/Callers.tla: the actions that are enabled in a state."""

from collections.abc import Callable

from slotq.machine import slot_queue_steps
from slotq.machine.callers import actions
from slotq.machine.callers.bounds import Bounds
from slotq.machine.callers.state import REASONS, State, init
from slotq.machine.kernel.system import Disabled, Process, System
from slotq.machine.slot_queue_steps.next import DEQUEUER_ACTIONS

_new = tuple.__new__  # a named tuple's own constructor takes twice as long


def _of_the_queue(
    state: State,
    action: Callable[[slot_queue_steps.State, int], slot_queue_steps.State | Disabled],
    process: int,
) -> State | Disabled:
    # An action that leaves the callers as they are.
    queue = action(state.queue, process)
    if isinstance(queue, Disabled):
        return queue
    return _new(State, (queue, state.callers, *state[2:]))


class Callers(System[State]):
    """The queue with containers and consumers.

    Attributes:
        bounds: How many there are, and what they may do.

    Spec: Callers!Spec.
    """

    def __init__(self, bounds: Bounds) -> None:
        containers = range(bounds.containers)
        consumers = range(bounds.containers, bounds.clients)
        self.bounds = bounds
        super().__init__(
            init(bounds),
            [
                *map(self._container, containers),
                *map(self._consumer, consumers),
                *map(self._dequeuer, range(bounds.dequeuers)),
            ],
        )

    def _client(self, client: int) -> Process[State]:
        process = Process[State](lambda state: (state.queue.clients[client], state.callers[client]))
        process.add("AcquireCas", actions.acquire_cas, client, bounds=(self.bounds,))
        process.add(
            "AcquireRemove", _of_the_queue, client, bounds=(slot_queue_steps.acquire_remove,)
        )
        process.add("AcquireClose", actions.acquire_close, client, bounds=(self.bounds,))
        process.add("SlotClose", actions.slot_close, client, bounds=(self.bounds,))
        return process

    def _container(self, client: int) -> Process[State]:
        bounds = (self.bounds,)
        process = self._client(client)
        for error in (False, True):
            process.add("QueueAppend", actions.queue_append, client, error, bounds=bounds)
        process.add(
            "QueueBroadcast", _of_the_queue, client, bounds=(slot_queue_steps.queue_broadcast,)
        )
        for reason in REASONS:
            process.add("ContainerWake", actions.container_wake, client, reason, bounds=bounds)
        process.add("ContainerReturn", actions.container_return, client, bounds=bounds)
        process.add("Evict", actions.evict, client, bounds=bounds)
        return process

    def _consumer(self, client: int) -> Process[State]:
        bounds = (self.bounds,)
        process = self._client(client)
        process.add("DequeuerStart", actions.dequeuer_start, client, bounds=bounds)
        process.add("DequeuerDeliver", actions.dequeuer_deliver, client, bounds=bounds)
        process.add("Cancel", actions.cancel, client, bounds=bounds)
        process.add("Cancel", actions.cancel_request, client, "request", bounds=bounds)
        return process

    def _dequeuer(self, dequeuer: int) -> Process[State]:
        process = Process[State](lambda state: state.queue.dequeuers[dequeuer])
        for name, action in DEQUEUER_ACTIONS:
            process.add(name, _of_the_queue, dequeuer, bounds=(action,))
        return process
