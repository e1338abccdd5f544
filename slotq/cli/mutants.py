"""`slotq mutants`: single changes of the project, and what notices each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from slotq.cli.display import activity, output
from slotq.errors import SlotqError
from slotq.mutants.arguments import Argument, arguments
from slotq.mutants.catalogue import all_mutants, find
from slotq.mutants.many import run_many
from slotq.mutants.mutant import Mutant, Part
from slotq.mutants.noticed import TABLE as NOTICED
from slotq.mutants.noticed import Noticed, check_of, noticed, noticed_by
from slotq.mutants.noticed import as_toml as noticed_as_toml
from slotq.mutants.results import add_result, outcome_of, read_results, result
from slotq.mutants.run import Fate, Outcome, project, workshop
from slotq.mutants.scores import TABLE, Score, as_toml, hashes, kept, known, missing, score
from slotq.mutants.scores import stale as stale_files
from slotq.mutants.texts import text_of
from slotq.system.files import require_writable, write_whole
from slotq.system.terminal import printable_lines, write
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.claim import Verdict
from slotq.verify.claims import all_claims
from slotq.verify.manifest import load_manifest

_RESULTS = Path("mutants.ndjson")
_JOBS = 2

app = typer.Typer(
    help="List single changes of the project, and run them: what notices each?",
    rich_markup_mode=None,
)
Of = Annotated[
    Part | None,
    typer.Option("--of", help="Only changes of this part. By default those of all parts."),
]


class NothingChosenError(SlotqError):
    """It was not said which mutants to run."""


@app.command("list")
def list_mutants(*, of: Of = None) -> None:
    """List the mutants: the name of each, what is wrong with it, and what has noticed it."""
    root, toolchain = project(), find_toolchain()
    mutants = all_mutants(root, toolchain, of)
    files = known(kept(), hashes(root))
    current = {file: checks for file, checks in noticed().items() if file in files}
    bounds = {each.name: each.bound for each in all_claims(load_manifest(), toolchain)}
    argued = arguments()
    for mutant in mutants:
        said = _said_of(mutant, current, bounds, argued)
        write(printable_lines(f"{mutant.name}: {mutant.change.what} ({said})") + "\n")
    counts = Counter(mutant.part.value for mutant in mutants)
    said = ", ".join(f"{number} of {part}" for part, number in counts.items())
    write(f"{len(mutants)} mutants: {said}\n")


def _said_of(
    mutant: Mutant,
    current: Mapping[str, Noticed],
    bounds: Mapping[str, str],
    argued: Mapping[str, Argument],
) -> str:
    """What has noticed a mutant, at which bound."""
    check = check_of(mutant, current)
    if check is not None:
        bound = bounds.get(check)
        return f"noticed by {check}: {bound}" if bound else f"noticed by {check}"
    if mutant.digest in argued:
        return f"equivalent: {argued[mutant.digest].why}"
    return f"not run yet; first check {mutant.checks[0]}"


@app.command()
def run(  # noqa: PLR0913  # each is an option
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="One mutant; slotq mutants list shows the names."),
    ] = None,
    *,
    of: Of = None,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="Run the mutants of this file of the project."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Run the mutants of all parts.")] = False,
    stale: Annotated[
        bool,
        typer.Option("--stale", help="Run the mutants of files whose score is stale or missing."),
    ] = False,
    results: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Add each outcome to FILE, and leave out what FILE has already.",
        ),
    ] = _RESULTS,
    save: Annotated[
        bool,
        typer.Option(
            "--write",
            help=f"Write what is decided of whole files to slotq/mutants: {TABLE}, {NOTICED}.",
        ),
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Number of mutants to run at a time.")] = _JOBS,
) -> None:
    """Run mutants in copies of the project, and say what notices each.

    Exit code 0: each is noticed, or there is an argument why it cannot be. 1: one survives.
    """
    root, toolchain = project(), find_toolchain()
    if name is not None:
        raise typer.Exit(_show(root, find(root, toolchain, name)))
    if not (every or of or stale or file):
        message = "name a mutant, or say --of PART, --file FILE, --stale or --all"
        raise NothingChosenError(message)
    mutants = [each for each in all_mutants(root, toolchain, of) if file in {None, each.file}]
    if not mutants:
        message = f"no mutant is one of {file}: slotq mutants list shows all"
        raise NothingChosenError(message)
    if stale:
        files = {*stale_files(kept(), hashes(root)), *missing(kept(), hashes(root))}
        mutants = [mutant for mutant in mutants if mutant.file in files]
    require_appendable(results)
    outcomes = _run(root, mutants, results, jobs)
    argued = arguments()
    scores = dict(_scores(root, mutants, outcomes, argued))
    _print(scores)
    survivors = [
        mutant
        for mutant in mutants
        if outcomes[mutant.name].fate is Fate.SURVIVED and mutant.digest not in argued
    ]
    for mutant in survivors:
        write(f"survived: {mutant.name} ({mutant.digest}): {mutant.change.what}\n")
    if save:
        _keep(root, mutants, outcomes, scores)
    raise typer.Exit(1 if survivors else 0)


def _keep(
    root: Path,
    mutants: Sequence[Mutant],
    outcomes: Mapping[str, Outcome],
    scores: Mapping[str, Score],
) -> None:
    """Write down the scores of files, and what has noticed their mutants."""
    now, folder = hashes(root), root / "slotq" / "mutants"
    whole = {file: each for file, each in {**kept(), **scores}.items() if file in now}
    by_check = noticed()
    for file in scores:
        of_file = [mutant for mutant in mutants if mutant.file == file]
        by_check[file] = noticed_by(of_file, outcomes)
    write_whole(folder / TABLE, as_toml(whole))
    write_whole(
        folder / NOTICED,
        noticed_as_toml({file: each for file, each in by_check.items() if file in whole}),
    )


def require_appendable(path: Path) -> None:
    """Find out before long work whether results can be added to a file.

    Raises:
        FileError: They cannot.
    """
    read_results(path)
    if not path.exists():
        require_writable(path)


def _run(root: Path, mutants: Sequence[Mutant], path: Path, jobs: int) -> dict[str, Outcome]:
    """Run what is not decided yet, and give all outcomes."""
    texts = {file: text_of(root, file) for file in {each.file for each in mutants}}
    before = read_results(path)
    outcomes = {
        mutant.name: outcome
        for mutant in mutants
        if (outcome := outcome_of(mutant, texts[mutant.file], before))
    }
    pending = [mutant for mutant in mutants if mutant.name not in outcomes]
    with activity() as shown:

        def on_outcome(mutant: Mutant, outcome: Outcome) -> None:
            add_result(path, result(mutant, texts[mutant.file], outcome))
            outcomes[mutant.name] = outcome
            shown.tell("mutants", f"{len(mutants) - len(outcomes)} of {len(mutants)} left")

        shown.begin("mutants")
        run_many(root, pending, jobs, on_outcome)
    return outcomes


def _scores(
    root: Path,
    mutants: Sequence[Mutant],
    outcomes: Mapping[str, Outcome],
    argued: Mapping[str, Argument],
) -> Iterator[tuple[str, Score]]:
    now = hashes(root)
    of_files: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        of_files.setdefault(mutant.file, []).append(mutant)
    for file, those in of_files.items():
        counted = score(those[0].part, now[file], those, outcomes, argued)
        if counted is not None:
            yield file, counted


def _print(scores: Mapping[str, Score]) -> None:
    links = sorted({link for each in scores.values() for link in each.caught})
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("file", no_wrap=True)
    columns = ("mutants", "noticed", *links, "errors", "equivalent", "survived")
    for title in columns:
        table.add_column(title, justify="right")
    for file, each in scores.items():
        by_link = [each.caught.get(link, 0) for link in links]
        row = (each.mutants, each.noticed, *by_link, each.errors, each.equivalent, each.survived)
        table.add_row(file, *(str(number) for number in row))
    output().print(table)


def _difference(root: Path, mutant: Mutant) -> str:
    """The change, line by line; of a wrong version that models/faults has, its configuration."""
    if mutant.is_fault:
        return text_of(root, f"models/{load_manifest().find(mutant.name).cfg}")
    text = text_of(root, mutant.file)
    lines = unified_diff(
        text.splitlines(keepends=True),
        mutant.applied(text).splitlines(keepends=True),
        mutant.file,
        mutant.file,
        n=2,
    )
    return "".join(lines)


def _show(root: Path, mutant: Mutant) -> int:
    """Show one mutant and what becomes of it."""
    write(printable_lines(f"{mutant.name}: {mutant.change.what}\n\n{_difference(root, mutant)}\n"))
    with workshop(root) as place:
        verdicts = set()
        for line in place.every_check(mutant):
            message = line.message.split("\n", 1)[0]
            write(
                printable_lines(": ".join(filter(None, (f"{line.check} {line.verdict}", message))))
            )
            write("\n")
            verdicts.add(line.verdict)
    all_hold = verdicts == {Verdict.HOLDS.value}
    if mutant.is_fault:  # what is claimed of it is that it is refuted
        return 0 if all_hold else 1
    if not all_hold:
        return 0
    argument = arguments().get(mutant.digest)
    if argument is None:
        write("Nothing has noticed it.\n")
        return 1
    write(f"Nothing can notice it: {argument.why}\n")
    return 0
