"""The next-state relation of the abstract queue: who may do what in a state."""

from slotq.machine import abstract
from slotq.machine.abstract import State
from slotq.machine.next import Process, System
from slotq.machine.steps import Disabled

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
        return _FULL if state.next_id == tokens else abstract.queue(state, client)

    def a_client(client: int) -> Process[State]:
        process = Process[State](lambda state: state.clients[client])
        process.add("Queue", queue_within, client)
        for token in range(tokens):
            process.add("Win", abstract.win, client, token)
            process.add("Lose", abstract.lose, client, token)
        process.add("Remove", abstract.remove, client)
        process.add("Close", abstract.close, client)
        for dequeuer in range(dequeuers):
            process.add("Start", abstract.start, client, dequeuer)
        return process

    def a_dequeuer(dequeuer: int) -> Process[State]:
        process = Process[State](lambda state: state.dequeuers[dequeuer])
        process.add("Pick", abstract.pick, dequeuer)
        for client in range(clients):
            process.add("Deliver", abstract.deliver, dequeuer, client)
        process.add("Withdraw", abstract.withdraw, dequeuer)
        process.add("Cancel", abstract.cancel, dequeuer)
        process.add("End", abstract.end, dequeuer)
        return process

    return System(
        abstract.init(clients, dequeuers),
        [*map(a_client, range(clients)), *map(a_dequeuer, range(dequeuers))],
    )
