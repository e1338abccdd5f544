"""`slotq eval`: the pure parts on records from elsewhere, one answer a line."""

import os
import stat
import sys
from io import BufferedIOBase
from pathlib import Path
from typing import Annotated

import typer

from slotq.evaluate.answers import Evaluator, Kind, lines
from slotq.evaluate.errors import BadRecordsError
from slotq.formats.errors import plain
from slotq.formats.stream import STANDARD_INPUT
from slotq.system.terminal import write_bytes


def evaluate(
    kind: Annotated[
        Kind,
        typer.Argument(metavar="KIND", help=f"The function to evaluate: {', '.join(Kind)}."),
    ],
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="The records, one JSON object a line; - is standard input."
        ),
    ] = STANDARD_INPUT,
) -> None:
    """Evaluate a pure function of the reference on each record, and print the answers.

    Exit code 0: every record has its answer. 2: a record got an error instead, or there were none.
    """
    evaluator = Evaluator(kind)
    with _open(file) as source:
        _refuse_device(file, source)
        try:
            for group in lines(source):
                write_bytes(b"".join(map(evaluator.answer, group)))
        except BadRecordsError as error:
            message = f"{plain(file)}: {error}"
            raise BadRecordsError(message) from error
    if not evaluator.records:
        message = f"{plain(file)}: there are no records"
        raise BadRecordsError(message)
    if evaluator.bad:
        counted = f"{evaluator.bad} of {evaluator.records} records are invalid"
        message = f"{plain(file)}: {counted}: see their answers"
        raise BadRecordsError(message)


def _open(file: str) -> BufferedIOBase:
    if file == STANDARD_INPUT:
        return os.fdopen(sys.stdin.fileno(), "rb", closefd=False)
    return Path(file).open("rb")


def _refuse_device(file: str, source: BufferedIOBase) -> None:
    # One that gives bytes without end would be answered without end.
    number = source.fileno()
    status = os.fstat(number)
    is_null = status.st_rdev == Path(os.devnull).stat().st_rdev
    if stat.S_ISCHR(status.st_mode) and not (is_null or os.isatty(number)):
        message = f"{plain(file)}: it is a device: read records from a file, a pipe or a terminal"
        raise BadRecordsError(message)
