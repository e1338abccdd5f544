"""One function for each kind: from a record to its answer, by way of the reference alone."""

from typing import TYPE_CHECKING

from msgspec import UNSET, UnsetType

from slotq.evaluate.annotations import read_annotations
from slotq.evaluate.errors import RecordError
from slotq.evaluate.records import (
    CallFields,
    CountersAnswer,
    CountersRecord,
    IdleAnswer,
    KeyAnswer,
    KeyRecord,
    ManagerAnswer,
    ManagerRecord,
    NeededAnswer,
    StatsRecord,
    fits,
)
from slotq.key import Call, get_slot_queue_key
from slotq.manager import SlotQueueManager
from slotq.scaling import is_new_container_needed
from slotq.stats import (
    ContainerCounts,
    ContainerState,
    ContainerTracker,
    Counters,
    RequestCounts,
    RequestTracker,
    SlotQueueStats,
)

if TYPE_CHECKING:
    from slotq.queue import SlotQueue

_COUNT = {
    "enter_request": Counters.enter_request_state,
    "exit_request": Counters.exit_request_state,
    "enter_container": Counters.enter_container_state,
    "exit_container": Counters.exit_container_state,
}


def slot_queue_key(record: KeyRecord) -> KeyAnswer:
    """Compute the key of a call.

    Raises:
        RecordError: There is no call, or there are two; or the original cannot have it.

    Source: getSlotQueueKey.
    """
    if isinstance(record.call, CallFields) and isinstance(record.annotations_json, UnsetType):
        call = _call(record.call)
    elif isinstance(record.annotations_json, str) and isinstance(record.call, UnsetType):
        # The call around annotations that are the point of a record.
        call = Call(
            app_id=b"app",
            fn_id=b"fn",
            image=b"img",
            timeout=30,
            idle_timeout=30,
            memory=128,
            annotations=read_annotations(record.annotations_json),
        )
    else:
        message = "a record needs either a call or annotations_json"
        raise RecordError(message)
    return KeyAnswer(id=record.id, key_sha256_hex=get_slot_queue_key(call).hex())


def _call(call: CallFields) -> Call:
    if not fits(call.memory | call.cpus):
        message = "a field is wrong: Memory or CPUs is larger than 2^64-1"
        raise RecordError(message)
    return Call(
        app_id=call.app_id.encode(),
        syslog_url=call.syslog_url.encode(),
        fn_id=call.fn_id.encode(),
        image=call.image.encode(),
        timeout=call.timeout,
        idle_timeout=call.idle_timeout,
        tmp_fs_size=call.tmp_fs_size,
        memory=call.memory,
        cpus=call.cpus,
        config={key.encode(): value.encode() for key, value in call.config.items()},
        annotations={key.encode(): value.encode() for key, value in call.annotations.items()},
    )


def is_needed(record: StatsRecord) -> NeededAnswer:
    """Say whether another container is needed.

    Raises:
        RecordError: A counter is no uint64.

    Source: isNewContainerNeeded.
    """
    return NeededAnswer(id=record.id, needed=is_new_container_needed(_stats(record)))


def is_idle(record: StatsRecord) -> IdleAnswer:
    """Say whether the queue is idle.

    Raises:
        RecordError: A counter is no uint64.

    Source: slotQueue.isIdle.
    """
    return IdleAnswer(id=record.id, idle=_stats(record).is_idle())


def _stats(record: StatsRecord) -> SlotQueueStats:
    r, c = record.request, record.container
    requests = r.none | r.wait | r.exec | r.done
    if not fits(requests | c.none | c.wait | c.start | c.idle | c.paused | c.busy | c.done):
        message = "a field is wrong: a counter is larger than 2^64-1"
        raise RecordError(message)
    return SlotQueueStats(
        RequestCounts(r.none, r.wait, r.exec, r.done),
        ContainerCounts(c.none, c.wait, c.start, c.idle, c.paused, c.busy, c.done),
    )


def counters(record: CountersRecord) -> CountersAnswer:
    """Do calls on the counters and trackers of one queue.

    Raises:
        RecordError: A call on a tracker does not say which, or another call does.

    Source: slotQueue.enterRequestState, slotQueue.exitRequestState,
        slotQueue.enterContainerState, slotQueue.exitContainerState, requestState.UpdateState,
        containerState.UpdateState, slotQueue.getStats.
    """
    counts = Counters()
    requests: dict[str, RequestTracker] = {}
    containers: dict[str, ContainerTracker] = {}
    for index, operation in enumerate(record.ops):
        op, state, name = operation.op, operation.state, str(operation.obj)
        if (op in _COUNT) != (operation.obj is UNSET):
            message = (
                f"ops[{index}] "
                f"{'must not name a tracker' if op in _COUNT else 'must name a tracker'}"
            )
            raise RecordError(message)
        if op in _COUNT:
            _COUNT[op](counts, state)
        elif op == "update_request":
            if name not in requests:
                requests[name] = RequestTracker(counts, name)
            requests[name].move(state)
        else:
            if name not in containers:
                containers[name] = ContainerTracker(counts, name)
            containers[name].move(state)
    stats = counts.get_stats()
    return CountersAnswer(
        id=record.id,
        request=stats.request._asdict(),
        container=stats.container._asdict(),
        idle=stats.is_idle(),
        needed=is_new_container_needed(stats),
        request_objs={name: it.get_state() for name, it in requests.items()} or UNSET,
        container_objs={name: _name(it.get_state()) for name, it in containers.items()} or UNSET,
    )


def _name(state: int) -> str | int:
    return ContainerState(state).name.lower() if state < ContainerState.MAX else state


def manager(record: ManagerRecord) -> ManagerAnswer:
    """Do calls on one manager and its queues, which are numbered as they come, from 1.

    Raises:
        RecordError: A call is on a queue that no call before it has got.

    Source: slotQueueMgr.getSlotQueue, slotQueueMgr.deleteSlotQueue.
    """
    hot = SlotQueueManager()
    queues: dict[int, SlotQueue] = {}
    numbers: dict[SlotQueue, int] = {}
    keys: set[str] = set()
    for index, operation in enumerate(record.ops):
        operation.is_new = operation.deleted = operation.idle = UNSET  # what it said is no matter
        if operation.op == "get":
            key = operation.key or ""
            queue, operation.is_new = hot.get_slot_queue(key)
            keys.add(key)
            operation.q = numbers.setdefault(queue, len(numbers) + 1)
            queues[operation.q] = queue
            continue
        if operation.q not in queues:
            message = f"ops[{index}] is on a queue that no earlier get returned"
            raise RecordError(message)
        queue = queues[operation.q]
        if operation.op == "delete":
            operation.deleted = hot.delete_slot_queue(queue)
        elif operation.op == "is_idle":
            operation.idle = queue.counters.is_idle()
        else:
            _COUNT[operation.op](queue.counters, operation.state or 0)
    # Which queues are in the map is found out by asking for each again.
    found = {key: hot.get_slot_queue(key) for key in sorted(keys)}
    at_end = {key: numbers[queue] for key, (queue, is_new) in found.items() if not is_new}
    return ManagerAnswer(id=record.id, ops=record.ops, map_at_end=at_end)
