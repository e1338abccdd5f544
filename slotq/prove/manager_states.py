"""States of the machine's manager as states of the definitions, and back."""

from slotq.machine.slot_queue_manager import Bounds, Queue, Request
from slotq.machine.slot_queue_manager import State as MachineState
from slotq.prove.algebra import State
from slotq.prove.concrete import Concrete
from slotq.prove.manager import KEY, QUEUE, REQUEST, Manager
from slotq.prove.tie import Twin


def manager_twin(bounds: Bounds) -> Twin[MachineState]:
    """The definitions of SlotQueueManager next to the machine's states of that size."""
    requests, keys, queues = len(bounds.key_of), bounds.keys, bounds.queues
    algebra = Concrete({REQUEST.name: requests, KEY.name: keys, QUEUE.name: queues})
    system = Manager(*bounds.fixes, strangers=bounds.strangers_delete).system()

    def read(state: MachineState) -> State:
        return State(
            KeyOf=lambda r: bounds.key_of[r],
            hot=lambda k: state.hot[k],
            keyOf=lambda q: state.queues[q].key,
            launcher=lambda q: state.queues[q].launcher,
            at=lambda r: state.requests[r].at,
            queue=lambda r: state.requests[r].queue,
            isNew=lambda r: state.requests[r].is_new,
        )

    def write(state: State) -> MachineState:
        return MachineState(
            tuple(map(state.hot, range(keys))),
            tuple(Queue(state.keyOf(q), state.launcher(q)) for q in range(queues)),
            tuple(Request(state.at(r), state.queue(r), state.isNew(r)) for r in range(requests)),
        )

    return Twin(system, algebra, read, write, ("KeyOf",))
