"""One line of a slotq-trace, from bytes to a typed value or to a sentence about what is wrong."""

from codecs import BOM_UTF8
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, inspect

from slotq.oracle.formats import ANY_ACTION, LARGEST, Announcement, Event, Header

T = TypeVar("T", bound=Struct)

_announcement = msgspec.json.Decoder(Announcement)
_header = msgspec.json.Decoder(Header)
EVENT: msgspec.json.Decoder[Event] = msgspec.json.Decoder(ANY_ACTION)


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
        message = 'the header is missing: the first line must say "format" and "version"'
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
        if not line.isascii():
            line.decode()  # msgspec does not look into what it skips
        value = decoder.decode(line)
    except UnicodeDecodeError as error:
        message = "the line is not UTF-8"
        raise FormatError(message, "not-utf8") from error
    except RecursionError as error:
        message = "the line is nested too deeply"
        raise FormatError(message, "not-json") from error
    except msgspec.ValidationError as error:
        raise _complaint(str(error)) from error
    except msgspec.DecodeError as error:
        message = f"the line is not JSON: {error}"
        if line.startswith(BOM_UTF8):
            message = "the line begins with a byte order mark: write the log as UTF-8 without one"
        raise FormatError(message, "not-json") from error
    _check_bound(msgspec.structs.astuple(value))
    return value


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


def _complaint(message: str) -> FormatError:
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
