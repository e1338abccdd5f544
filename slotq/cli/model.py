"""`slotq model`: TLC on the models of the manifest, one after the other."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from slotq.cli import counterexample as cli_counterexample
from slotq.cli import model_run as cli_model_run
from slotq.cli import model_try as cli_model_try
from slotq.cli.display import activity, output
from slotq.cli.model_run import teller
from slotq.cli.model_try import walked
from slotq.errors import SlotqError
from slotq.system.files import private_folder
from slotq.system.terminal import write
from slotq.tlc.command import pasted
from slotq.tlc.report import Outcome
from slotq.tlc.run import Run, run_tlc
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.manifest import Expected, Model, load_manifest
from slotq.verify.models import Folders, coverage_rows, make_job

_CHUNK = 1 << 16

app = typer.Typer(
    help="List the models of the manifest, run TLC on them, and try bounds of your own.",
    rich_markup_mode=None,
)
app.command("counterexample")(cli_counterexample.show)
app.command("run")(cli_model_run.run)
app.command("try")(cli_model_try.try_model)


class NotWholeError(SlotqError):
    """A model ended in a counterexample, so that it has no whole graph and no counts."""


Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="A model that holds; slotq model list shows the models."),
]

AnyName = Annotated[
    str, typer.Argument(metavar="NAME", help="A model; slotq model list shows the models.")
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
        count = f"{states:,}" if states else ""  # of random behaviours nobody counts them
        table.add_row(model.name, model.tier.value, outcome, count, Text(model.claim))
    output().print(table)


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
        model = load_manifest().find(name)
        if model.walks is not None:
            message = f"{name} tries random behaviours, which are no complete state graph"
            raise NotWholeError(message)
        _run_whole(model, dump=dump)
        if out is not None:
            shutil.copyfile(dump, out)
        else:
            with dump.open(encoding="utf-8") as stream:
                for lines in iter(lambda: stream.read(_CHUNK), ""):
                    write(lines)


@app.command()
def command(name: AnyName) -> None:
    """Print the line for a shell that runs TLC on a model without slotq.

    TLC's temporary files are in a new folder, which stays.
    """
    model = load_manifest().find(name)
    write(f"{pasted(find_toolchain(), make_job(model, Folders()))}\n")


@app.command()
def coverage(name: Name) -> None:
    """Show how often TLC takes each action of a model that holds, the rarest first.

    Of a model that tries random behaviours, the actions of these are counted.

    Exit code 0: each action is taken, or the manifest says why not. 1: an action is not taken.
    """
    model = load_manifest().find(name)
    report = _run_whole(model).report
    rows = coverage_rows(report)
    table = Table("action", box=None, header_style="bold", pad_edge=False)
    table.add_column("taken", justify="right")
    if model.walks is None:
        table.add_column("to new states", justify="right")
    table.add_column("reason")
    for action, counted in rows.items():
        new = [f"{counted.distinct:,}"] * (model.walks is None)
        reason = Text(model.untaken.get(action, ""))
        table.add_row(action, f"{counted.generated:,}", *new, reason)
    output().print(table)
    if model.walks is not None:
        output().print(Text(walked(report, model.walks)))
    untaken = {action for action, counted in rows.items() if not counted.generated}
    raise typer.Exit(1 if not rows or untaken - model.untaken.keys() else 0)


def _run_whole(model: Model, dump: Path | None = None) -> Run:
    """Run a model that must hold, with the count of its actions."""
    job = replace(make_job(model, Folders()), coverage=True, dump=dump)
    with activity() as shown:
        shown.begin(model.name)
        run = run_tlc(find_toolchain(), job, teller(shown, model.name))
    if run.report.outcome not in {Outcome.OK, Outcome.SAMPLED}:
        outcome = f"{run.report.outcome.value}: {run.report.message}"
        message = f"{model.name} has no complete state graph: {outcome}"
        if model.outcome is not Expected.OK:
            message += f" slotq model counterexample {model.name} shows it"
        raise NotWholeError(message)
    return run
