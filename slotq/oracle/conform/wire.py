"""The lines between driver and program, as types.

What the program says comes from outside: it is decoded by type or refused, and what no type names
is ignored.
"""

from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from slotq.formats.errors import plain
from slotq.formats.trace_lines import LARGEST, Name, Natural, Reason
from slotq.oracle.conform.calls import NOBODY, PARAMETERS, Answer, Call, Do
from slotq.oracle.conform.failures import FindingError

T = TypeVar("T")
VERSION = 1
LONGEST_LINE = 1 << 16
Capability = Literal["queue", "concurrent", "key", "scaling", "counters", "manager"]


class Request(Struct, frozen=True, omit_defaults=True):
    """A line to the program.

    Attributes:
        id: The answer carries the same.
        do: What to do: a call of a slotq-history, or one of the driver's own.
        version: With `start`: of this format.
        process: The caller.
        dequeuer: The dequeuer's name.
        token: The token's number.
        wait_ms: How many milliseconds a call may wait for what is missing.
        kind: With `eval`: a kind of slotq eval.
        record: With `eval`: a record of that kind.
        concurrent: With `start`: whether calls will be made while others are open.
    """

    id: Natural
    do: Do | Literal["start", "reset", "eval", "stop"]
    version: Natural | None = None
    process: Name | None = None
    dequeuer: Name | None = None
    token: Natural | None = None
    wait_ms: Natural | None = None
    kind: Name | None = None
    record: dict[str, object] | None = None
    concurrent: bool = False


class Returned(Struct, frozen=True):
    """What a call returns that was done."""

    token: Natural | None = None
    reason: Reason | None = None
    live_dequeuer_threads: Natural | None = None


class Failed(Struct, frozen=True):
    """Why a call had no effect."""

    reason: Annotated[str, Meta(max_length=256)] = ""


class Reply(Struct, frozen=True):
    """A line from the program: one of `ok`, `fail` and `unimplemented`."""

    id: Natural
    ok: Returned | UnsetType = UNSET
    fail: Failed | UnsetType = UNSET
    unimplemented: bool = False


class Introduction(Struct, frozen=True):
    """What the program says of itself when it is started."""

    name: Name
    can: Annotated[tuple[Name, ...], Meta(max_length=100)]


class _Numbered(Struct, frozen=True):
    id: Natural


class _Started(Struct, frozen=True):
    id: Natural
    ok: Introduction


class _Evaluated(Struct, frozen=True):
    id: Natural
    ok: dict[str, object] | UnsetType = UNSET
    unimplemented: bool = False


_encode = msgspec.json.Encoder().encode
_reply = msgspec.json.Decoder(Reply)
_started = msgspec.json.Decoder(_Started)
_numbered = msgspec.json.Decoder(_Numbered)
_evaluated = msgspec.json.Decoder(_Evaluated)


def encode(request: Request) -> bytes:
    """Write a line to the program."""
    return _encode(request) + b"\n"


def encode_call(call: Call, wait: float) -> bytes:
    """Write the line of a call that may wait for so many seconds, without its `{"id":N,`."""
    parameters = PARAMETERS[call.do]
    fields: dict[str, object] = {"wait_ms": round(wait * 1000), "do": call.do}
    if call.client != NOBODY:
        fields["process"] = f"p{call.client + 1}"
    if "d" in parameters:
        fields["dequeuer"] = f"d{call.dequeuer + 1}"
    if "t" in parameters:
        fields["token"] = call.token
    return _encode(fields)[1:] + b"\n"


def decode_introduction(line: bytes, number: int) -> Introduction:
    """Decode the answer to `start`.

    Raises:
        FindingError: It is not an answer.
    """
    started = _decode(_started, line)
    _check_id(started.id, number)
    return started.ok


def decode_number(line: bytes) -> int:
    """Decode which question an answer is to.

    Raises:
        FindingError: It is no answer.
    """
    return _decode(_numbered, line).id


def decode_answer(line: bytes, number: int, call: Call | None) -> Answer | None:
    """Decode an answer.

    Args:
        line: What the program said.
        number: The question's id.
        call: The question; None is `reset` or `stop`.

    Returns:
        The answer; None for "unimplemented".

    Raises:
        FindingError: It is not an answer, or not to that question.
    """
    reply = _decode(_reply, line)
    _check_id(reply.id, number)
    ok, fail = reply.ok, reply.fail
    if isinstance(ok, Returned) + isinstance(fail, Failed) + reply.unimplemented != 1:
        raise _refuse(line, "an answer has one of ok, fail and unimplemented")
    if reply.unimplemented:
        return None
    if isinstance(ok, Returned):
        return Answer("ok", _value(line, ok, call))
    if isinstance(fail, Failed) and call is not None and call.do in _WAITING:
        return Answer("fail", fail.reason)
    return Answer("fail")


_WAITING = ("dequeue", "wait_trigger", "wait_closed")
_FIELDS = {
    "queue_slot": "token",
    "dequeue": "token",
    "wait_trigger": "reason",
    "quiesce": "live_dequeuer_threads",
}


def _value(line: bytes, ok: Returned, call: Call | None) -> int | str | None:
    field = None if call is None else _FIELDS.get(call.do)
    if field is None:
        return None
    value: int | str | None = getattr(ok, field)
    if value is None:
        raise _refuse(line, f"ok lacks {field}")
    if isinstance(value, int) and value > LARGEST:
        raise _refuse(line, f"{field} is larger than 2^64-1")
    return value


def decode_evaluation(line: bytes, number: int) -> dict[str, object] | None:
    """Decode the answer to `eval`; None for "unimplemented".

    Raises:
        FindingError: It is not an answer.
    """
    evaluated = _decode(_evaluated, line)
    _check_id(evaluated.id, number)
    if isinstance(evaluated.ok, UnsetType) != evaluated.unimplemented:
        raise _refuse(line, "an answer has one of ok and unimplemented")
    return None if isinstance(evaluated.ok, UnsetType) else evaluated.ok


def _decode(decoder: msgspec.json.Decoder[T], line: bytes) -> T:
    try:
        line.decode()  # msgspec does not look into what it skips
        return decoder.decode(line)
    except UnicodeDecodeError as error:
        raise _refuse(line, "it is not UTF-8") from error
    except RecursionError as error:
        raise _refuse(line, "it is nested too deeply") from error
    except msgspec.DecodeError as error:
        raise _refuse(line, str(error)) from error


def _check_id(found: int, number: int) -> None:
    if found != number:
        message = f"the answer to question {number} has a different id"
        raise FindingError(message, "other-question")


def _refuse(line: bytes, why: str) -> FindingError:
    shown = plain(line[:200].decode("utf-8", "replace"))
    message = f"not an answer: {plain(why)}: {shown}"
    return FindingError(message, "not-an-answer")
