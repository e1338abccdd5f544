"""From a stream of lines to a stream of answers.

A writer that sends one record at a time and waits for each answer gets it: all complete lines are
answered before more are read. Only one line is held that is not whole, and of that no more than a
line may have.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from io import BufferedIOBase
from typing import TypeVar

import msgspec

from slotq.errors import SlotqError
from slotq.evaluate import functions
from slotq.evaluate.errors import BadRecordsError
from slotq.evaluate.records import (
    CountersRecord,
    ErrorAnswer,
    KeyRecord,
    ManagerRecord,
    Record,
    StatsRecord,
    explain,
)
from slotq.formats.compression import LONGEST_START, other_compression

LONGEST_LINE = 1 << 20
_CHUNK = 1 << 16
_ENDLESS = 1 << 28

R = TypeVar("R", bound=Record)
Answer = Callable[[bytes], Record]


class Kind(StrEnum):
    """What can be evaluated."""

    SLOT_QUEUE_KEY = "slot-queue-key"
    IS_NEW_CONTAINER_NEEDED = "is-new-container-needed"
    IS_IDLE = "is-idle"
    COUNTERS = "counters"
    MANAGER = "manager"


def _answer(record: type[R], function: Callable[[R], Record]) -> Answer:
    decode = msgspec.json.Decoder(record).decode
    return lambda line: function(decode(line))


_ANSWERS = {
    Kind.SLOT_QUEUE_KEY: _answer(KeyRecord, functions.slot_queue_key),
    Kind.IS_NEW_CONTAINER_NEEDED: _answer(StatsRecord, functions.is_needed),
    Kind.IS_IDLE: _answer(StatsRecord, functions.is_idle),
    Kind.COUNTERS: _answer(CountersRecord, functions.counters),
    Kind.MANAGER: _answer(ManagerRecord, functions.manager),
}
_encode = msgspec.json.Encoder().encode
_decode_id = msgspec.json.Decoder(Record).decode
_DECODE_ERRORS = (UnicodeDecodeError, RecursionError, msgspec.DecodeError)


class Evaluator:
    """Answers records of one kind, line after line.

    Args:
        kind: The records' kind.

    Attributes:
        records: How many there were.
        bad: How many of them got no answer but an error.
    """

    def __init__(self, kind: Kind) -> None:
        self.records = 0
        self.bad = 0
        self._answer = _ANSWERS[kind]

    def answer(self, line: bytes | None) -> bytes:
        """Answer the record of the next line; None is a line that is too long.

        Returns:
            The answer's line.
        """
        self.records += 1
        if line is None:
            return self._refuse(b"", f"the line is longer than {LONGEST_LINE} bytes")
        try:
            if not line.isascii():
                line.decode()  # msgspec does not look into what it skips
            return _encode(self._answer(line)) + b"\n"
        except (SlotqError, *_DECODE_ERRORS) as error:
            return self._refuse(line, explain(error))

    def _refuse(self, line: bytes, message: str) -> bytes:
        self.bad += 1
        try:
            record = _decode_id(line)
        except _DECODE_ERRORS:
            record = Record()
        return _encode(ErrorAnswer(id=record.id, line=self.records, error=message)) + b"\n"


def lines(source: BufferedIOBase) -> Iterator[list[bytes | None]]:
    """Read lines, in groups of those that have come; None is a line that is too long.

    Raises:
        BadRecordsError: It is compressed, or a line has no end.
    """
    begun = bytearray()
    left_out = 0
    chunk = source.read1(_CHUNK)
    if message := other_compression(chunk[:LONGEST_START], gzip=False):
        raise BadRecordsError(message)
    while chunk:
        first, *others = chunk.split(b"\n")
        if len(begun) <= LONGEST_LINE:
            begun += first  # and no more of a line that is too long
        else:
            left_out += len(first)
            if left_out > _ENDLESS:
                message = f"a line is longer than {_ENDLESS} bytes"
                raise BadRecordsError(message)
        if others:
            yield [_bounded(begun), *others[:-1]]
            begun, left_out = bytearray(others[-1]), 0
        chunk = source.read1(_CHUNK)
    if begun:
        yield [_bounded(begun)]


def _bounded(line: bytearray) -> bytes | None:
    return bytes(line) if len(line) <= LONGEST_LINE else None
