"""Where the command line writes: results on standard output, errors in one line beside it."""

import os
import signal
import sys
from typing import NoReturn


def write(text: str) -> None:
    """Write text to standard output as it is.

    Raises:
        SystemExit: Whoever reads it has closed the pipe, having seen enough.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        end_quietly()


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output, whatever its encoding.

    Raises:
        SystemExit: As for `write`.
    """
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        end_quietly()


def complain(message: str) -> None:
    """Write a line to standard error."""
    line = " ".join(message.split())
    print("slotq:", line, file=sys.stderr)  # noqa: T201  # rich would wrap it


def end_quietly() -> NoReturn:
    """End as a program does whose reader has seen enough.

    Raises:
        SystemExit: Always.
    """
    # What is still unwritten must not fail when the interpreter ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(128 + signal.SIGPIPE)
