"""`slotq schema`: the formats as JSON Schema."""

from typing import Annotated

import msgspec
import typer

from slotq.cli.schemas import NAMES, says, schema_of
from slotq.errors import SlotqError
from slotq.formats.errors import plain
from slotq.system.terminal import write


class UnknownSchemaError(SlotqError):
    """There is no schema of that name."""


def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="The schema to print, such as trace-line. By default all are listed.",
        ),
    ] = None,
) -> None:
    """Print the JSON Schema (2020-12) of a format, or list all schemas."""
    if name is None:
        width = max(map(len, NAMES))
        write("".join(f"{each:<{width}}  {says(each)}\n" for each in NAMES))
        return
    if name not in NAMES:
        message = f"there is no schema {plain(name)}: slotq schema lists them"
        raise UnknownSchemaError(message)
    text = msgspec.json.format(msgspec.json.encode(schema_of(name)), indent=2).decode()
    write(f"{text}\n")
