"""`slotq model`: TLC on the models of the manifest, one after the other."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from slotq import cli_counterexample
from slotq.display import Activity, activity, output
from slotq.errors import SlotqError
from slotq.files import private_folder
from slotq.terminal import write
from slotq.tlc.report import Outcome, Progress
from slotq.tlc.run import Run, run_tlc
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.manifest import Model, Tier, load_manifest
from slotq.verify.models import Folders, check_model, coverage_rows, make_job

_CHUNK = 1 << 16

app = typer.Typer(help="Run TLC on the models of the manifest.", rich_markup_mode=None)
app.command("counterexample")(cli_counterexample.show)


class NotWholeError(SlotqError):
    """A model ended in a counterexample, so that it has no whole graph and no counts."""


Name = Annotated[str, typer.Argument(metavar="NAME", help="A model: see slotq model list.")]
Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="By default all.")]
Workers = Annotated[int, typer.Option(min=1, help="TLC's threads, for a model that holds.")]


@app.command("list")
def list_models() -> None:
    """List the models: what each shows, and what must come of it."""
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
    tier: Annotated[Tier, typer.Option(help="Which models, if none is named.")] = Tier.SMOKE,
    workers: Workers = 1,
) -> None:
    """Check models with TLC against what the manifest says of them.

    Exit code 0: all are as it says. 1: one is not.
    """
    manifest = load_manifest()
    models = [*map(manifest.find, names)] if names else manifest.select(tier)
    toolchain, console, good = find_toolchain(), output(), True
    with activity() as shown:
        for model in models:
            shown.begin(model.name)
            tell = _teller(shown, model.name)
            verdict = check_model(toolchain, model, workers=workers, on_progress=tell)
            shown.end(model.name)
            good = good and verdict.good
            console.print(Text(_line(model, verdict.run, good=verdict.good)), soft_wrap=True)
            for difference in verdict.differences:
                console.print(Text(f"  {difference}"), soft_wrap=True)
    raise typer.Exit(0 if good else 1)


@app.command()
def graph(
    name: Name,
    *,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Instead of stdout.")] = None,
) -> None:
    """Write the labelled state graph of a model that holds, in the language of Graphviz."""
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
    """Show how often each action of a model is taken, the least taken first.

    Exit code 0: each is taken, or has its reason not to be. 1: one is not.
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
        message = f"{model.name} is not explored to its end: {outcome}"
        if model.length is not None:
            message += f" slotq model counterexample {model.name} shows it"
        raise NotWholeError(message)
    return run


def _teller(shown: Activity, name: str) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        counts = f"{progress.distinct:,} states, {progress.queued:,} still to look at"
        shown.tell(name, f"{counts}, depth {progress.depth}")

    return tell


def _line(model: Model, run: Run | None, *, good: bool) -> str:
    verdict = "as expected" if good else "NOT AS EXPECTED"
    outcome = model.violates or model.outcome.value
    if run is None:
        return f"{model.name}: {verdict} ({outcome})"
    states = run.report.distinct or 0
    return f"{model.name}: {verdict} ({outcome}), {states:,} states, {run.seconds:.1f} s"
