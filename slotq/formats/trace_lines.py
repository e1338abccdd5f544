"""The lines of a slotq-trace, as types.

The types are the format: each line is decoded into one of them or refused. They say what a field
may hold, not whether the step was right. Fields that no type names are ignored; an action that no
type is named after cannot be used. Every name and number has a bound, since a log comes from
outside.
"""

from types import UnionType
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

LARGEST = 2**64 - 1

# msgspec bounds integers from above only within 64 bits with a sign; so `decoding` checks LARGEST.
Natural = Annotated[int, Meta(ge=0)]
Name = Annotated[str, Meta(min_length=1, max_length=256)]
DequeuerName = Annotated[str, Meta(pattern="^dequeuer-", max_length=256)]
RequestState = Literal["none", "wait", "exec", "done"]
ContainerState = Literal["none", "wait", "start", "idle", "paused", "busy", "done"]
Callers = Literal["seed", "later"]
Reason = Literal["trigger", "idle", "evict", "shutdown", "freeze"]


class Announcement(Struct, frozen=True):
    """What every version's header says of itself."""

    format: object = None
    version: object = None


class Header(Struct, frozen=True):
    """The first line.

    Attributes:
        source: What wrote the log, in free text.
        omits: The actions that it cannot see.
        queue: The queue that a line belongs to if it names none.
        order: Whether the order of the lines is the order of the effects.
        window: How many lines out of place a line may be where it is not.
        callers: Which version's callers are meant: those of the commit that is specified, or later
            ones.
    """

    source: Annotated[str, Meta(max_length=10_000)] = ""
    omits: Annotated[tuple[Name, ...], Meta(max_length=100)] = ()
    queue: Name | None = None
    order: Literal["exact", "approximate"] = "exact"
    window: Natural = 0
    callers: Callers = "seed"


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="action", tag=True):
    """What every line may carry; the name of a subclass is its action's."""

    process: Name
    seq: Natural | None = None
    time: Natural | None = None
    queue: Name | None = None


class QueueAppend(Event, frozen=True, kw_only=True):
    """The new token got its id and is listed; perhaps its slot carries an error."""

    token: Natural
    slot: Natural
    length: Natural | None = None
    error: bool = False


class QueueBroadcast(Event, frozen=True, kw_only=True):
    """Every sleeping dequeuer was woken."""

    woken: Natural | None = None


class DequeuerStart(Event, frozen=True, kw_only=True):
    """A client started a dequeuer and its canceller."""

    dequeuer: DequeuerName


class DequeuerWait(Event, frozen=True, kw_only=True):
    """The list was empty: the dequeuer went to sleep."""


class DequeuerPeek(Event, frozen=True, kw_only=True):
    """The dequeuer picked a token."""

    token: Natural
    length: Natural | None = None


class DequeuerExit(Event, frozen=True, kw_only=True):
    """The dequeuer found its context done and ended."""


class DequeuerDeliver(Event, frozen=True, kw_only=True):
    """A client received the offered token."""

    token: Natural
    to: Name


class DequeuerEjected(Event, frozen=True, kw_only=True):
    """The dequeuer saw the trigger closed."""

    token: Natural


class DequeuerCancelled(Event, frozen=True, kw_only=True):
    """The dequeuer saw its context done while it offered."""

    token: Natural


class Cancel(Event, frozen=True, kw_only=True):
    """The context of a dequeuer became done, or was done already."""

    dequeuer: DequeuerName
    ok: bool


class CancellerWake(Event, frozen=True, kw_only=True):
    """The canceller saw the context done and woke the sleepers if need be."""

    waiting: bool
    woken: Natural | None = None


class AcquireCas(Event, frozen=True, kw_only=True):
    """A client tried to win a token, perhaps on behalf of another one."""

    token: Natural
    ok: bool
    for_: Name | None = msgspec.field(default=None, name="for")


class AcquireRemove(Event, frozen=True, kw_only=True):
    """The winner took its token out of the list."""

    token: Natural
    ok: bool
    length: Natural | None = None


class AcquireClose(Event, frozen=True, kw_only=True):
    """The winner closed the trigger of its token."""

    token: Natural
    ok: bool


class SlotClose(Event, frozen=True, kw_only=True):
    """The owner of a token closed its slot, or somebody did on its behalf."""

    token: Natural
    ok: bool
    for_: Name | None = msgspec.field(default=None, name="for")


class ContainerWake(Event, frozen=True, kw_only=True):
    """A container left its wait."""

    token: Natural
    reason: Reason


class ContainerReturn(Event, frozen=True, kw_only=True):
    """A container saw its slot closed and returned."""

    token: Natural


class Evict(Event, frozen=True, kw_only=True):
    """The environment asked a container to go."""

    container: Name


class RequestMove(Event, frozen=True, kw_only=True):
    """A request's tracker was asked to move."""

    object: Name
    from_: RequestState | None = msgspec.field(default=None, name="from")
    state: RequestState
    ok: bool


class ContainerMove(Event, frozen=True, kw_only=True):
    """A container's tracker was asked to move."""

    object: Name
    from_: ContainerState | None = msgspec.field(default=None, name="from")
    state: ContainerState
    ok: bool


class RequestEnter(Event, frozen=True, kw_only=True):
    """A counter of requests was increased."""

    state: RequestState
    count: Natural


class RequestExit(Event, frozen=True, kw_only=True):
    """A counter of requests was decreased."""

    state: RequestState
    count: Natural


class ContainerEnter(Event, frozen=True, kw_only=True):
    """A counter of containers was increased."""

    state: ContainerState
    count: Natural


class ContainerExit(Event, frozen=True, kw_only=True):
    """A counter of containers was decreased."""

    state: ContainerState
    count: Natural


class LaunchCheck(Event, frozen=True, kw_only=True):
    """The launcher took a snapshot of the counters and decided."""

    request: dict[RequestState, Natural]
    container: dict[ContainerState, Natural]
    needed: bool


class End(Event, frozen=True, kw_only=True):
    """The run was left to settle; nothing more will come."""

    live_dequeuer_threads: Natural


QUEUE_ACTIONS = (
    QueueAppend
    | QueueBroadcast
    | DequeuerStart
    | DequeuerWait
    | DequeuerPeek
    | DequeuerExit
    | DequeuerDeliver
    | DequeuerEjected
    | DequeuerCancelled
    | Cancel
    | CancellerWake
    | AcquireCas
    | AcquireRemove
    | AcquireClose
)
CALLER_ACTIONS = SlotClose | ContainerWake | ContainerReturn | Evict
OTHER_ACTIONS = (
    RequestMove
    | ContainerMove
    | RequestEnter
    | RequestExit
    | ContainerEnter
    | ContainerExit
    | LaunchCheck
)
ANY_ACTION = QUEUE_ACTIONS | CALLER_ACTIONS | OTHER_ACTIONS | End


def names_of(actions: UnionType) -> frozenset[str]:
    """List the names of a union of events."""
    return frozenset(kind.__name__ for kind in actions.__args__)
