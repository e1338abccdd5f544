"""`slotq model`: TLC on the models of the manifest, one after the other."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from slotq.cli import counterexample as cli_counterexample
from slotq.cli.display import Activity, activity, output
from slotq.errors import SlotqError
from slotq.system.files import private_folder
from slotq.system.terminal import printable_lines, write
from slotq.tlc.report import Outcome, Progress
from slotq.tlc.run import Run, run_tlc
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.claim import Verdict as Decided
from slotq.verify.claim import exit_code
from slotq.verify.manifest import Expected, Model, Tier, load_manifest
from slotq.verify.models import Folders, Verdict, check_model, coverage_rows, make_job

_CHUNK = 1 << 16

app = typer.Typer(
    help="List the models of the manifest, and run TLC on them.", rich_markup_mode=None
)
app.command("counterexample")(cli_counterexample.show)


class NotWholeError(SlotqError):
    """A model ended in a counterexample, so that it has no whole graph and no counts."""


Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="A model that holds; slotq model list shows the models."),
]
Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[NAME]...",
        help="The models to check; slotq model list shows them. By default those of the tier.",
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        min=1,
        help="Number of threads that TLC uses for a model that holds; a counterexample is always"
        " looked for by one.",
    ),
]


@app.command("list")
def list_models() -> None:
    """List the models: tier, expected outcome, number of states, and the claim of each."""
    table = Table("model", "tier", "outcome", box=None, header_style="bold", pad_edge=False)
    table.add_column("states", justify="right", no_wrap=True)
    table.add_column("claim")
    for model in load_manifest().model:
        outcome = model.violates or model.outcome.value
        states = model.distinct or model.length or 0
        table.add_row(model.name, model.tier.value, outcome, f"{states:,}", Text(model.claim))
    output().print(table)


@app.command()
def run(
    names: Names = None,
    *,
    tier: Annotated[
        Tier,
        typer.Option(
            help="Check the models of this tier and of those below it; without effect if models"
            " are named."
        ),
    ] = Tier.SMOKE,
    workers: Workers = 1,
) -> None:
    """Check models with TLC, and compare each outcome with the manifest.

    Exit code 0: all outcomes are as expected. 1: at least one differs. 2: none differs, but at
    least one is undecided.
    """
    manifest = load_manifest()
    models = [*map(manifest.find, names)] if names else manifest.select(tier)
    toolchain, console, found = find_toolchain(), output(), set[Decided]()
    with activity() as shown:
        for model in models:
            shown.begin(model.name)
            tell = _teller(shown, model.name)
            verdict: Verdict | Exception
            try:
                verdict = check_model(toolchain, model, workers=workers, on_progress=tell)
            except (SlotqError, OSError) as error:  # the others are still to be checked
                verdict = error
            shown.end(model.name)
            came = _judge(verdict)
            found.add(came)
            for line in _lines(model, verdict, came):
                console.print(Text(printable_lines(line)), soft_wrap=True)
    raise typer.Exit(exit_code(found))


@app.command()
def graph(
    name: Name,
    *,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the graph to FILE. By default it is printed."),
    ] = None,
) -> None:
    """Write the labelled state graph of a model that holds, in Graphviz's DOT language."""
    with private_folder("slotq-graph-") as folder:
        dump = folder / "graph.dot"
        _run_whole(load_manifest().find(name), dump=dump)
        if out is not None:
            shutil.copyfile(dump, out)
        else:
            with dump.open(encoding="utf-8") as stream:
                for lines in iter(lambda: stream.read(_CHUNK), ""):
                    write(lines)


@app.command()
def coverage(name: Name) -> None:
    """Show how often TLC takes each action of a model that holds, the rarest first.

    Exit code 0: each action is taken, or the manifest says why not. 1: an action is not taken.
    """
    model = load_manifest().find(name)
    rows = coverage_rows(_run_whole(model).report)
    table = Table("action", box=None, header_style="bold", pad_edge=False)
    table.add_column("taken", justify="right")
    table.add_column("to new states", justify="right")
    table.add_column("reason")
    for action, counted in rows.items():
        reason = Text(model.untaken.get(action, ""))
        table.add_row(action, f"{counted.generated:,}", f"{counted.distinct:,}", reason)
    output().print(table)
    untaken = {action for action, counted in rows.items() if not counted.generated}
    raise typer.Exit(1 if not rows or untaken - model.untaken.keys() else 0)


def _run_whole(model: Model, dump: Path | None = None) -> Run:
    """Run a model that must hold, with the count of its actions."""
    job = replace(make_job(model, Folders()), coverage=True, dump=dump)
    with activity() as shown:
        shown.begin(model.name)
        run = run_tlc(find_toolchain(), job, _teller(shown, model.name))
    if run.report.outcome is not Outcome.OK:
        outcome = f"{run.report.outcome.value}: {run.report.message}"
        message = f"{model.name} has no complete state graph: {outcome}"
        if model.length is not None:
            message += f" slotq model counterexample {model.name} shows it"
        raise NotWholeError(message)
    return run


def _teller(shown: Activity, name: str) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        counts = f"{progress.distinct:,} states, {progress.queued:,} left to explore"
        shown.tell(name, f"{counts}, depth {progress.depth}")

    return tell


def _judge(verdict: Verdict | Exception) -> Decided:
    if isinstance(verdict, Exception):
        return Decided.UNDECIDED
    return Decided.HOLDS if verdict.good else Decided.REFUTED


def _lines(model: Model, verdict: Verdict | Exception, came: Decided) -> Iterator[str]:
    outcome = model.violates or model.outcome.value
    word = came.value
    if came is Decided.HOLDS:
        word = "as expected" if model.outcome is Expected.OK else "refuted, as claimed"
    line = f"{model.name}: {word} ({outcome})"
    if isinstance(verdict, Exception):
        yield line
        yield f"  {verdict}"
        return
    if (run := verdict.run) is not None:
        line += f", {run.report.distinct or 0:,} states, {run.seconds:.1f} s"
    yield line
    for difference in verdict.differences:
        yield f"  {difference}"
