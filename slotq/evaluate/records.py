"""The records of each kind, as types, and their answers.

The types are the format: a record is decoded into one of them or refused. In addition to the fields
of its type a record may have others, so that a file of vectors, with notes and results, can be fed
as it is. The objects inside may not: there an unknown name is a slip, and what it was meant to say
would silently count as zero.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from slotq.errors import SlotqError
from slotq.formats.errors import plain
from slotq.formats.trace_lines import LARGEST

Id = str | int | UnsetType
Int32 = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Uint32 = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Int64 = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
# msgspec bounds integers from above only within 64 bits with a sign: ask `fits`.
Uint64 = Annotated[int, Meta(ge=0)]
QueueNumber = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Counted = Literal["enter_request", "exit_request", "enter_container", "exit_container"]


def fits(numbers: int) -> bool:
    """Say whether each of some natural numbers, given as their bitwise or, is a uint64."""
    return numbers <= LARGEST


class Record(Struct):
    """What every record may carry."""

    id: Id = UNSET


class CallFields(Struct, forbid_unknown_fields=True, rename="pascal"):
    """A call, by the original's names; what is missing is empty or zero."""

    app_id: str = msgspec.field(name="AppID", default="")
    syslog_url: str = msgspec.field(name="SyslogURL", default="")
    fn_id: str = msgspec.field(name="FnID", default="")
    image: str = ""
    timeout: Int32 = 0
    idle_timeout: Int32 = 0
    tmp_fs_size: Uint32 = 0
    memory: Uint64 = 0
    cpus: Uint64 = msgspec.field(name="CPUs", default=0)
    config: dict[str, str] = {}
    annotations: dict[str, str] = {}


class KeyRecord(Record):
    """A call, or the annotations of one as JSON text."""

    call: CallFields | UnsetType = UNSET
    annotations_json: str | UnsetType = UNSET


class RequestNumbers(Struct, forbid_unknown_fields=True):
    """How many requests are in each state."""

    none: Uint64 = 0
    wait: Uint64 = 0
    exec: Uint64 = 0
    done: Uint64 = 0


class ContainerNumbers(Struct, forbid_unknown_fields=True):
    """How many containers are in each state."""

    none: Uint64 = 0
    wait: Uint64 = 0
    start: Uint64 = 0
    idle: Uint64 = 0
    paused: Uint64 = 0
    busy: Uint64 = 0
    done: Uint64 = 0


class StatsRecord(Record, kw_only=True):
    """A snapshot of the counters."""

    request: RequestNumbers
    container: ContainerNumbers


class CountersOperation(Struct, forbid_unknown_fields=True):
    """One call: a counter enters or exits a state, or the tracker `obj` is asked to move."""

    op: Counted | Literal["update_request", "update_container"]
    state: Int64
    obj: Int64 | UnsetType = UNSET


class CountersRecord(Record, kw_only=True):
    """Calls on the counters of one queue."""

    ops: list[CountersOperation]


class ManagerOperation(Struct, forbid_unknown_fields=True):
    """One call on a manager, or on the queue number `q`; with its result, once there is one."""

    op: Counted | Literal["get", "delete", "is_idle"]
    key: str | UnsetType = UNSET
    q: QueueNumber | UnsetType = UNSET
    state: Int64 | UnsetType = UNSET
    is_new: bool | UnsetType = UNSET
    deleted: bool | UnsetType = UNSET
    idle: bool | UnsetType = UNSET


class ManagerRecord(Record, kw_only=True):
    """Calls on one manager and its queues."""

    ops: list[ManagerOperation]


class KeyAnswer(Record, kw_only=True):
    """The key's 32 bytes in hexadecimal digits."""

    key_sha256_hex: str


class NeededAnswer(Record, kw_only=True):
    """Whether another container is needed."""

    needed: bool


class IdleAnswer(Record, kw_only=True):
    """Whether the queue is idle."""

    idle: bool


class CountersAnswer(Record, kw_only=True):
    """The snapshot at the end, what follows from it, and where the trackers are, if there are any.

    Requests are at numbers, containers at names; at a number, if the state has no name.
    """

    request: dict[str, int]
    container: dict[str, int]
    idle: bool
    needed: bool
    request_objs: dict[str, int] | UnsetType = UNSET
    container_objs: dict[str, str | int] | UnsetType = UNSET


class ManagerAnswer(Record, kw_only=True):
    """The calls with their results, and the queues in the map at the end, by their keys."""

    ops: list[ManagerOperation]
    map_at_end: dict[str, int]


class ErrorAnswer(Record, kw_only=True):
    """Why there is no answer to the record of that line."""

    line: int
    error: str


def explain(error: Exception) -> str:
    """Say in a sentence why a record could not be decoded or answered."""
    match error:
        case SlotqError():
            return str(error)
        case UnicodeDecodeError():
            return "the line is not UTF-8"
        case RecursionError():
            return "the line is nested too deeply"
        case msgspec.ValidationError():
            return f"a field is wrong: {plain(str(error))}"
    return f"the line is not JSON: {plain(str(error))}"
