"""One line of a slotq-trace, from bytes to a typed value or to a sentence about what is wrong."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec
from msgspec import Struct

from slotq.oracle.formats import ANY_ACTION, LARGEST, Announcement, Event, Header

T = TypeVar("T", bound=Struct)

_announcement = msgspec.json.Decoder(Announcement)
_header = msgspec.json.Decoder(Header)
_event: msgspec.json.Decoder[Event] = msgspec.json.Decoder(ANY_ACTION)


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
    return decode(_event, line)


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
        raise FormatError(message, "not-json") from error
    _check_bound(msgspec.structs.astuple(value))
    return value


def _complaint(message: str) -> FormatError:
    if message.startswith("Invalid value") and message.endswith("`$.action`"):
        action = message[len("Invalid value ") : -len(" - at `$.action`")]
        return FormatError(f"the action is unknown: {action}", "action")
    if message.startswith("Invalid value") and message.endswith(("`$.f`", "`$.type`")):
        return FormatError(f"a field is wrong: {message}", "action")
    return FormatError(f"a field is wrong: {message}")


def _check_bound(fields: Iterable[object]) -> None:
    for field in fields:
        kind = field.__class__  # this is done for every line, and isinstance takes longer
        if kind is int and field > LARGEST:  # type: ignore[operator]
            message = "a field is wrong: an integer is larger than 2^64-1"
            raise FormatError(message, "number")
        if kind is dict:
            _check_bound(field.values())  # type: ignore[attr-defined]
