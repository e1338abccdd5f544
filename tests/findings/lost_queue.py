"""A queue is deleted before its request is counted; fixed, both are one region."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from slotq.manager import LeasingSlotQueueManager, SlotQueueManager
from slotq.queue import SlotQueue
from slotq.schedule.engine.world import World
from slotq.stats import RequestState, RequestTracker
from tests.findings.demonstration import Demonstration, Variant

Manager: TypeAlias = SlotQueueManager | LeasingSlotQueueManager

KEY = "a"


class Request:
    """A request of the original: it gets its queue, is counted, waits, and is gone.

    Attributes:
        waits_on: The queue that it waits on.
    """

    def __init__(self, world: World, manager: Manager, name: str) -> None:
        self.world = world
        self.manager = manager
        self.name = name
        self.waits_on: SlotQueue | None = None

    def run(self) -> None:
        """Wait once."""
        assert isinstance(self.manager, SlotQueueManager)
        queue, is_new = self.manager.get_slot_queue(KEY)
        tracker = RequestTracker(queue.counters, self.name, self.world)
        tracker.move(RequestState.WAIT)
        self.wait(queue, is_new=is_new)
        tracker.move(RequestState.DONE)

    def wait(self, queue: SlotQueue, *, is_new: bool) -> None:
        """Start the launcher of a new queue, and wait until it is enough."""
        if is_new:
            launcher = Launcher(self.manager, queue)
            self.world.spawn("LauncherStart", self.name, launcher=launcher.run)
        self.waits_on = queue
        self.world.flag().compare_and_swap("Served", None)
        self.waits_on = None


class Launcher:
    """A launcher that is not signalled for long, again and again."""

    def __init__(self, manager: Manager, queue: SlotQueue) -> None:
        self.manager = manager
        self.queue = queue

    def run(self) -> None:
        """Delete the queue, and end."""
        deleted = False
        while not deleted:
            deleted = self.manager.delete_slot_queue(self.queue)


class LeasingRequest(Request):
    """A fixed request."""

    def run(self) -> None:
        """Wait once."""
        assert isinstance(self.manager, LeasingSlotQueueManager)
        lease = self.manager.lease(KEY, self.name)
        with lease:
            self.wait(lease.queue, is_new=lease.is_new)


def waits_in_map(manager: Manager, requests: Sequence[Request]) -> Callable[[], str]:
    """A request waits only on the queue that is in the map.

    Spec: WaitsInMapInv.
    """

    def wrong() -> str:
        hot = manager._hot.get(KEY)
        lost = [request.name for request in requests if request.waits_on not in (None, hot)]
        return f"request {lost[0]} waits on a queue that is not in the map" if lost else ""

    return wrong


def _build(world: World, manager: Manager, kind: type[Request]) -> Callable[[], str]:
    requests = [kind(world, manager, name) for name in ("1", "2")]
    world.roots |= {"manager": manager, **{f"client-{r.name}": r for r in requests}}
    world.start({f"request-{request.name}": request.run for request in requests})
    return waits_in_map(manager, requests)


def original(world: World) -> Callable[[], str]:
    """Two requests of the original."""
    return _build(world, SlotQueueManager(world), Request)


def fixed(world: World) -> Callable[[], str]:
    """Two requests with a lease."""
    return _build(world, LeasingSlotQueueManager(world), LeasingRequest)


DEMONSTRATION = Demonstration(Variant(original), Variant(fixed))
