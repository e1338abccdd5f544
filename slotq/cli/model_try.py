"""`slotq model try`: a model with bounds of the reader's own, and what TLC finds."""

from typing import Annotated

import typer
from rich.text import Text

from slotq.cli.counterexample import in_random, show_states
from slotq.cli.display import activity, output
from slotq.specification.sentences import in_words
from slotq.system.terminal import printable_lines
from slotq.tlc.report import Outcome, Progress, Report
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.counterexample import from_report
from slotq.verify.manifest import Walks, load_manifest
from slotq.verify.models import Folders
from slotq.verify.trial import Trial, TrialError, make_trial, run_trial


def try_model(
    model: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE.cfg",
            help="A model whose bounds are changed (slotq model list shows them), or a"
            " configuration of your own.",
        ),
    ],
    constants: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CONSTANT=VALUE",
            help="Other values of its constants: Dequeuers=1, 'Failing={container1}',"
            " Later=TRUE. A number stands for so many processes or tokens. By default they stay as"
            " they are.",
        ),
    ] = None,
    *,
    module: Annotated[
        str | None,
        typer.Option(
            metavar="MODULE",
            help="The module that FILE.cfg configures, such as MCCallers. By default that of the"
            " model of the same name.",
        ),
    ] = None,
    seconds: Annotated[
        int, typer.Option(min=1, max=86_400, help="How long to search, in seconds.")
    ] = 300,
) -> None:
    """Run a model with bounds of your own, and say what is found, whatever was expected.

    A model that tries random behaviours does so with other bounds, too.

    Exit code 0: all that is checked holds, or random behaviours violate nothing. 1: something is
    refuted, and the counterexample is shown. 2: there is no answer.
    """
    folders = Folders()
    trial = make_trial(model, constants or [], load_manifest(), folders, module)
    with activity() as shown:
        shown.begin(trial.name)

        def tell(progress: Progress) -> None:
            shown.tell(trial.name, f"{progress.distinct:,} states, depth {progress.depth}")

        report = run_trial(find_toolchain(), trial, folders, seconds, tell).report
    if report.outcome is Outcome.ASSUMPTION:
        message = f"{trial.name} is not for these constants: {report.message}"
        raise TrialError(message)
    _say(f"{trial.name} with {trial.bounds}")
    if report.outcome is Outcome.OK:
        _say(f"holds: {_checked(trial)}")
        _say(f"{report.distinct or 0:,} states, which are all, {report.depth or 0} deep")
        return
    if report.outcome is Outcome.SAMPLED and trial.walks is not None:
        _say(f"no violation found: {_checked(trial)}")
        _say(walked(report, trial.walks))
        return
    _say(_refuted(trial, report))
    if report.seed is not None:
        _say(in_random(report.seed))
    elif report.distinct is not None:
        _say(f"{report.distinct:,} states were found until then")
    if report.trace is not None:
        show_states(from_report(trial.name, report))
    raise typer.Exit(1)


def walked(report: Report, walks: Walks) -> str:
    """Say how much was tried at random."""
    states = f"{report.generated or 0:,} states"
    return f"{states} of {walks.number:,} random behaviours, seed {report.seed}"


def _checked(trial: Trial) -> str:
    names = [*trial.invariants, *trial.properties, *["no deadlock"] * trial.deadlock]
    return ", ".join(names) or "nothing was checked"


def _refuted(trial: Trial, report: Report) -> str:
    """Say what is refuted, where TLC names it or there is only one such property."""
    named = report.violated
    if named not in (*trial.invariants, *trial.properties):
        named = trial.properties[0] if len(trial.properties) == 1 else None
    if report.outcome is Outcome.DEADLOCK:
        return "refuted: nobody can move, and the model may not end so"
    if named is None:
        return f"refuted: {report.outcome.value}: {report.message}"
    (line,) = in_words([named])
    return f"refuted: {line}"


def _say(line: str) -> None:
    output().print(Text(printable_lines(line)), soft_wrap=True)
