"""One queue for each key: made when a call asks for it, and deleted when nothing happens in it.

The map of queues and the counters of each have locks of their own. Deleting asks for the counters
in the manager's lock, so that what it sees cannot change before the queue is out of the map, except
by somebody who has the queue already. There is somebody: a request that has got its queue and is
not counted yet. The queue looks idle, is deleted under it, and the request waits where nobody will
launch a container any more, while the next request with that key gets a second queue.

`LeasingSlotQueueManager` fixes that. A request is counted in the manager's lock, in the same step
in which it gets its queue, and counted out when it is done. In between no delete finds the queue
idle. Deleting also looks at which queue is in the map, because a process that holds an old queue
would otherwise delete its successor: the original deletes by key.

A lock region inside another is part of the same step: no other process can come between, and the
manager's lock is always the outer one.

Source: api/agent/slots.go of fnproject/fn.
"""

from typing import Self

from slotq.queue import Key, SlotQueue
from slotq.stats import RequestState, RequestTracker
from slotq.sync import THREADS, Primitives


class _Map:
    __slots__ = ("_hot", "_lock", "_primitives")

    def __init__(self, primitives: Primitives = THREADS) -> None:
        self._primitives = primitives
        # Guards _hot, and in a leasing manager that each request with a queue is counted. Nobody
        # waits for a change of it.
        self._lock = primitives.lock()
        self._hot: dict[Key, SlotQueue] = {}

    def _get_or_make(self, key: Key) -> tuple[SlotQueue, bool]:
        queue = self._hot.get(key)
        if queue is not None:
            return queue, False
        queue = SlotQueue(key, self._primitives)
        self._hot[key] = queue
        return queue, True


class SlotQueueManager(_Map):
    """The queues that are in use, by their keys.

    Args:
        primitives: Where locks, channels and processes come from; real threads by default.

    Source: slotQueueMgr, NewSlotQueueMgr.
    """

    __slots__ = ()

    def get_slot_queue(self, key: Key) -> tuple[SlotQueue, bool]:
        """Find the queue with that key, or make it.

        Returns:
            The queue, and whether it is new. If it is, the caller has to start its launcher.

        Source: slotQueueMgr.getSlotQueue.
        Spec: GetSlotQueue.
        """
        with self._lock:
            queue, is_new = self._get_or_make(key)
            self._primitives.step("GetSlotQueue", queue=queue, is_new=is_new)
        return queue, is_new

    def delete_slot_queue(self, queue: SlotQueue) -> bool:
        """Take the queue with that one's key out of the map, if that one is idle.

        Returns:
            Whether it was idle, whichever queue was in the map.

        Source: slotQueueMgr.deleteSlotQueue.
        Spec: DeleteSlotQueue.
        """
        with self._lock:
            is_deleted = queue.counters.is_idle()
            if is_deleted:
                self._hot.pop(queue.key, None)
            self._primitives.step("DeleteSlotQueue", queue=queue, deleted=is_deleted)
        return is_deleted


class Lease:
    """A request's hold on its queue, which keeps the queue in the map; ended by leaving `with`.

    Attributes:
        queue: The queue.
        is_new: Whether it was made for this lease: then the caller has to start its launcher.
        request: The tracker of the request, which waits.
    """

    __slots__ = ("is_new", "queue", "request")

    def __init__(self, queue: SlotQueue, request: RequestTracker, *, is_new: bool) -> None:
        self.queue = queue
        self.request = request
        self.is_new = is_new

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.request.move(RequestState.DONE)


class LeasingSlotQueueManager(_Map):
    """The queues that are in use, by their keys, each for as long as somebody uses it.

    Args:
        primitives: Where locks, channels and processes come from; real threads by default.
    """

    __slots__ = ()

    def lease(self, key: Key, name: str) -> Lease:
        """Find the queue with that key, or make it, and count a request that waits there.

        Use it as `with manager.lease(key, name) as lease`; the request is done at the end.

        Args:
            key: The queue's key.
            name: The request's name.

        Spec: LeaseSlotQueue.
        """
        with self._lock:
            queue, is_new = self._get_or_make(key)
            request = RequestTracker(queue.counters, name, self._primitives)
            request.move(RequestState.WAIT)
            self._primitives.step("LeaseSlotQueue", queue=queue, is_new=is_new)
        return Lease(queue, request, is_new=is_new)

    def delete_slot_queue(self, queue: SlotQueue) -> bool:
        """Take a queue out of the map, if it is idle.

        Returns:
            Whether it was idle. It is not in the map any more then.

        Spec: DeleteSlotQueue.
        """
        with self._lock:
            is_deleted = queue.counters.is_idle()
            if is_deleted and self._hot.get(queue.key) is queue:
                del self._hot[queue.key]
            self._primitives.step("DeleteSlotQueue", queue=queue, deleted=is_deleted)
        return is_deleted
