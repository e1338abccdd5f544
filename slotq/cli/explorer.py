"""`slotq explorer`: the page on which the reader is the scheduler of the queue."""

from pathlib import Path
from typing import Annotated

import typer

from slotq.cli.html_page import put, require_place
from slotq.explorer.page import write_page


def explorer(
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="PAGE.html", help="Write there, not to stdout.")
    ] = None,
) -> None:
    """Write the explorer: one page of HTML, to be opened from disk in a browser.

    You are the scheduler: you choose which process moves, and see what is true and what is not,
    with the queue as it is or broken in one of several ways.

    Exit code 0: the page is written. 2: it cannot be.
    """
    require_place(out)
    put(write_page(), out)
