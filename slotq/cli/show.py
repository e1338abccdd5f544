"""`slotq show`: a verdict, or a counterexample, as a page of HTML."""

from pathlib import Path
from typing import Annotated

import typer

from slotq.cli.html_page import put, require_place
from slotq.cli.options import AnyIds, Budget, Seconds, ServedWithin
from slotq.errors import SlotqError
from slotq.formats.errors import InputError, plain
from slotq.oracle.check.drawing import write_drawing
from slotq.oracle.check.excerpts import LineSource
from slotq.oracle.check.judge_files import check
from slotq.oracle.check.page import write_page
from slotq.oracle.verdict.budget import SECONDS, STATES
from slotq.verify.counterexample import SUFFIX, read_counterexample
from slotq.verify.counterexample_page import write_page as write_counterexample
from slotq.verify.manifest import load_manifest


class OverwritingError(SlotqError):
    """The page would take the place of the log."""


def show(  # noqa: PLR0913  # one option each
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="A log, or a counterexample whose name ends in .itf.json; - is standard input.",
        ),
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="PAGE.html", help="Write the page to this file. By default it is printed."
        ),
    ] = None,
    served_within: ServedWithin = None,
    any_ids: AnyIds = False,
    budget: Budget = STATES,
    seconds: Seconds = SECONDS,
) -> None:
    """Judge a log and explain the verdict on an HTML page, or show a counterexample on one.

    A file whose name ends in .itf.json is a counterexample, in the Informal Trace Format.

    Exit code 0: the page is written, whatever the verdict. 2: the file cannot be used, or the page
    cannot be written.
    """
    require_place(out)
    if out is not None and out.exists() and Path(file).exists() and out.samefile(file):
        message = f"{plain(str(out))} is the log itself: choose another file for the page"
        raise OverwritingError(message)
    if file.endswith(SUFFIX):
        page = _counterexample(Path(file))
    else:
        source = LineSource(file)
        result = check(
            file,
            served_within=served_within,
            ids_in_order=not any_ids,
            budget=budget,
            seconds=seconds,
            excerpt=True,
            witness=True,
            source=source,
        )
        if isinstance(result, InputError):
            raise result
        page = write_page(result, write_drawing(result, source))
    put(page, out)


def _counterexample(path: Path) -> str:
    found = read_counterexample(path)
    models = (model for model in load_manifest().model if model.length is not None)
    model = next((model for model in models if model.name == found.model), None)
    return write_counterexample(path.name.removesuffix(SUFFIX), found, model)
