"""slotq.verify.state_words: a difference between two states can be read."""

from slotq.machine import callers, slot_queue_steps
from slotq.machine.callers import Bounds
from slotq.machine.slot_queue_steps import EVERYTHING
from slotq.verify.state_words import parts


def test_parts_of_a_state_with_callers() -> None:
    """Each has the name of its process; a caller's record and the queue's go together."""
    bounds = Bounds(1, 1, 1)
    state = callers.init(bounds)._replace(evicted=0b101)
    assert parts(state, bounds.names) == {
        "queue.slots": "()",
        "queue.next_id": "0",
        "queue.busy": "{}",
        "queue.closed": "{}",
        "container-1.known": "everything",
        "container-1.doing": "nothing",
        "container-1.hand": "-1",
        "consumer-1.known": "everything",
        "consumer-1.doing": "nothing",
        "consumer-1.hand": "-1",
        "dequeuer-1.1.dequeuer": "absent",
        "dequeuer-1.1.is_waiting": "False",
        "dequeuer-1.1.item": "-1",
        "dequeuer-1.1.owner": "-1",
        "dequeuer-1.1.done": "False",
        "dequeuer-1.1.canceller": "absent",
        "container-1.state": "ready",
        "container-1.token": "-1",
        "container-1.round": "1",
        "consumer-1.state": "ready",
        "consumer-1.token": "-1",
        "consumer-1.round": "1",
        "evicted": "{0, 2}",
        "slot_closed": "{}",
        "failed": "{}",
    }


def test_processes_without_names_are_numbered() -> None:
    """The general client's."""
    shown = parts(slot_queue_steps.init(2, 0, EVERYTHING))
    assert [name for name in shown if name.endswith("doing")] == [
        "client-1.doing",
        "client-2.doing",
    ]
