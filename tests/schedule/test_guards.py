"""slotq.schedule.guards: shared fields may be used in the lock only."""

from collections.abc import Callable

import pytest

from slotq.manager import SlotQueueManager
from slotq.primitives import After
from slotq.queue import Dequeuer, SlotQueue
from slotq.schedule.findings import FindingError, Kind, Transition
from slotq.schedule.guards import guarded
from slotq.schedule.world import World
from slotq.stats import ContainerTracker, Counters, RequestTracker

KINDS = (SlotQueue, Dequeuer, Counters, RequestTracker, ContainerTracker, SlotQueueManager.__base__)
FIELDS = {kind: dict(vars(kind)) for kind in KINDS}
Use = Callable[[SlotQueue, Dequeuer, list[object]], object]

USES: dict[str, Use] = {
    "reads the list": lambda queue, _, __: queue._slots,
    "looks at a list that it carried out": lambda _, __, carried: len(carried),
    "iterates over it": lambda _, __, carried: [*carried],
    "changes it": lambda _, __, carried: carried.append(0),
    "reads the next id": lambda queue, _, __: queue._next_id,
    "writes the next id": lambda queue, _, __: setattr(queue, "_next_id", 1),
    "reads is_waiting": lambda _, dequeuer, __: dequeuer.is_waiting,
    "writes is_waiting": lambda _, dequeuer, __: setattr(dequeuer, "is_waiting", True),
}


def used(use: Use, *, locked: bool) -> World:
    """Make a process that uses a queue, in its lock or not."""
    world = World()
    queue = SlotQueue("key", world)
    dequeuer = Dequeuer(world.context("1"), world.channel())
    carried: list[object] = queue._slots  # type: ignore[assignment]

    def process() -> None:
        if locked:
            with queue._lock:
                use(queue, dequeuer, carried)
                world.step("Use")
        else:
            world.select(After("Use", 0))
            use(queue, dequeuer, carried)

    world.start({"process": process})
    return world


@pytest.mark.parametrize("name", USES)
def test_in_the_lock(name: str) -> None:
    """Whoever has the lock may do everything."""
    with guarded():
        assert used(USES[name], locked=True).take(Transition("process")) == "Use"


@pytest.mark.parametrize("name", USES)
def test_outside_the_lock(name: str) -> None:
    """Whoever has it not may do nothing, not even look."""
    with guarded(), pytest.raises(FindingError) as caught:
        used(USES[name], locked=False).take(Transition("process"))
    assert caught.value.kind is Kind.UNGUARDED


def test_guards_are_taken_away() -> None:
    """Classes are left as they were, also by a guard in a guard."""
    with guarded():
        with guarded():
            assert {kind: dict(vars(kind)) for kind in FIELDS} != FIELDS
        assert {kind: dict(vars(kind)) for kind in FIELDS} != FIELDS
    assert {kind: dict(vars(kind)) for kind in FIELDS} == FIELDS


def test_queues_of_other_worlds() -> None:
    """A queue on real threads is let alone."""
    with guarded():
        queue = SlotQueue("key")
        queue._next_id += 1
        assert (queue._slots, queue._next_id) == ([], 1)


def of_the_manager(world: World) -> dict[str, tuple[object, Callable[[], object]]]:
    """Name a lock and a use of a field, for what the manager and the counters share."""
    manager = SlotQueueManager(world)
    counters = Counters(world)
    request, container = (
        RequestTracker(counters, "1", world),
        ContainerTracker(counters, "1", world),
    )
    hot = manager._hot
    return {
        "reads the map": (manager._lock, lambda: manager._hot),
        "looks a key up in a map that it carried out": (manager._lock, lambda: hot.get("key")),
        "reads a request's counter": (counters._lock, lambda: counters._request[1]),
        "reads a container's counter": (counters._lock, lambda: counters._container[1]),
        "reads a request's state": (request._lock, lambda: request._state),
        "reads a container's state": (container._lock, lambda: container._state),
    }


OTHERS = tuple(of_the_manager(World()))


def look(name: str, where: str) -> str:
    """Use a field in its own lock, in another, or in none."""
    world = World()
    lock, use = of_the_manager(world)[name]
    other = world.lock()

    def process() -> None:
        if where == "none":
            world.select(After("Use", 0))
            use()
            return
        with other if where == "another" else lock:  # type: ignore[attr-defined]
            use()
            world.step("Use")

    world.start({"process": process})
    return world.take(Transition("process"))


@pytest.mark.parametrize("name", OTHERS)
def test_other_fields_in_their_lock(name: str) -> None:
    """The counters, the trackers and the map have locks of their own."""
    with guarded():
        assert look(name, "its own") == "Use"


@pytest.mark.parametrize("where", ["none", "another"])
@pytest.mark.parametrize("name", OTHERS)
def test_other_fields_outside_their_lock(name: str, where: str) -> None:
    """A lock that guards something else is none."""
    with guarded(), pytest.raises(FindingError) as caught:
        look(name, where)
    assert caught.value.kind is Kind.UNGUARDED
