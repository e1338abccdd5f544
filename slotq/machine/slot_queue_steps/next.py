"""The next-state relation of spec/SlotQueueSteps.tla: the actions that are enabled in a state."""

from slotq.machine.kernel.system import Action, Disabled, Process, System
from slotq.machine.slot_queue_steps import actions
from slotq.machine.slot_queue_steps.state import State, init

DEQUEUER_ACTIONS: tuple[tuple[str, Action], ...] = (
    ("DequeuerWait", actions.dequeuer_wait),
    ("DequeuerPeek", actions.dequeuer_peek),
    ("DequeuerExit", actions.dequeuer_exit),
    ("DequeuerEjected", actions.dequeuer_ejected),
    ("DequeuerCancelled", actions.dequeuer_cancelled),
    ("CancellerWake", actions.canceller_wake),
)
OF_A_DEQUEUER = tuple(name for name, _ in DEQUEUER_ACTIONS)
"""What a dequeuer and its canceller do by themselves, for all clients."""
_FULL = Disabled("nextId \\in Tokens")


def general_client(clients: int, dequeuers: int, tokens: int) -> System[State]:
    """Make the queue under its most general clients.

    Args:
        clients: How many clients there are.
        dequeuers: How many dequeuers may be started.
        tokens: How many tokens may be queued.

    Spec: SlotQueueSteps!Spec.
    """

    def queue_append(state: State, client: int) -> State | Disabled:
        return _FULL if state.next_id == tokens else actions.queue_append(state, client)

    def a_client(client: int) -> Process[State]:
        process = Process[State](lambda state: state.clients[client])
        process.add("QueueAppend", queue_append, client)
        process.add("QueueBroadcast", actions.queue_broadcast, client)
        for token in range(tokens):
            process.add("AcquireCas", actions.acquire_cas, client, token)
        process.add("AcquireRemove", actions.acquire_remove, client)
        process.add("AcquireClose", actions.acquire_close, client)
        for dequeuer in range(dequeuers):
            process.add("DequeuerStart", actions.dequeuer_start, client, dequeuer)
        return process

    def a_dequeuer(dequeuer: int) -> Process[State]:
        process = Process[State](lambda state: state.dequeuers[dequeuer])
        process.add("Cancel", actions.cancel, dequeuer)
        for client in range(clients):
            process.add("DequeuerDeliver", actions.dequeuer_deliver, dequeuer, client)
        for name, action in DEQUEUER_ACTIONS:
            process.add(name, action, dequeuer)
        return process

    return System(
        init(clients, dequeuers),
        [*map(a_client, range(clients)), *map(a_dequeuer, range(dequeuers))],
    )
