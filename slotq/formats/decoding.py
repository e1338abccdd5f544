"""One line of a slotq-trace, from bytes to a typed value or to a sentence about what is wrong."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, inspect

from slotq.formats.trace_lines import ANY_ACTION, LARGEST, Announcement, Event, Header

T = TypeVar("T", bound=Struct)

_announcement = msgspec.json.Decoder(Announcement)
_header = msgspec.json.Decoder(Header)
EVENT: msgspec.json.Decoder[Event] = msgspec.json.Decoder(ANY_ACTION)


_DEEPEST = 100
SHALLOW = 2 * _DEEPEST
"""No line of so many bytes is nested too deeply: each level takes two."""
_SHOWN = 60  # bytes
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"')
_BRACKET = re.compile(rb"[][{}]")
# How Clojure, and with it Jepsen, writes a keyword.
_KEYWORD = re.compile(r"':(\w+)' - at `\$\.(type|f|action)`\Z")


class FormatError(ValueError):
    """A line is not what the format says; the message is a sentence about it.

    Attributes:
        kind: What kind of thing is wrong, as the table of codes calls it.
    """

    def __init__(self, message: str, kind: str = "field") -> None:
        super().__init__(message)
        self.kind = kind


def decode_header(line: bytes) -> Header:
    """Decode the first line.

    Raises:
        FormatError: It is no header, or one of another format or version.
    """
    announced = decode(_announcement, line)
    if announced.format is None:
        message = 'the header is missing: the first line must have "format" and "version"'
        raise FormatError(message, "header")
    if announced.format != "slotq-trace":
        message = 'the format is unknown: only "slotq-trace" and "slotq-history" can be judged'
        raise FormatError(message, "format")
    if announced.version.__class__ is not int or announced.version != 1:
        message = "the version is unknown: only version 1 can be judged"
        raise FormatError(message, "version")
    return decode(_header, line)


def decode_event(line: bytes) -> Event:
    """Decode a line after the first.

    Raises:
        FormatError: It is not an event of the format.
    """
    return decode(EVENT, line)


def decode(decoder: msgspec.json.Decoder[T], line: bytes) -> T:
    """Decode a line by a decoder.

    Raises:
        FormatError: It is not what the decoder is made for.
    """
    try:
        check_text(line)
        value = decoder.decode(line)
    except UnicodeDecodeError as error:
        message = "the line is not UTF-8"
        raise FormatError(message, "not-utf8") from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise _complaint(line, error) from error
    _check_bound(msgspec.structs.astuple(value))
    return value


def check_text(line: bytes) -> None:
    """See that a line is UTF-8 and not nested too deeply: the decoder does not look at all of it.

    What it can take of nesting is not the same for every Python.

    Raises:
        UnicodeDecodeError: It is not UTF-8.
        FormatError: It is nested too deeply.
    """
    if not line.isascii():
        line.decode()
    if line.count(b"[") + line.count(b"{") <= _DEEPEST:
        return
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", line)):
        depth += 1 if bracket in b"[{" else -1
        if depth > _DEEPEST:
            message = f"the line is nested more than {_DEEPEST} levels deep"
            raise FormatError(message, "nested")


def backwards(now: int, time: int) -> FormatError:
    """Say that a line's time is before that of an earlier line."""
    return FormatError(f"time goes back from {now} to {time}", "time")


def wrong_seq(seq: int, expected: int) -> FormatError:
    """Say how a line's number is not the next one."""
    if expected == 1 and seq == 0:
        message = "seq starts at 0, but must start at 1"
    elif seq == expected - 1:
        message = f"seq is {seq} for a second time: each line needs its own number"
    elif seq < expected:
        message = f"seq goes back to {seq} where {expected} comes next"
    else:
        message = f"seq is {seq} where {expected} comes next: lines are lost"
    return FormatError(message, "seq")


def number_fields(kind: type[Struct], common: type[Struct]) -> tuple[str, ...]:
    """List the fields that hold a number, or numbers by name.

    Args:
        kind: What a line is decoded into.
        common: What it inherits from, whose own fields are left out.
    """
    fields = inspect.type_info(kind).fields[len(common.__struct_fields__) :]  # type: ignore[attr-defined]
    return tuple(
        field.name
        for field in fields
        if any(map(_is_number, getattr(field.type, "types", [field.type])))
    )


def _is_number(info: inspect.Type) -> bool:
    return isinstance(info, inspect.IntType | inspect.DictType)


def largest(value: Any) -> int:  # noqa: ANN401 - one of those fields
    """The number, or the largest of the numbers, that a field holds."""
    return max(value.values(), default=0) if value.__class__ is dict else value


def _complaint(line: bytes, error: Exception) -> FormatError:
    if isinstance(error, msgspec.ValidationError):
        found = _of_shape(line) or _of_names(line) or _of_field(str(error))
    elif isinstance(error, RecursionError):
        found = FormatError("the line is nested too deeply", "nested")
    else:
        found = _of_shape(line) or FormatError(f"the line is not JSON: {error}", "not-json")
    return found


def _of_shape(line: bytes) -> FormatError | None:
    # What a line is, if it is not an object as a whole.
    text = line.strip()
    if not text:
        return FormatError("the line is blank: each line holds one JSON object", "blank")
    if text.startswith(BOM_UTF8):
        message = "the line begins with a byte order mark: write the log as UTF-8 without one"
        return FormatError(message, "not-json")
    if text.startswith(b"["):
        message = "the line is a JSON array: write one object a line, without brackets around them"
        return FormatError(message, "array")
    before, brace, rest = text.partition(b"{")
    if before and brace and _is_json(brace + rest):
        message = f"{before[:_SHOWN].decode()!r} is written before the JSON object"
        return FormatError(message, "prefix")
    return None


def _of_names(line: bytes) -> FormatError | None:
    # What says what the line is must say it once; of other repeated names the last one counts.
    for name in (b"action", b"f"):
        if len(re.findall(rb'"%s"\s*:' % name, line)) > 1:
            return FormatError(f"the field {name.decode()} appears more than once")
    return None


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except msgspec.DecodeError:
        return False
    return True


def _of_field(message: str) -> FormatError:
    keyword = _KEYWORD.search(message)
    if keyword is not None:
        name, field = keyword.groups()
        message = f"{field} is ':{name}': write it without the colon"
        return FormatError(message, "action")
    if message.startswith("Invalid value") and message.endswith("`$.action`"):
        action = message[len("Invalid value ") : -len(" - at `$.action`")]
        return FormatError(f"the action is unknown: {action}", "action")
    if message.startswith("Invalid value") and message.endswith(("`$.f`", "`$.type`")):
        return FormatError(f"a field is wrong: {message}", "action")
    return FormatError(f"a field is wrong: {message}")


def _check_bound(fields: Iterable[object]) -> None:
    for field in fields:
        if isinstance(field, int) and field > LARGEST:
            message = "a field is wrong: an integer is larger than 2^64-1"
            raise FormatError(message, "number")
        if isinstance(field, dict):
            _check_bound(field.values())
