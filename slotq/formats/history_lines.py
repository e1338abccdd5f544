"""The lines of a slotq-history, as types: one for each kind of call, and its returns.

As for traces, a line is decoded into one of them or refused, and fields that no type names are
ignored. Which fields a call or a return has to carry depends on which of both a line is; so all are
optional here, and `reading` asks for them.
"""

from typing import Literal

from msgspec import Struct, field

from slotq.formats.trace_lines import ContainerState, Name, Natural, Reason, RequestState


def _snake_case(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class Line(Struct, frozen=True, omit_defaults=True, gc=False, tag_field="f", tag=_snake_case):
    """What every line may carry; the name of a subclass is its call's.

    Attributes:
        type: A call, or how it returned: done, without effect, or unknown.
        process: The caller, which has one open call at a time.
        seq: The line's number, from 1.
        time: In nanoseconds.
        queue: The queue, where a log covers several.
    """

    type: Literal["invoke", "ok", "fail", "info"]
    process: Name
    seq: Natural | None = None
    time: Natural | None = None
    queue: Name | None = None


class QueueSlot(Line, frozen=True, kw_only=True, gc=False):
    """A client queues a slot, which may carry an error, and is told its token."""

    slot: Natural | None = None
    token: Natural | None = None
    error: bool | None = None


class StartDequeuer(Line, frozen=True, kw_only=True, gc=False):
    """A client starts a dequeuer."""

    dequeuer: Name | None = None


class Dequeue(Line, frozen=True, kw_only=True, gc=False):
    """A client waits, for one round, for a token from its dequeuer."""

    dequeuer: Name | None = None
    token: Natural | None = None
    reason: Name | None = None


class AcquireSlot(Line, frozen=True, kw_only=True, gc=False):
    """A client tries to win a token, perhaps on behalf of another one that knows it.

    It fails if somebody else has won it.
    """

    token: Natural | None = None
    for_: Name | None = field(default=None, name="for")


class Cancel(Line, frozen=True, kw_only=True, gc=False):
    """Somebody makes the context of a dequeuer done."""

    dequeuer: Name | None = None


class WaitTrigger(Line, frozen=True, kw_only=True, gc=False):
    """A container waits for its token's trigger or for another reason to stop waiting."""

    token: Natural | None = None
    reason: Reason | None = None


class CloseSlot(Line, frozen=True, kw_only=True, gc=False):
    """The winner of a token closes its slot, or somebody does on behalf of the winner.

    It fails if the slot was closed already.
    """

    token: Natural | None = None
    reason: Name | None = None
    for_: Name | None = field(default=None, name="for")


class WaitClosed(Line, frozen=True, kw_only=True, gc=False):
    """A container waits until the slot of its token is closed."""

    token: Natural | None = None


class UpdateRequest(Line, frozen=True, kw_only=True, gc=False):
    """The tracker of a request is asked to move."""

    object: Name | None = None
    state: RequestState | None = None


class UpdateContainer(Line, frozen=True, kw_only=True, gc=False):
    """The tracker of a container is asked to move."""

    object: Name | None = None
    state: ContainerState | None = None


class GetStats(Line, frozen=True, kw_only=True, gc=False):
    """Somebody takes a snapshot of the counters and asks whether a container is needed."""

    request: dict[RequestState, Natural] | None = None
    container: dict[ContainerState, Natural] | None = None
    needed: bool | None = None


class IsIdle(Line, frozen=True, kw_only=True, gc=False):
    """Somebody asks whether nothing is waiting, running or starting."""

    idle: bool | None = None


class Evict(Line, frozen=True, kw_only=True, gc=False):
    """The environment asks a container to go."""

    container: Name | None = None


class GetQueue(Line, frozen=True, kw_only=True, gc=False):
    """Somebody asks the manager for the queue of a key."""

    key: Name | None = None
    is_new: bool | None = None


class DeleteQueue(Line, frozen=True, kw_only=True, gc=False):
    """Somebody asks the manager to drop a queue if it is idle."""

    deleted: bool | None = None


class Signal(Line, frozen=True, kw_only=True, gc=False):
    """Somebody wakes the launcher of a queue."""

    sent: bool | None = None


class Quiesce(Line, frozen=True, kw_only=True, gc=False):
    """The run is left to settle, and the threads of dequeuers that live are counted."""

    live_dequeuer_threads: Natural | None = None


ANY_LINE = (
    QueueSlot
    | StartDequeuer
    | Dequeue
    | AcquireSlot
    | Cancel
    | WaitTrigger
    | CloseSlot
    | WaitClosed
    | UpdateRequest
    | UpdateContainer
    | GetStats
    | IsIdle
    | Evict
    | GetQueue
    | DeleteQueue
    | Signal
    | Quiesce
)

# What a call has to carry, and what its return with "ok" has to.
CARRIED: dict[type[Line], tuple[tuple[str, ...], tuple[str, ...]]] = {
    QueueSlot: ((), ("token",)),
    StartDequeuer: (("dequeuer",), ()),
    Dequeue: (("dequeuer",), ("token",)),
    AcquireSlot: (("token",), ()),
    Cancel: (("dequeuer",), ()),
    WaitTrigger: (("token",), ("reason",)),
    CloseSlot: (("token",), ()),
    WaitClosed: (("token",), ()),
    UpdateRequest: (("object", "state"), ()),
    UpdateContainer: (("object", "state"), ()),
    GetStats: ((), ("request", "container", "needed")),
    IsIdle: ((), ("idle",)),
    Evict: (("container",), ()),
    GetQueue: (("key",), ("queue", "is_new")),
    DeleteQueue: (("queue",), ("deleted",)),
    Signal: (("queue",), ()),
    Quiesce: ((), ("live_dequeuer_threads",)),
}
# What a return may repeat of its call: then it must say the same. A state is not repeated, but what
# the tracker came to.
_RESULTS = {
    QueueSlot: {"token"},
    Dequeue: {"token", "reason"},
    WaitTrigger: {"reason"},
    CloseSlot: {"reason"},
    UpdateRequest: {"state"},
    UpdateContainer: {"state"},
}
_OF_EVERY_LINE = {"type", "process", "seq", "time", "queue"}
REPEATED: dict[type[Line], tuple[str, ...]] = {
    kind: tuple(
        name
        for name in kind.__struct_fields__
        if name not in _OF_EVERY_LINE | _RESULTS.get(kind, set())
    )
    for kind in CARRIED
}


def name_of(kind: type[Line]) -> str:
    """Say what a kind of call is called in a line."""
    return _snake_case(kind.__name__)
