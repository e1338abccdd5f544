"""A process with an old queue deletes the later one; fixed, only the queue that it has."""

from collections.abc import Callable

from slotq.manager import LeasingSlotQueueManager
from slotq.queue import SlotQueue
from slotq.schedule.engine.world import World
from tests.findings.demonstration import Demonstration, Variant
from tests.findings.lost_queue import KEY, LeasingRequest, waits_in_map


class DeletesByKey(LeasingSlotQueueManager):
    """A manager that has leases, and deletes as the original does."""

    def delete_slot_queue(self, queue: SlotQueue) -> bool:
        """Take the queue with that one's key out of the map, if that one is idle."""
        with self._lock:
            is_deleted = queue.counters.is_idle()
            if is_deleted:
                self._hot.pop(queue.key, None)
            self._primitives.step("DeleteSlotQueue", queue=queue, deleted=is_deleted)
        return is_deleted


class Stranger:
    """Somebody who keeps a queue, and deletes it twice."""

    def __init__(self, manager: LeasingSlotQueueManager) -> None:
        self.manager = manager

    def run(self) -> None:
        """Get the queue, and delete it twice."""
        lease = self.manager.lease(KEY, "stranger")
        queue = lease.queue
        with lease:
            pass
        self.manager.delete_slot_queue(queue)
        self.manager.delete_slot_queue(queue)


def _build(world: World, manager: LeasingSlotQueueManager) -> Callable[[], str]:
    request, stranger = LeasingRequest(world, manager, "1"), Stranger(manager)
    world.roots |= {"manager": manager, "client": request, "somebody": stranger}
    world.start({"stranger": stranger.run, "request-1": request.run})
    return waits_in_map(manager, [request])


def original(world: World) -> Callable[[], str]:
    """A request waits only on the queue that is in the map.

    Spec: WaitsInMapInv.
    """
    return _build(world, DeletesByKey(world))


def fixed(world: World) -> Callable[[], str]:
    """The same where it is looked at which queue is in the map."""
    return _build(world, LeasingSlotQueueManager(world))


DEMONSTRATION = Demonstration(Variant(original), Variant(fixed))
