"""A page of HTML as the result of a command: it goes to a file, or where stdout goes."""

import sys
from pathlib import Path

from slotq.errors import SlotqError
from slotq.system.files import write_whole
from slotq.system.terminal import write


class PageOnTerminalError(SlotqError):
    """Nobody reads HTML on a terminal."""


def require_place(out: Path | None) -> None:
    """Find out before long work whether a page has somewhere to go.

    Args:
        out: The file; None stands for stdout.

    Raises:
        PageOnTerminalError: It would go to a terminal.
    """
    if out is None and sys.stdout.isatty():
        message = "a page of HTML is for a browser: say --out PAGE.html"
        raise PageOnTerminalError(message)


def put(page: str, out: Path | None) -> None:
    """Write a page.

    Args:
        page: The page.
        out: The file; None stands for stdout.

    Raises:
        FileError: The file cannot be written.
    """
    if out is None:
        write(page)
    else:
        write_whole(out, page)
