"""`slotq model run`: TLC on models, with its own options if they are given."""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

import typer
from rich.text import Text

from slotq.cli.display import Activity, activity, output
from slotq.cli.model_distributed import run_distributed
from slotq.errors import SlotqError
from slotq.system.terminal import printable_lines
from slotq.tlc.distributed import LOOPBACK, Place
from slotq.tlc.errors import JobError
from slotq.tlc.options import OptionError, Passed, read_options
from slotq.tlc.report import Outcome, Progress, Report
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.claim import Verdict as Decided
from slotq.verify.claim import exit_code
from slotq.verify.distributed import require_invariants
from slotq.verify.manifest import Expected, Model, Tier, load_manifest
from slotq.verify.models import Verdict, check_model

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


def run(  # noqa: PLR0913  # each is an option
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
    distributed: Annotated[
        bool,
        typer.Option(
            "--distributed",
            help="Let TLC's server distribute the search to worker processes: as many as --workers"
            " says on this machine, and others that join. Needs a JDK.",
        ),
    ] = False,
    address: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="The address of this machine at which the server listens; workers of other hosts"
            " can join at any but the default, which is loopback.",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="The port at which the server listens. By default any free one."
        ),
    ] = None,
) -> None:
    """Check models with TLC, and compare each outcome with the manifest.

    Options of TLC may follow a NAME and --, as in: slotq model run General_2x2x1 -- -simulate
    num=1000 -depth 50. Those that would change what is checked, or how the verdict is read, are
    refused. The heap of Java is -J-Xmx8g.

    Exit code 0: all outcomes are as expected. 1: at least one differs. 2: none differs, but at
    least one is undecided.
    """
    manifest = load_manifest()
    named, passed = _parted(names or [])
    models = [*map(manifest.find, named)] if named else manifest.select(tier)
    for option, given in (("--address", address), ("--port", port)):
        if given is not None and not distributed:
            message = f"{option} is only for --distributed"
            raise JobError(message)
    _require_possible(models, named, passed, distributed=distributed)
    toolchain, console, found = find_toolchain(), output(), set[Decided]()
    with activity() as shown:
        for model in models:
            shown.begin(model.name)
            tell = teller(shown, model.name)
            verdict: Verdict | Exception
            by = ""
            try:
                if distributed:
                    place = Place(address or LOOPBACK, port or 0)
                    verdict, by = run_distributed(toolchain, model, workers, place, tell)
                else:
                    verdict = check_model(
                        toolchain, model, workers=workers, passed=passed, on_progress=tell
                    )
            except (SlotqError, OSError) as error:  # the others are still to be checked
                verdict = error
            shown.end(model.name)
            came = _judge(verdict)
            found.add(came)
            for line in _lines(model, verdict, came, by):
                console.print(Text(printable_lines(line)), soft_wrap=True)
    raise typer.Exit(exit_code(found))


def teller(shown: Activity, name: str) -> Callable[[Progress], None]:
    """Make what shows TLC's progress on a model."""

    def tell(progress: Progress) -> None:
        counts = f"{progress.distinct:,} states, {progress.queued:,} left to explore"
        shown.tell(name, f"{counts}, depth {progress.depth}")

    return tell


def _judge(verdict: Verdict | Exception) -> Decided:
    if isinstance(verdict, Exception):
        return Decided.UNDECIDED
    return Decided.HOLDS if verdict.good else Decided.REFUTED


def _lines(model: Model, verdict: Verdict | Exception, came: Decided, by: str) -> Iterator[str]:
    outcome = model.violates or model.outcome.value
    word = came.value
    if came is Decided.HOLDS:
        word = "as expected" if model.outcome is Expected.OK else "refuted, as claimed"
        if _is_sampled(verdict):
            word = "no violation found"
    line = f"{model.name}: {word} ({outcome})"
    if isinstance(verdict, Exception):
        yield line
        yield f"  {verdict}"
        return
    if (run := verdict.run) is not None:
        line += f", {by}" if by else f", {_counts(run.report)}, {run.seconds:.1f} s"
    yield line
    for difference in verdict.differences:
        yield f"  {difference}"


def _require_possible(
    models: Sequence[Model], named: Sequence[str], passed: Passed, *, distributed: bool
) -> None:
    """See before the work that what was asked for can be done.

    Raises:
        JobError: It cannot.
    """
    for model in models:
        if model.walks is not None and passed.tlc:
            message = (
                f"{model.name} tries random behaviours as its row says: of options only Java's,"
                " after -J, are passed on"
            )
            raise JobError(message)
    if not distributed:
        return
    if not named:
        message = "--distributed needs a model: slotq model run NAME --distributed"
        raise JobError(message)
    if passed != Passed():
        message = "--distributed passes no options of TLC on"
        raise JobError(message)
    for model in models:
        require_invariants(model)


def _is_sampled(verdict: Verdict | Exception) -> bool:
    run = None if isinstance(verdict, Exception) else verdict.run
    return run is not None and run.report.outcome is Outcome.SAMPLED


def _counts(report: Report) -> str:
    if report.seed is not None:
        return f"{report.generated or 0:,} states of random behaviours, seed {report.seed}"
    counts = f"{report.distinct or 0:,} states"
    return f"{counts}, {report.violations:,} violations" if report.violations > 1 else counts


def _parted(words: list[str]) -> tuple[list[str], Passed]:
    """Part the names from TLC's options, which begin with a minus."""
    count = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
    if count == 0 and words:
        message = "options of TLC need a model: slotq model run NAME -- OPTION..."
        raise OptionError(message)
    return words[:count], read_options(words[count:])
