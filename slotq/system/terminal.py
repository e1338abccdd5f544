"""Where the command line writes: results to standard output, errors to standard error."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from slotq.errors import SlotqError


class OutputError(SlotqError):
    """Standard output cannot be written."""


def write(text: str) -> None:
    """Write text to standard output as it is.

    Raises:
        OutputError: It cannot be written.
        SystemExit: The reader has closed the pipe.
    """
    with written():
        sys.stdout.write(text)
        sys.stdout.flush()


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output, whatever its encoding.

    Raises:
        OutputError: As for `write`.
        SystemExit: As for `write`.
    """
    with written():
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


@contextmanager
def written() -> Iterator[None]:
    """Tell what goes wrong where something is written to standard output.

    Raises:
        OutputError: As for `write`.
        SystemExit: As for `write`.
    """
    try:
        yield
    except BrokenPipeError:
        end_quietly()
    except OSError as error:
        message = f"standard output cannot be written: {error.strerror}"
        raise OutputError(message) from error


def printable(text: str) -> str:
    """Escape what a terminal would obey, or could not show: the text becomes one line."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def printable_lines(text: str) -> str:
    """The same for a text of several lines."""
    return "\n".join(map(printable, text.split("\n")))


def complain(message: str) -> None:
    """Write a line to standard error, if there is one."""
    if sys.stderr is None:
        return
    line = printable(" ".join(message.split()))
    with suppress(OSError):  # there is no other place to tell it
        print("slotq:", line, file=sys.stderr)  # noqa: T201  # rich would wrap it


def tell(message: str) -> None:
    """Write a line to standard error that is no error: what a person needs while work goes on."""
    complain(message)


def end_quietly() -> NoReturn:
    """End as a program does whose reader has seen enough.

    Raises:
        SystemExit: Always.
    """
    # What is still unwritten must not fail when the interpreter ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(128 + signal.SIGPIPE)
