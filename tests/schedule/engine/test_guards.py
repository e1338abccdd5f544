"""slotq.schedule.engine.guards: shared fields may be used in the lock only."""

from collections import deque
from collections.abc import Callable
from functools import partial

import pytest

from slotq.agent.callers import ContainerSlot
from slotq.manager import SlotQueueManager
from slotq.primitives import After
from slotq.queue import Dequeuer, SlotQueue, SlotToken
from slotq.schedule.engine.findings import FindingError, Kind, Transition
from slotq.schedule.engine.guarded_containers import UnguardedError
from slotq.schedule.engine.guards import guarded
from slotq.schedule.engine.shared_classes import MODULES, shared_classes
from slotq.schedule.engine.world import World
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
    "deletes is_waiting": lambda _, dequeuer, __: delattr(dequeuer, "is_waiting"),
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


def run(use: Callable[[World], object], *regions: str) -> str:
    """Let a process do something, in the region of each lock in turn, and then outside."""
    world = World()
    locks = {name: world.lock() for name in regions}

    def process() -> None:
        world.select(After("Begin", 0))
        for name in regions:
            with locks[name]:
                use(world)
                world.step("Use")
        use(world)
        world.select(After("End", 0))

    world.start({"process": process})
    world.follow([Transition("process")] * (len(regions) + 1))
    return world.taken[-1][1]


def test_what_is_guarded_is_found() -> None:
    """Every class with fields of the modules that are explored, those that frozen ones hold too."""
    with guarded():
        kinds = {kind.__name__ for kind in shared_classes() if kind.__module__ in MODULES}
    expected = {"SlotToken", "Dequeuer", "SlotQueue", "Counters", "RequestTracker"}
    expected |= {"ContainerTracker", "_Map", "SlotQueueManager", "LeasingSlotQueueManager"}
    assert kinds == expected | {"Lease", "ContainerSlot"}


CONSTANT: dict[str, Callable[[SlotQueue, Dequeuer, SlotToken], object]] = {
    "the queue's counters": lambda queue, _, __: setattr(queue, "counters", None),
    "the queue's key": lambda queue, _, __: setattr(queue, "key", "another"),
    "the dequeuer's context": lambda _, dequeuer, __: setattr(dequeuer, "context", None),
    "the token's slot": lambda _, __, token: setattr(token, "slot", None),
    "the token's flag": lambda _, __, token: delattr(token, "is_busy"),
    "the token's number, twice": lambda _, __, token: any(
        map(partial(setattr, token, "id"), (1, 2))
    ),
    "a field that there was not": lambda queue, _, __: setattr(queue, "scratch", 1),
}


class Loose(SlotQueue):
    """A queue that anything can be written to."""


@pytest.mark.parametrize("what", CONSTANT)
def test_what_is_constant_is_not_written(what: str) -> None:
    """Not even in the lock: what is read without a lock rests on it."""
    world = World()
    queue = Loose("key", world)

    def process() -> None:
        with queue._lock:
            token = SlotToken(queue, ContainerSlot(world), world)
            CONSTANT[what](queue, Dequeuer(world.context("1"), world.channel()), token)
            world.step("Use")

    with guarded():
        world.start({"process": process})
        with pytest.raises(FindingError) as caught:
            world.take(Transition("process"))
    assert caught.value.kind is Kind.UNGUARDED


def test_a_number_is_given_in_the_lock_and_read_by_anybody() -> None:
    """It is constant from then on; before that, only who has the lock may look."""
    world = World()
    with guarded():
        queue = SlotQueue("key", world)
        token = SlotToken(queue, ContainerSlot(world), world)
        found = []

        def process() -> None:
            with queue._lock:
                token.id = 3
                world.step("Give")
            found.append(token.id)
            world.select(After("End", 0))

        world.start({"process": process})
        assert world.take(Transition("process")) == "Give"
    assert found == [3]


@pytest.mark.parametrize("use", [lambda token: token.id, lambda token: setattr(token, "id", 3)])
def test_a_number_is_not_given_outside(use: Callable[[SlotToken], object]) -> None:
    """Others would find it too early, or none."""

    def look(world: World) -> None:
        use(SlotToken(SlotQueue("key", world), ContainerSlot(world), world))

    with guarded(), pytest.raises(FindingError) as caught:
        run(look)
    assert caught.value.kind is Kind.UNGUARDED


def test_a_lock_that_is_not_named_is_learnt() -> None:
    """It is the first in whose region a field is used; a second one is none."""
    dequeuers: list[Dequeuer] = []

    def use(world: World) -> None:
        if not dequeuers:
            dequeuers.append(Dequeuer(world.context("1"), world.channel()))
        dequeuers[0].is_waiting = True

    with guarded(), pytest.raises(FindingError) as caught:
        run(use, "first", "second")
    assert caught.value.kind is Kind.UNGUARDED
    assert [action for _, action in caught.value.schedule] == ["Begin", "Use", "nothing"]


def test_what_cannot_be_guarded_is_refused() -> None:
    """A field may hold no thing whose changes nobody sees."""
    world = World()
    with guarded(), pytest.raises(UnguardedError, match="holds a deque"):
        Loose("key", world).counters = deque()  # type: ignore[assignment]
