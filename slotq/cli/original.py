"""`slotq original`: the original's own text under every schedule."""

from difflib import unified_diff
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from slotq.cli.display import activity, output
from slotq.original.driver import Driver
from slotq.original.parts import BOUNDS, require_bounds
from slotq.original.report import Report, differences, replay_table, table
from slotq.original.run import check_source, replay
from slotq.original.source import Source, read_source, version
from slotq.original.versions import differing
from slotq.original.workshop import Rewriting, Workshop, workshop
from slotq.system.terminal import printable_lines, write

_TAB = 4  # to read: it is no diff to be applied


def original(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="A checkout of the original, or its slots.go."),
    ],
    *,
    bound: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help=f"Compare at this bound only; may be repeated: {', '.join(BOUNDS)}.",
        ),
    ] = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="Print how the text is rewritten, and run nothing.")
    ] = False,
    schedule: Annotated[
        str | None,
        typer.Option(metavar="SCHEDULE", help="Run it under this schedule, at the one --bound."),
    ] = None,
) -> None:
    """Run the original's own text under every schedule, and compare it with the machine.

    Of several versions each is compared, and what differs between them is said.

    Exit code 0: it does what is specified. 1: it does something else. 2: it could not be run.
    """
    names = require_bounds(bound or ())
    if schedule is not None and len(names) != 1:
        message = "--schedule needs the one --bound that it is of"
        raise typer.BadParameter(message)
    sources = [read_source(path) for path in paths]
    with workshop() as made:
        rewritten = [(source, made.rewrite(source)) for source in sources]
        if diff:
            for source, rewriting in rewritten:
                write(printable_lines(_diff(source, rewriting)))
            return
        if schedule is not None:
            raise typer.Exit(max(_replay(made, each, names[0], schedule) for each in rewritten))
        raise typer.Exit(_compare(made, rewritten, names))


def _diff(source: Source, rewriting: Rewriting) -> str:
    before = source.text.decode("utf-8", "replace").splitlines(keepends=True)
    after = rewriting.text.splitlines(keepends=True)
    lines = unified_diff(before, after, str(source.path), "rewritten", n=0)
    return "".join(lines).expandtabs(_TAB)


def _replay(made: Workshop, rewritten: tuple[Source, Rewriting], name: str, schedule: str) -> int:
    with Driver(made.build(rewritten[1])) as driver:
        rows, finding = replay(driver, name, schedule)
    output().print(replay_table(rows))
    if finding:
        write(printable_lines(finding) + "\n")
    return 1 if finding else 0


def _compare(made: Workshop, rewritten: list[tuple[Source, Rewriting]], names: list[str]) -> int:
    reports = []
    for source, rewriting in rewritten:
        title = f"{source.path}: {version(rewriting.hash)}"
        with activity() as shown, Driver(made.build(rewriting)) as driver:
            shown.begin("walk")
            results = check_source(driver, names, lambda text: shown.tell("walk", text))
        report = Report(title, rewriting.rules or {}, results)
        reports.append(report)
        output().print(table(report), soft_wrap=True)
        write(printable_lines(differences(report)))
    for one, other in pairwise(rewritten):
        write(printable_lines(differing(one, other)))
    return max(report.exit_code for report in reports)
