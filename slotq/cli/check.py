"""`slotq check`: verdicts on logs of other implementations."""

import sys
from typing import Annotated

import msgspec
import typer

from slotq.cli.display import activity
from slotq.formats.errors import InputError, plain
from slotq.oracle.check.judge_files import Result, check_files, exit_code
from slotq.oracle.history.witness import MOST_LINES
from slotq.oracle.second_opinion import agreement
from slotq.oracle.verdict.budget import SECONDS, STATES
from slotq.oracle.verdict.verdict import as_json, render
from slotq.system.terminal import complain, write
from slotq.tlc.toolchain import Toolchain, find_toolchain


def check(  # noqa: PLR0913  # one option each
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Logs; - is stdin.")],
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Reject what is not judged.")] = False,
    json: Annotated[bool, typer.Option("--json", help="A line of JSON for each file.")] = False,
    served_within: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0,
            max=1e9,
            help="Reject a history in which a client waits longer than that beside a free token.",
        ),
    ] = None,
    any_ids: Annotated[
        bool,
        typer.Option("--any-ids", help="Ids of a history are not in the order of queueing."),
    ] = False,
    budget: Annotated[
        int,
        typer.Option(
            metavar="STATES",
            min=1,
            max=10**9,
            help="Most candidate states to keep for a log that leaves something open; a log that"
            " needs more is undecided.",
        ),
    ] = STATES,
    seconds: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0,
            max=1e9,
            help="Most processor time to spend on the search for a verdict on one log; a log that"
            " needs more is undecided.",
        ),
    ] = SECONDS,
    witness: Annotated[
        bool,
        typer.Option(
            "--witness",
            help="For an accepted history, print an order of effects that explains it; not if it"
            f" has more than {MOST_LINES:,} lines, and not with --any-ids. Changes nothing for"
            " traces, and for what is not accepted.",
        ),
    ] = False,
    tlc: Annotated[
        bool, typer.Option("--tlc", help="Let TLC judge traces too; both must agree.")
    ] = False,
) -> None:
    """Judge logs of another implementation against the specification.

    Exit code 0: accepted. 1: rejected. 2: input that cannot be used. 3: undecided, or TLC and the
    oracle disagree. Of several files the worst: 2 before 1 before 3 before 0.
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
