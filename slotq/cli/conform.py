"""`slotq conform`: drives an implementation over its standard input and output."""

from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from slotq.cli.display import activity
from slotq.oracle.conform.call_schedule import read_schedule
from slotq.oracle.conform.calls import read_run
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.concurrently import drive_concurrently
from slotq.oracle.conform.drive import Plan, drive
from slotq.oracle.conform.outcome import render
from slotq.oracle.conform.session import Patience
from slotq.system.files import Sink, require_writable, write_whole, writing
from slotq.system.terminal import write

_DEFAULT = Plan()
_DAY = 86_400.0  # longer, nobody waits


def conform(  # noqa: PLR0913  # each is an option
    command: Annotated[
        list[str],
        typer.Argument(
            metavar="COMMAND...", help="The program to drive and its arguments, after --."
        ),
    ],
    *,
    clients: Annotated[
        int, typer.Option(min=1, max=3, help="Number of clients that the walk uses.")
    ] = 1,
    dequeuers: Annotated[
        int, typer.Option(min=1, max=3, help="Number of dequeuers that the walk uses.")
    ] = 2,
    tokens: Annotated[
        int, typer.Option(min=1, max=4, help="Number of tokens that the walk queues at most.")
    ] = 2,
    seconds: Annotated[
        float,
        typer.Option(
            min=0,
            max=_DAY,
            help="Most seconds for the walk, and as many again for the search by Hypothesis.",
        ),
    ] = _DEFAULT.seconds,
    examples: Annotated[
        int, typer.Option(min=1, help="Number of runs that Hypothesis tries after the walk.")
    ] = _DEFAULT.examples,
    patience: Annotated[
        float,
        typer.Option(
            min=0, max=_DAY, help="Seconds within which an available token must be delivered."
        ),
    ] = _DEFAULT.patience.served,
    answer_within: Annotated[
        float,
        typer.Option(
            min=0,
            max=_DAY,
            help="Seconds within which the program must answer a call that need not wait.",
        ),
    ] = _DEFAULT.patience.answer,
    start_within: Annotated[
        float,
        typer.Option(
            min=0,
            max=_DAY,
            help="Seconds within which the program must introduce itself after its start.",
        ),
    ] = _DEFAULT.patience.start,
    run: Annotated[
        str | None,
        typer.Option(
            metavar="CALLS",
            help="Make only these calls, such as 'queue_slot p1; start_dequeuer p1 d1'. By default"
            " the walk and the search choose them.",
        ),
    ] = None,
    times: Annotated[
        int,
        typer.Option(
            min=1, max=1000, help="With --run: how often to make the calls, unless a run fails."
        ),
    ] = _DEFAULT.times,
    log: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write all lines that are exchanged to FILE. By default they are not kept.",
        ),
    ] = None,
    edges: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write each edge of SlotQueue to FILE, with whether it was seen and can be"
            " forced. By default edges are only counted.",
        ),
    ] = None,
    concurrent: Annotated[
        bool,
        typer.Option(
            "--concurrent",
            help="Keep several calls open at a time, which finds races. By default one call is"
            " open at a time.",
        ),
    ] = False,
    history: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="With --concurrent: write a run that fails to FILE as a slotq-history, for slotq"
            " check and slotq show. By default it is not kept.",
        ),
    ] = None,
    shrink_within: Annotated[
        float,
        typer.Option(min=0, max=_DAY, help="Most seconds for shrinking a run that fails."),
    ] = _DEFAULT.shrinking,
    json: Annotated[bool, typer.Option("--json", help="Print the report as one line of JSON.")] = (
        False
    ),
) -> None:
    """Drive an implementation over lines of JSON, and say whether it is a slot queue.

    Exit code 0: it conforms, or no fault was found. 1: it does not conform. 2: the program cannot
    be started or driven. 3: undecided.
    """
    waits = Patience(answer=answer_within, served=patience, start=start_within)
    if history is not None:
        require_writable(history)
    with ExitStack() as stack:
        sink = partial(_sink, stack, {})
        plan = Plan(
            size=Size(clients, dequeuers, tokens),
            seconds=seconds,
            examples=examples,
            patience=waits,
            run=() if run is None or concurrent else tuple(read_run(run)),
            shrinking=shrink_within,
            times=times,
            log=sink(log),
            edges=sink(edges),
        )
        shown = stack.enter_context(activity())
        shown.begin("driving")
        plan = replace(plan, tell=lambda text: shown.tell("driving", text))
        if concurrent:
            schedule = () if run is None else read_schedule(run)
            report, lines = drive_concurrently(command, plan, schedule)
            if history is not None and lines:
                write_whole(history, b"\n".join(lines) + b"\n")
        else:
            report = drive(command, plan)
    write(msgspec.json.encode(report).decode() + "\n" if json else render(report))
    raise typer.Exit(report.exit_code)


def _sink(stack: ExitStack, sinks: dict[Path, Sink], path: Path | None) -> Sink | None:
    # One for each path, written to until the stack ends.
    if path is not None and path not in sinks:
        sinks[path] = stack.enter_context(writing(path))
    return None if path is None else sinks[path]
