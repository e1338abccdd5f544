"""`slotq check`: verdicts on logs of other implementations."""

import sys
from typing import Annotated

import msgspec
import typer

from slotq.cli.display import activity
from slotq.cli.options import AnyIds, Budget, Seconds, ServedWithin
from slotq.formats.errors import InputError, plain
from slotq.oracle.check.judge_files import Result, check_files, exit_code
from slotq.oracle.history.witness import MOST_LINES
from slotq.oracle.second_opinion import agreement
from slotq.oracle.verdict.budget import SECONDS, STATES
from slotq.oracle.verdict.verdict import as_json, render
from slotq.system.terminal import complain, write
from slotq.tlc.toolchain import Toolchain, find_toolchain


def check(  # noqa: PLR0913  # one option each
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Logs to judge: slotq-trace or slotq-history, also gzipped; - is standard input.",
        ),
    ],
    *,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Reject a log that has lines which are not judged. By default they are counted.",
        ),
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print each verdict as one line of JSON.")
    ] = False,
    served_within: ServedWithin = None,
    any_ids: AnyIds = False,
    budget: Budget = STATES,
    seconds: Seconds = SECONDS,
    witness: Annotated[
        bool,
        typer.Option(
            "--witness",
            help="For each accepted history, also print an order of effects (a linearization) that"
            f" explains it, unless it has more than {MOST_LINES:,} lines or --any-ids is given.",
        ),
    ] = False,
    tlc: Annotated[
        bool,
        typer.Option(
            "--tlc",
            help="Have TLC check each trace as well; the log is undecided if the two disagree.",
        ),
    ] = False,
) -> None:
    """Judge logs of another implementation against the specification.

    Exit code 0: accepted. 1: rejected. 2: input that cannot be used. 3: undecided, or TLC and the
    oracle disagree. For several files the most severe: 2, then 1, then 3, then 0.
    """
    toolchain = find_toolchain() if tlc else None
    results = []
    judged = check_files(
        files,
        strict=strict,
        served_within=served_within,
        ids_in_order=not any_ids,
        budget=budget,
        seconds=seconds,
        excerpt=True,
        witness=witness,
    )
    for file, result in zip(files, judged, strict=True):
        said = None if toolchain is None else _ask_tlc(file, result, toolchain)
        if json:
            opinion = {} if said is None else {"tlc": said}
            write(msgspec.json.encode(as_json(result) | opinion).decode() + "\n")
        elif isinstance(result, InputError):
            sys.stderr.write(render(result))
        else:
            write(render(result) + ("" if said is None else agreement.render(said)))
        if said is not None and said.is_trouble:
            complain(f"{plain(file)}: TLC {said.outcome}: {said.reason}")
        results.append(result if said is None else agreement.together(result, said))
    raise typer.Exit(exit_code(results))


def _ask_tlc(file: str, result: Result, toolchain: Toolchain) -> agreement.Agreement:
    with activity() as shown:
        shown.begin("TLC")

        def on_progress(followed: int, lines: int) -> None:
            shown.tell("TLC", f"{followed:,} of {lines:,} lines of {plain(file)}")

        return agreement.agree(file, result, toolchain, on_progress)
