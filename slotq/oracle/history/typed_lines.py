"""A slotq-history as a stream of typed lines, whose numbers and times are in order."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from slotq.formats.decoding import (
    SHALLOW,
    FormatError,
    backwards,
    check_text,
    decode,
    largest,
    number_fields,
    wrong_seq,
)
from slotq.formats.errors import InputError, plain
from slotq.formats.history_lines import ANY_LINE, CARRIED, Line, name_of
from slotq.formats.trace_lines import LARGEST, Announcement, Header

FORMAT = "slotq-history"
VERSION = 1
CALLS = frozenset(map(name_of, CARRIED))
# Without these a history says nothing about the queue.
ALWAYS_SEEN = frozenset({"queue_slot", "dequeue", "acquire_slot"})

_announcement = msgspec.json.Decoder(Announcement)
_header = msgspec.json.Decoder(Header)
_line: msgspec.json.Decoder[Line] = msgspec.json.Decoder(ANY_LINE)


class History(NamedTuple):
    """A history that is being read.

    Attributes:
        path: The file as the user named it.
        header: Its first line.
        lines: The other lines with their numbers; can be iterated once.
    """

    path: str
    header: Header
    lines: Iterator[tuple[int, Line]]


def is_history(first: bytes) -> bool:
    """Whether a log's first line says that it is a history."""
    try:
        return decode(_announcement, first).format == FORMAT
    except FormatError:
        return False


def read_history(path: str, lines: Iterator[tuple[int, bytes]]) -> History:
    """Read the header of a history.

    Args:
        path: The file as the user named it.
        lines: Its lines, with their numbers.

    Raises:
        InputError: The history cannot be used; also from iterating over its lines.
    """
    number, first = next(lines, (1, b""))
    try:
        _check_version(decode(_announcement, first).version)
        header = decode(_header, first)
    except FormatError as error:
        raise InputError(path, number, plain(str(error)), error.kind) from error
    omits = frozenset(header.omits)
    if omits - CALLS:
        message = f"omits contains an unknown call: {plain(min(omits - CALLS))}"
        raise InputError(path, 1, message, "omits")
    if omits & ALWAYS_SEEN:
        raise InputError(path, 1, f"omits must not contain {min(omits & ALWAYS_SEEN)}", "omits")
    return History(path, header, _lines(path, lines))


def _check_version(version: object) -> None:
    if version.__class__ is not int or version != VERSION:
        message = f"the version is unknown: only version {VERSION} can be judged"
        raise FormatError(message, "version")


def _lines(path: str, lines: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, Line]]:
    number, now, last, decode_line = 1, 0, 0, _line.decode
    try:
        for number, text in lines:
            try:
                if len(text) > SHALLOW or not text.isascii():
                    check_text(text)
                line = decode_line(text)
            except (ValueError, RecursionError):
                line = decode(_line, text)  # says what is wrong
            if line.time is not None:
                if not now <= line.time <= LARGEST:
                    raise _wrong_time(now, line.time)
                now = line.time
            if line.seq is not None:
                last += 1
                if line.seq != last:
                    raise wrong_seq(line.seq, last)
            _check_fields(line)
            yield number, line
    except FormatError as error:
        raise InputError(path, number, plain(str(error)), error.kind) from error
    if number == 1:
        raise InputError(path, 1, "the history has a header but no lines", "empty")


_REQUIRED: dict[str, dict[type[Line], tuple[str, ...]]] = {
    "invoke": {kind: names for kind, (names, _) in CARRIED.items() if names},
    "ok": {kind: names for kind, (_, names) in CARRIED.items() if names},
    "fail": {},
    "info": {},
}


# Of the fields that every line may carry, the numbers are looked at apart.
_NUMBERS = {kind: number_fields(kind, Line) for kind in CARRIED}


def _check_fields(line: Line) -> None:
    for name in _REQUIRED[line.type].get(line.__class__, ()):
        if getattr(line, name) is None:
            message = f"{line.type} of {name_of(line.__class__)} lacks the field {name}"
            raise FormatError(message)
    for name in _NUMBERS[line.__class__]:
        value = getattr(line, name)
        if value is not None and largest(value) > LARGEST:
            raise _too_large(name)


def _wrong_time(now: int, time: int) -> FormatError:
    if time > LARGEST:
        return _too_large("time")
    return backwards(now, time)


def _too_large(name: str) -> FormatError:
    return FormatError(f"{name} is larger than 2^64-1", "number")
