"""`slotq eval`: the pure parts on records from elsewhere, one answer a line."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from slotq.evaluate.errors import BadRecordsError
from slotq.evaluate.run import Evaluator, Kind, lines
from slotq.terminal import write_bytes


def evaluate(
    kind: Annotated[Kind, typer.Argument(help="What to evaluate.")],
    file: Annotated[str, typer.Argument(metavar="FILE", help="Records; - is stdin.")] = "-",
) -> None:
    """Evaluate pure parts of the reference on records, a line of JSON each.

    Exit code 0: each has its answer. 2: one got an error instead, or there were none.
    """
    evaluator = Evaluator(kind)
    stdin = sys.stdin.fileno()
    with os.fdopen(stdin, "rb", closefd=False) if file == "-" else Path(file).open("rb") as source:
        for group in lines(source):
            write_bytes(b"".join(map(evaluator.answer, group)))
    if not evaluator.records:
        message = f"{file}: there are no records"
        raise BadRecordsError(message)
    if evaluator.bad:
        message = f"{file}: {evaluator.bad} of {evaluator.records} records are bad: see the errors"
        raise BadRecordsError(message)
