"""`slotq model counterexample`: what a model that is violated on purpose shows, step by step."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from slotq.cli.display import activity, output
from slotq.system.files import require_writable, write_whole
from slotq.tlc.run import run_tlc
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.counterexample import (
    Counterexample,
    CounterexampleError,
    changes,
    from_report,
    to_itf,
)
from slotq.verify.manifest import Expected, load_manifest
from slotq.verify.models import Folders, make_job


def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A model that is violated on purpose; slotq model list shows which are.",
        ),
    ],
    *,
    itf: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Also write the counterexample to FILE, in the Informal Trace Format. By default"
            " it is only printed.",
        ),
    ] = None,
) -> None:
    """Have TLC find the counterexample of a model, and show what each step changes."""
    model = load_manifest().find(name)
    if model.outcome is Expected.OK:
        message = f"{model.name} holds: slotq model list shows which models are violated"
        raise CounterexampleError(message)
    if itf is not None:
        require_writable(itf)
    with activity() as shown:
        shown.begin(model.name)
        run = run_tlc(find_toolchain(), make_job(model, Folders()))
    found = from_report(model.name, run.report)
    if itf is not None:
        write_whole(itf, to_itf(found))
    output().print(Text(model.claim), soft_wrap=True)
    if run.report.seed is not None:
        output().print(Text(in_random(run.report.seed)), soft_wrap=True)
    show_states(found)


def in_random(seed: int) -> str:
    """Say that a counterexample is that of a random behaviour."""
    return f"found in random behaviours, seed {seed}; there may be a shorter one"


def show_states(found: Counterexample) -> None:
    """Print a counterexample: each action, and what it changes."""
    table = Table("state", "action", "changes", box=None, pad_edge=False)
    before = found.states[0].variables
    for number, state in enumerate(found.states, 1):
        text = "\n".join(changes(before, state.variables))
        table.add_row(str(number), state.action, Text(text))
        before = state.variables
    if found.loop is not None:
        table.add_row("", found.closing, Text(f"back to state {found.loop + 1}"))
    output().print(table)
