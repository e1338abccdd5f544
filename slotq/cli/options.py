"""Options that several commands have, with the same meaning in each."""

from typing import Annotated, TypeAlias

import typer

ServedWithin: TypeAlias = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=0,
        max=1e9,
        help="Reject a history in which a client waits longer than SECONDS while a token is"
        " free. By default waits have no limit.",
    ),
]
AnyIds: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--any-ids",
        help="Accept any order of token ids in a history. By default ids count from 0 in the"
        " order of queueing.",
    ),
]
Budget: TypeAlias = Annotated[
    int,
    typer.Option(
        metavar="STATES",
        min=1,
        max=10**9,
        help="Most candidate states to keep at once for a log that omits steps or leaves"
        " their order open; a log that needs more is undecided.",
    ),
]
Seconds: TypeAlias = Annotated[
    float,
    typer.Option(
        metavar="SECONDS",
        min=0,
        max=1e9,
        help="Most seconds of processor time for the verdict on one log; a log that needs more"
        " is undecided.",
    ),
]
