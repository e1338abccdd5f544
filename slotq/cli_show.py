"""`slotq show`: a verdict as a page of HTML."""

from pathlib import Path
from typing import Annotated

import typer

from slotq.errors import SlotqError
from slotq.oracle.check import check
from slotq.oracle.errors import InputError, plain
from slotq.oracle.page import write_page
from slotq.oracle.possible import BUDGET
from slotq.terminal import write


class OverwritingError(SlotqError):
    """The page would take the place of the log."""


def show(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A log; - is stdin.")],
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="PAGE.html", help="Write there, not to stdout.")
    ] = None,
    served_within: Annotated[
        float | None, typer.Option(metavar="SECONDS", min=0, help="As for slotq check.")
    ] = None,
    any_ids: Annotated[bool, typer.Option("--any-ids", help="As for slotq check.")] = False,
    budget: Annotated[int, typer.Option(min=1, help="As for slotq check.")] = BUDGET,
) -> None:
    """Judge a log, and explain the verdict on a page of HTML.

    Exit code 0: the page is written, whatever the verdict. 2: the log cannot be used, or the page
    cannot be written.
    """
    if out is not None and out.exists() and Path(file).exists() and out.samefile(file):
        message = f"{plain(str(out))} is the log itself: name another file for the page"
        raise OverwritingError(message)
    result = check(
        file,
        served_within=served_within,
        ids_in_order=not any_ids,
        budget=budget,
        excerpt=True,
    )
    if isinstance(result, InputError):
        raise result
    page = write_page(result)
    if out is None:
        write(page)
    else:
        out.write_text(page, encoding="utf-8")
