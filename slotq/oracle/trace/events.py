"""A slotq-trace as a stream of typed events, whose numbers and times are in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from slotq.formats.decoding import (
    EVENT,
    SHALLOW,
    FormatError,
    backwards,
    check_text,
    decode_event,
    decode_header,
    largest,
    number_fields,
    wrong_seq,
)
from slotq.formats.errors import InputError, plain
from slotq.formats.stream import open_lines
from slotq.formats.trace_lines import ANY_ACTION, LARGEST, Event, Header


class Log(NamedTuple):
    """A log that is being read.

    Attributes:
        path: The file as the user named it.
        header: Its first line.
        events: The other lines with their numbers; can be iterated once.
    """

    path: str
    header: Header
    events: Iterator[tuple[int, Event]]


@contextmanager
def open_log(path: str) -> Iterator[Log]:
    """Open a log and read its header.

    Args:
        path: The file, perhaps gzipped; "-" is standard input.

    Raises:
        InputError: The log cannot be used; also from iterating over the events.
    """
    with open_lines(path) as lines:
        yield read_log(path, lines)


def read_log(path: str, lines: Iterator[tuple[int, bytes]]) -> Log:
    """Read the header of a log.

    Args:
        path: The file as the user named it.
        lines: Its lines, with their numbers.

    Raises:
        InputError: The log cannot be used; also from iterating over the events.
    """
    number, line = next(lines, (0, b""))
    if not number:
        raise InputError(path, 1, "the file is empty", "empty")
    try:
        header = decode_header(line)
    except FormatError as error:
        raise InputError(path, number, plain(str(error)), error.kind) from error
    return Log(path, header, _events(path, lines, in_order=header.order == "exact"))


# Of the fields that every line may carry, the numbers are looked at apart.
_NUMBERS = {kind: number_fields(kind, Event) for kind in ANY_ACTION.__args__}


def _events(  # noqa: C901  # it is done for every line, and calls take long
    path: str, lines: Iterator[tuple[int, bytes]], *, in_order: bool
) -> Iterator[tuple[int, Event]]:
    number, last, now, decode_line = 1, 0, 0, EVENT.decode
    try:
        for number, line in lines:
            try:
                if len(line) > SHALLOW or not line.isascii():
                    check_text(line)
                event = decode_line(line)
            except (ValueError, RecursionError):
                event = decode_event(line)  # says what is wrong, as it does below
            if event.seq is not None:
                last += 1
                if event.seq != last:
                    decode_event(line)
                    raise wrong_seq(event.seq, last)
            if event.time is not None:
                if not now <= event.time <= LARGEST:
                    decode_event(line)
                    if in_order:
                        raise backwards(now, event.time)
                now = event.time
            for name in _NUMBERS[event.__class__]:
                value = getattr(event, name)
                if value is not None and largest(value) > LARGEST:
                    decode_event(line)
            yield number, event
    except FormatError as error:
        raise InputError(path, number, plain(str(error)), error.kind) from error
    if number == 1:
        raise InputError(path, 1, "the log has a header but no events", "empty")
