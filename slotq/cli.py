"""The command line: it knows all the tools, and none of them knows it.

Exit codes: 0 for yes, 1 for no, 2 where there is no answer, for which one line on standard error
gives the reason. A signal ends the process by way of an exception, so that what it has started ends
first.
"""

import os
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import msgspec
import typer
from rich.table import Table
from rich.text import Text

from slotq import (
    __version__,
    cli_codes,
    cli_conform,
    cli_eval,
    cli_generate,
    cli_model,
    cli_replay,
    cli_schema,
    cli_show,
)
from slotq.errors import SlotqError
from slotq.oracle import agreement
from slotq.oracle.check import Result as Judged
from slotq.oracle.check import check_files, exit_code
from slotq.oracle.errors import InputError, plain
from slotq.oracle.possible import BUDGET
from slotq.oracle.verdict import as_json, render
from slotq.terminal import activity, output, write
from slotq.tlc.doctor import examine
from slotq.tlc.toolchain import Toolchain, find_toolchain
from slotq.verify.claim import Claim, Result
from slotq.verify.claims import all_claims, choose
from slotq.verify.manifest import Tier, load_manifest
from slotq.verify.report import Verification, print_report, write_json
from slotq.verify.run import check_claims

CANNOT = 2
_MOST_JOBS = 8
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class _Settings:
    """Options that every command has."""

    debug: bool = False


app = typer.Typer(name="slotq", add_completion=False, rich_markup_mode=None)
app.add_typer(cli_model.app, name="model")
app.add_typer(cli_generate.app, name="generate")


def main(arguments: list[str]) -> int:
    """Run a command, and say with which code to exit."""
    for number in _ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    if sys.stdin is None or sys.stdout is None:  # the next file that is opened would take its place
        return _complain("standard input and output must be open: /dev/null is none")
    settings = _Settings()
    try:
        code = app(arguments or ["--help"], standalone_mode=False, obj=settings)
    except typer.TyperException as error:
        return _complain(f"{error.format_message().rstrip('.')}. Try {_help_on(error)}.")
    except Exception as error:  # noqa: BLE001  # one line, whatever it is
        if settings.debug:
            traceback.print_exc()
        return _complain(_in_a_line(error))
    return int(code or 0)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    raise SystemExit(128 + number)


def _help_on(error: typer.TyperException) -> str:
    context, words = getattr(error, "ctx", None), ["--help"]
    while context is not None and context.parent is not None:
        words.insert(0, context.info_name)
        context = context.parent
    return " ".join(["slotq", *words])


def _in_a_line(error: Exception) -> str:
    if isinstance(error, SlotqError):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return f"{type(error).__name__}: {error}; slotq --debug shows where it comes from"


def _complain(message: str) -> int:
    line = " ".join(message.split())
    print("slotq:", line, file=sys.stderr)  # noqa: T201  # rich would wrap it
    return CANNOT


def _show_version(asked: bool) -> None:  # noqa: FBT001  # typer calls it so
    if asked:
        output().print(Text(f"slotq {__version__}"))
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """A serverless agent's hot-slot queue: specified, implemented, shown to be the same."""
    context.obj.debug = debug


def _jobs() -> int:
    # One more than there are cores, because TLC pauses now and then; not many, for its memory.
    return min((os.cpu_count() or 1) + 1, _MOST_JOBS)


@app.command()
def verify(
    context: typer.Context,
    *,
    tier: Annotated[Tier, typer.Option(help="How much to check.")] = Tier.SMOKE,
    json: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the table there, for machines.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="CLAIM", help="Check this claim; may be repeated.")
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(min=1, default_factory=_jobs, help="How many claims to check at a time."),
    ],
) -> None:
    """Check every claim of the project, and print the evidence.

    Exit code 0: all claims hold. 1: one falls. 2: one could not be decided.
    """
    begin = time.monotonic()
    toolchain = find_toolchain()
    every = all_claims(load_manifest(), toolchain)
    claims = choose(every, tier, only or ())
    further = {claim.tier for claim in every if not tier.includes(claim.tier)}
    if json is not None:
        json.open("a").close()  # what cannot be written should be known before the work, not after
    with activity() as shown:
        undecided = len(claims)
        shown.begin("claims")

        def on_result(claim: Claim, result: Result) -> None:
            nonlocal undecided
            del result
            undecided -= 1
            shown.end(claim.name)
            shown.tell("claims", f"{undecided} of {len(claims)} still to check")

        results = check_claims(
            claims, jobs, on_start=lambda claim: shown.begin(claim.name), on_result=on_result
        )
    verification = Verification(
        tier=tier,
        next_tier=next((tier for tier in Tier if tier in further), None),
        toolchain=toolchain,
        claims=claims,
        results=results,
        seconds=time.monotonic() - begin,
    )
    if json is not None:
        with json.open("w", encoding="utf-8") as stream:
            write_json(verification, stream)
    print_report(verification, output(), debug=context.obj.debug)
    raise typer.Exit(verification.exit_code)


@app.command()
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
            help="Reject a history in which a client waits longer than that beside a free token.",
        ),
    ] = None,
    any_ids: Annotated[
        bool,
        typer.Option("--any-ids", help="Ids of a history are not in the order of queueing."),
    ] = False,
    budget: Annotated[
        int,
        typer.Option(min=1, help="How many states a trace may be in whose steps are not all seen."),
    ] = BUDGET,
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
        excerpt=True,
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
            _complain(f"{plain(file)}: TLC {said.outcome}: {said.reason}")
        results.append(result if said is None else agreement.together(result, said))
    raise typer.Exit(exit_code(results))


def _ask_tlc(file: str, result: Judged, toolchain: Toolchain) -> agreement.Agreement:
    with activity() as shown:
        shown.begin("TLC")

        def on_progress(followed: int, lines: int) -> None:
            shown.tell("TLC", f"{followed:,} of {lines:,} lines of {plain(file)}")

        return agreement.agree(file, result, toolchain, on_progress)


@app.command()
def doctor() -> None:
    """Say which tools were found, and what is missing.

    Exit code 0: slotq verify can run. 2: it cannot.
    """
    findings = examine()
    table = Table("item", "found", box=None, header_style="bold", pad_edge=False)
    table.add_row("slotq", Text(f"{__version__}, {Path(__file__).parent}"))
    table.add_row("Python", Text(f"{sys.version.partition(' ')[0]}, {sys.executable}"))
    for finding in findings:
        table.add_row(finding.item, Text(finding.found, "" if finding.good else "bold red"))
    output().print(table)
    raise typer.Exit(0 if all(finding.good for finding in findings) else CANNOT)


app.command("eval")(cli_eval.evaluate)
app.command()(cli_replay.replay)
app.command()(cli_codes.codes)
app.command()(cli_conform.conform)
app.command()(cli_show.show)
app.command()(cli_schema.schema)
