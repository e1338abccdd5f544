"""A slotq-trace as a stream of typed events, whose numbers and times are in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from slotq.oracle.decoding import FormatError, decode_event, decode_header
from slotq.oracle.errors import InputError, plain
from slotq.oracle.formats import Event, Header
from slotq.oracle.stream import open_lines


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


def _events(
    path: str, lines: Iterator[tuple[int, bytes]], *, in_order: bool
) -> Iterator[tuple[int, Event]]:
    number, last, now = 1, 0, 0
    for number, line in lines:
        try:
            event = decode_event(line)
        except FormatError as error:
            raise InputError(path, number, plain(str(error)), error.kind) from error
        if event.seq is not None:
            if event.seq != last + 1:
                message = f"seq is {event.seq} where {last + 1} comes next: lines are lost"
                raise InputError(path, number, message, "seq")
            last = event.seq
        if event.time is not None:
            if event.time < now and in_order:
                message = f"time goes back from {now} to {event.time}"
                raise InputError(path, number, message, "time")
            now = event.time
        yield number, event
    if number == 1:
        raise InputError(path, 1, "the log has a header and no events", "empty")
