"""The manager: the original's answers, how it loses a queue, and that a lease does not."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from slotq.manager import Lease, LeasingSlotQueueManager, SlotQueueManager
from slotq.queue import SlotQueue
from slotq.stats import RequestState, RequestTracker
from tests.golden import vectors
from tests.probes import Probes


def run(ops: list[dict[str, Any]]) -> dict[str, Any]:
    """Do the calls of a vector, and give back what it says came of them."""
    manager = SlotQueueManager()
    queues: dict[int, SlotQueue] = {}
    results = []
    for op in ops:
        # Go's encoder leaves out empty keys and zeros.
        which, key, state = op["op"], op.get("key", ""), op.get("state", 0)
        result = {name: op[name] for name in op.keys() - {"q", "is_new", "deleted", "idle"}}
        if which == "get":
            queue, result["is_new"] = manager.get_slot_queue(key)
            result["q"] = number(queues, queue)
        else:
            result["q"] = op["q"]
            counters = queues[op["q"]].counters
            if which == "delete":
                result["deleted"] = manager.delete_slot_queue(queues[op["q"]])
            elif which == "is_idle":
                result["idle"] = counters.is_idle()
            else:
                getattr(counters, f"{which}_state")(state)
        results.append(result)
    at_end = {key: number(queues, queue) for key, queue in manager._hot.items()}
    return {"ops": results, "map_at_end": at_end}


def number(queues: dict[int, SlotQueue], queue: SlotQueue) -> int:
    """Number queues in the order in which they came."""
    for known, other in queues.items():
        if other is queue:
            return known
    queues[len(queues) + 1] = queue
    return len(queues)


@pytest.mark.parametrize("vector", vectors("manager"), ids=lambda vector: vector["id"])
def test_original_manages_the_same(vector: dict[str, Any]) -> None:
    """Queues come and go as in the original, those deleted by a handle of the past included."""
    expected = {"ops": vector["ops"], "map_at_end": vector["map_at_end"]}
    assert expected == run(vector["ops"])


def test_a_request_that_is_not_counted_yet_loses_its_queue() -> None:
    """The finding: it waits on a queue outside the map, and the next request gets another."""
    manager = SlotQueueManager()
    lost, _ = manager.get_slot_queue("a")
    assert manager.delete_slot_queue(lost)
    RequestTracker(lost.counters, "1.1").move(RequestState.WAIT)
    second, is_new = manager.get_slot_queue("a")
    assert is_new
    assert second is not lost
    assert not lost.counters.is_idle()


def test_a_leased_queue_is_not_lost() -> None:
    """The fix: whoever has the queue is counted, from the instant in which it is found."""
    manager = LeasingSlotQueueManager()
    with manager.lease("a", "1.1") as first, manager.lease("a", "1.2") as second:
        first.request.move(RequestState.EXEC)
        found = (first.is_new, second.is_new, second.queue is first.queue)
        kept = manager.delete_slot_queue(first.queue)
    assert found == (True, False, True)
    assert not kept
    assert manager.delete_slot_queue(first.queue)
    assert manager.lease("a", "1.3").is_new


def test_a_handle_of_the_past_deletes_the_successor() -> None:
    """The hazard of deleting by key: a queue that is in use goes out of the map."""
    manager = SlotQueueManager()
    past, _ = manager.get_slot_queue("a")
    manager.delete_slot_queue(past)
    successor, _ = manager.get_slot_queue("a")
    RequestTracker(successor.counters, "1.1").move(RequestState.WAIT)
    assert manager.delete_slot_queue(past)
    assert manager.get_slot_queue("a") != (successor, False)


def test_a_handle_of_the_past_leaves_a_leased_successor() -> None:
    """The fix looks at which queue is in the map, and says of the past one that it is out."""
    manager = LeasingSlotQueueManager()
    with manager.lease("a", "1.1") as past:
        pass
    assert manager.delete_slot_queue(past.queue)
    with manager.lease("a", "1.2") as successor:
        assert manager.delete_slot_queue(past.queue)
        again = manager.lease("a", "1.3")
    assert (successor.queue, False) == (again.queue, again.is_new)


def test_a_lease_ends_when_its_request_fails() -> None:
    """However a request ends, its queue must become idle some time."""
    manager = LeasingSlotQueueManager()
    message = "the request failed"
    with pytest.raises(ValueError, match=message), manager.lease("a", "1.1") as lease:
        raise ValueError(message)
    assert lease.request.get_state() == RequestState.DONE
    assert lease.queue.counters.is_idle()


def test_what_the_manager_does_is_named() -> None:
    """Getting and deleting are one step each; counting in a lease is named inside its step."""
    probes = Probes()
    manager = SlotQueueManager(probes)
    queue, _ = manager.get_slot_queue("a")
    manager.delete_slot_queue(queue)
    leasing = LeasingSlotQueueManager(probes)
    lease = leasing.lease("a", "1.1")
    leasing.delete_slot_queue(lease.queue)
    expected: list[tuple[str, dict[str, object]]] = [
        ("GetSlotQueue", {"queue": queue, "is_new": True}),
        ("DeleteSlotQueue", {"queue": queue, "deleted": True}),
        ("RequestMove", {"object": "1.1", "from": "none", "state": "wait", "ok": True}),
        ("RequestEnter", {"state": "wait", "count": 1}),
        ("LeaseSlotQueue", {"queue": lease.queue, "is_new": True}),
        ("DeleteSlotQueue", {"queue": lease.queue, "deleted": False}),
    ]
    assert expected == probes.steps


KEYS = st.sampled_from(["a", "b"])


class Use(RuleBasedStateMachine):
    """Requests and deletes in any order, by any handle that anybody ever had."""

    manager: SlotQueueManager | LeasingSlotQueueManager

    def __init__(self) -> None:
        super().__init__()
        self.in_use: list[SlotQueue] = []

    @invariant()
    def no_request_waits_outside_the_map(self) -> None:
        """Every queue in use is the one of its key; so no two in use have the same."""
        assert all(self.manager._hot.get(queue.key) is queue for queue in self.in_use)


class UseOfLeases(Use):
    """The fixed manager."""

    leases = Bundle[Lease]("leases")
    manager: LeasingSlotQueueManager

    def __init__(self) -> None:
        super().__init__()
        self.manager = LeasingSlotQueueManager()

    @rule(target=leases, key=KEYS)
    def begin(self, key: str) -> Lease:
        """Begin a request."""
        lease = self.manager.lease(key, "1.1")
        self.in_use.append(lease.queue)
        return lease

    @rule(lease=leases)
    def execute(self, lease: Lease) -> None:
        """Let a request win a slot."""
        lease.request.move(RequestState.EXEC)

    @rule(lease=leases)
    def end(self, lease: Lease) -> None:
        """End a request, perhaps again."""
        if lease.request.get_state() < RequestState.DONE:
            self.in_use.remove(lease.queue)
        with lease:
            pass

    @rule(lease=leases)
    def delete(self, lease: Lease) -> None:
        """Delete by any handle."""
        self.manager.delete_slot_queue(lease.queue)


class UseOfOriginal(Use):
    """The original manager, with requests that are counted after they have got their queues."""

    queues = Bundle[SlotQueue]("queues")
    manager: SlotQueueManager

    def __init__(self) -> None:
        super().__init__()
        self.manager = SlotQueueManager()

    @rule(target=queues, key=KEYS)
    def get(self, key: str) -> SlotQueue:
        """Get a queue."""
        return self.manager.get_slot_queue(key)[0]

    @rule(queue=queues)
    def wait(self, queue: SlotQueue) -> None:
        """Count a request."""
        RequestTracker(queue.counters, "1.1").move(RequestState.WAIT)
        self.in_use.append(queue)

    @rule(queue=queues)
    def delete(self, queue: SlotQueue) -> None:
        """Delete by any handle."""
        self.manager.delete_slot_queue(queue)


def test_no_request_with_a_lease_waits_outside_the_map() -> None:
    """What the fix is for, under any use."""
    run_state_machine_as_test(UseOfLeases, settings=settings(max_examples=50))


def test_requests_of_the_original_do() -> None:
    """The same search finds the original's fault."""
    with pytest.raises(AssertionError):
        run_state_machine_as_test(UseOfOriginal, settings=settings(database=None))
