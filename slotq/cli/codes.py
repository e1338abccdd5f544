"""`slotq codes`: what the codes of verdicts mean."""

from typing import Annotated

import typer

from slotq.errors import SlotqError
from slotq.formats.errors import plain
from slotq.oracle.verdict.codes import all_codes, find
from slotq.system.terminal import write


class UnknownCodeError(SlotqError):
    """There is no code of that name."""


def codes(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]", help="The code to explain, such as SQ124. By default all are listed."
        ),
    ] = None,
) -> None:
    """Explain the code of a verdict, or list all codes."""
    if code is None:
        write("".join(f"{each.code}  {each.title}\n" for each in all_codes()))
        return
    found = find(code)
    if found is None:
        message = f"there is no code {plain(code)}: slotq codes lists them"
        raise UnknownCodeError(message)
    write(f"{found.code}: {found.title}\n{found.says}\nLook at: {found.look}\n")
