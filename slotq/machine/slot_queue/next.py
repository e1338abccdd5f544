"""The next-state relation of the abstract queue: the actions that are enabled in a state."""

from slotq.machine.kernel.system import Disabled, Process, System
from slotq.machine.slot_queue import actions
from slotq.machine.slot_queue.state import State, init

_FULL = Disabled("nextId \\in Tokens")


def abstract_queue(clients: int, dequeuers: int, tokens: int) -> System[State]:
    """Make the abstract queue with bounds.

    Args:
        clients: How many clients there are.
        dequeuers: How many dequeuers may be started.
        tokens: How many tokens may be queued.

    Spec: SlotQueue!Spec.
    """

    def queue_within(state: State, client: int) -> State | Disabled:
        return _FULL if state.next_id == tokens else actions.queue(state, client)

    def a_client(client: int) -> Process[State]:
        process = Process[State](lambda state: state.clients[client])
        process.add("Queue", queue_within, client)
        for token in range(tokens):
            process.add("Win", actions.win, client, token)
            process.add("Lose", actions.lose, client, token)
        process.add("Remove", actions.remove, client)
        process.add("Close", actions.close, client)
        for dequeuer in range(dequeuers):
            process.add("Start", actions.start, client, dequeuer)
        return process

    def a_dequeuer(dequeuer: int) -> Process[State]:
        process = Process[State](lambda state: state.dequeuers[dequeuer])
        process.add("Pick", actions.pick, dequeuer)
        for client in range(clients):
            process.add("Deliver", actions.deliver, dequeuer, client)
        process.add("Withdraw", actions.withdraw, dequeuer)
        process.add("Cancel", actions.cancel, dequeuer)
        process.add("End", actions.end, dequeuer)
        return process

    return System(
        init(clients, dequeuers),
        [*map(a_client, range(clients)), *map(a_dequeuer, range(dequeuers))],
    )
