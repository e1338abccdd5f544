"""A file's lines, one at a time, whatever the file turns out to be.

A log may be long, compressed or hostile: only one line of bounded length is held in memory. A file
is taken for gzip by how it begins, since standard input has no name.
"""

import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from slotq.formats.compression import GZIP, LONGEST_START, other_compression
from slotq.formats.errors import InputError

LONGEST_LINE = 64 * 1024
_CHUNK = 64 * 1024
STANDARD_INPUT = "-"
_GZIP_MEMBER = 16 + zlib.MAX_WBITS


class _Rejoined(io.RawIOBase):
    # A stream from which the first bytes were taken, put together again.

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first = first
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data, self._first = self._first or self._rest.read(len(buffer)), b""
        buffer[: len(data)] = data
        return len(data)


class _Unzipped(io.RawIOBase):
    # The contents of gzip data. Unlike gzip.GzipFile it gives all that stands before a cut.

    def __init__(self, source: io.RawIOBase) -> None:
        self._source = source
        self._member: Any = None  # the part of the data that is under way
        self._packed = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            if not self._packed:
                self._packed = self._source.read(_CHUNK) or b""
            if self._member is None:
                if not self._packed.strip(b"\0"):  # some writers fill the last block up
                    return 0
                self._member = zlib.decompressobj(_GZIP_MEMBER)
            if not self._packed:
                raise EOFError
            data: bytes = self._member.decompress(self._packed, len(buffer))
            self._packed = self._member.unconsumed_tail or self._member.unused_data
            if self._member.eof:
                self._member = None
            if data:
                buffer[: len(data)] = data
                return len(data)


@contextmanager
def open_lines(path: str) -> Iterator[Iterator[tuple[int, bytes]]]:
    """Open a file for reading line by line.

    Args:
        path: The file; "-" is standard input.

    Returns:
        The lines without their ends, with their numbers from 1.

    Raises:
        InputError: The file cannot be opened; or, from the iterator, cannot be read on.
    """
    if not path:  # for the system that is the current folder
        raise InputError(path, 0, "the file name is empty", "unreadable")
    with ExitStack() as stack:
        try:
            source: BinaryIO = (
                sys.stdin.buffer
                if path == STANDARD_INPUT
                else stack.enter_context(Path(path).open("rb"))
            )
            first = source.read(LONGEST_START)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "invalid file name"
            message = f"the file cannot be opened: {reason}"
            raise InputError(path, 0, message, "unreadable") from error
        whole: io.RawIOBase = _Rejoined(first, source)
        if message := other_compression(first, gzip=True):
            raise InputError(path, 0, message, "unreadable")
        if first.startswith(GZIP):
            whole = _Unzipped(whole)
        yield _lines(path, io.BufferedReader(whole))


def _lines(path: str, stream: io.BufferedReader) -> Iterator[tuple[int, bytes]]:
    number, rest = 0, b""
    while chunk := _read(path, stream, number + 1):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            number += 1
            if len(line) > LONGEST_LINE:
                break
            yield number, line
        else:
            if len(rest) <= LONGEST_LINE:
                continue
            number += 1
        message = f"the line is longer than {LONGEST_LINE} bytes"
        raise InputError(path, number, message, "long-line")
    if rest:
        yield number + 1, rest


def _read(path: str, stream: io.BufferedReader, number: int) -> bytes:
    # What comes next of the file, as much as there is at once; nothing at its end.
    try:
        return stream.read1(_CHUNK)
    except EOFError as error:
        raise InputError(path, number, "the gzip data is truncated", "gzip") from error
    except zlib.error as error:
        raise InputError(path, number, "the gzip data is damaged", "gzip") from error
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        raise InputError(path, number, message, "unreadable") from error
