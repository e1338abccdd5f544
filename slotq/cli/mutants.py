"""`slotq mutants`: single changes of the project, and what notices each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from slotq.cli.display import activity, output
from slotq.errors import SlotqError
from slotq.mutants.arguments import Argument, arguments
from slotq.mutants.catalogue import FAULTS, all_mutants, find
from slotq.mutants.checks import files
from slotq.mutants.many import run_many
from slotq.mutants.mutant import Mutant, Part
from slotq.mutants.noticed import TABLE as NOTICED
from slotq.mutants.noticed import as_toml as noticed_as_toml
from slotq.mutants.noticed import noticed, noticed_by
from slotq.mutants.results import (
    add_result,
    outcome_of,
    read_results,
    require_appendable,
    result,
)
from slotq.mutants.run import Fate, Outcome, project, workshop
from slotq.mutants.scores import TABLE, Score, as_toml, bases, hashes, kept, known, missing, score
from slotq.mutants.scores import stale as stale_files
from slotq.mutants.shown import conclusion, difference, said_of
from slotq.system.files import write_whole
from slotq.system.terminal import printable_lines, write
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.claims import all_claims
from slotq.verify.manifest import load_manifest

_RESULTS = Path("mutants.ndjson")
_JOBS = 2
_CHOICES = ("--all", "--of", "--file", "--stale")
"""The options that say which mutants are run."""

app = typer.Typer(
    help="List single changes of the project, and run them: what notices each?",
    rich_markup_mode=None,
)
Of = Annotated[
    Part | None,
    typer.Option("--of", help="Only changes of this part. By default those of all parts."),
]


class NothingChosenError(SlotqError):
    """It was not said which mutants to run, or not in a way that makes sense."""


@app.command("list")
def list_mutants(*, of: Of = None) -> None:
    """List the mutants: the name of each, what is wrong with it, and what has noticed it."""
    root, toolchain = project(), find_toolchain()
    mutants = all_mutants(root, toolchain, of)
    fresh = known(kept(), hashes(root))
    current = {file: checks for file, checks in noticed().items() if file in fresh}
    bounds = {each.name: each.bound for each in all_claims(load_manifest(), toolchain)}
    argued = arguments()
    for mutant in mutants:
        said = said_of(mutant, current, bounds, argued)
        write(printable_lines(f"{mutant.name}: {mutant.change.what} ({said})") + "\n")
    counts = Counter(mutant.part.value for mutant in mutants)
    said = ", ".join(f"{number} of {part}" for part, number in counts.items())
    write(f"{len(mutants)} mutants: {said}\n")


@app.command()
def run(  # noqa: PLR0913  # each is an option
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="One mutant, with what every check says; slotq mutants list shows the names.",
        ),
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
        Path | None,
        typer.Option(
            metavar="FILE",
            help=f"Add each outcome to FILE (by default {_RESULTS}), and leave out what it has.",
        ),
    ] = None,
    save: Annotated[
        bool,
        typer.Option(
            "--write",
            help=f"Write what is decided of whole files to slotq/mutants: {TABLE}, {NOTICED}.",
        ),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help=f"Number of mutants to run at a time. By default {_JOBS}."),
    ] = None,
) -> None:
    """Run mutants in copies of the project, and say what notices each.

    Exit code 0: each is caught, or noticed although no check gives a verdict, or there is an
    argument why nothing can notice it. 1: one survives, or a fault of models/faults is not caught.
    2: nothing was run, because of what was asked for or of a file.
    """
    root = project()
    options = {
        "--all": every,
        "--of": of,
        "--file": file,
        "--stale": stale,
        "--results": results,
        "--write": save,
        "--jobs": jobs,
    }
    _require_sense(name, [option for option, value in options.items() if value])
    if name is not None:
        raise typer.Exit(_show(root, find(root, find_toolchain(), name)))
    results = results or _RESULTS
    require_appendable(results)
    chosen = _chosen(root, of, file, is_stale=stale)
    if not chosen:
        write("Nothing is stale.\n")
    mutants = all_mutants(root, find_toolchain(), None, chosen) if chosen else []
    outcomes = _run(root, mutants, results, jobs or _JOBS)
    argued = arguments()
    scores = dict(_scores(root, mutants, outcomes, argued))
    if mutants:
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


def _require_sense(name: str | None, given: Sequence[str]) -> None:
    """Refuse options that would be ignored.

    Raises:
        NothingChosenError: What is asked for makes no sense, or nothing is.
    """
    choices = [option for option in given if option in _CHOICES]
    if name is not None and given:
        message = f"{name} is one mutant: leave out {' and '.join(given)}, or the name"
        raise NothingChosenError(message)
    if name is None and not choices:
        message = "name a mutant, or say --of PART, --file FILE, --stale or --all"
        raise NothingChosenError(message)
    if "--all" in choices and len(choices) > 1:
        message = f"--all is every mutant: leave it out, or {' and '.join(choices[1:])}"
        raise NothingChosenError(message)


def _chosen(root: Path, of: Part | None, file: str | None, *, is_stale: bool) -> frozenset[str]:
    """The files whose mutants are run; none if no score of those asked for is stale.

    Raises:
        NothingChosenError: The file has no mutants, or is not of the part.
    """
    parts = {FAULTS: Part.SPEC} | {each: part for part, each, _ in files(root)}
    if file is not None and file not in parts:
        message = f"no mutant is one of {file}: slotq mutants list shows all"
        raise NothingChosenError(message)
    if file is not None and of not in {None, parts[file]}:
        message = f"{file} is of the part {parts[file].value}: leave out --of, or --file"
        raise NothingChosenError(message)
    chosen = {each for each, part in parts.items() if of in {None, part} and file in {None, each}}
    if is_stale:
        now = hashes(root)
        chosen &= {*stale_files(kept(), now), *missing(kept(), now)}
    return frozenset(chosen)


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


def _run(root: Path, mutants: Sequence[Mutant], path: Path, jobs: int) -> dict[str, Outcome]:
    """Run what is not decided yet, and give all outcomes."""
    basis = bases(root)
    before = read_results(path)
    outcomes = {
        mutant.name: outcome
        for mutant in mutants
        if (outcome := outcome_of(mutant, basis[mutant.file], before))
    }
    pending = [mutant for mutant in mutants if mutant.name not in outcomes]
    with activity() as shown:

        def on_outcome(mutant: Mutant, outcome: Outcome) -> None:
            add_result(path, result(mutant, basis[mutant.file], outcome))
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
    columns = ("mutants", "noticed", *links, "no verdict", "no end", "equivalent", "survived")
    for title in columns:
        table.add_column(title, justify="right")
    for file, each in scores.items():
        by_link = [each.caught.get(link, 0) for link in links]
        without = (each.errors, each.unended)
        row = (each.mutants, each.noticed, *by_link, *without, each.equivalent, each.survived)
        table.add_row(file, *(str(number) for number in row))
    output().print(table)


def _show(root: Path, mutant: Mutant) -> int:
    """Show one mutant and what becomes of it."""
    shown = difference(root, mutant)
    write(printable_lines(f"{mutant.name}: {mutant.change.what}\n\n{shown}\n"))
    lines = []
    with workshop(root) as place:
        for line in place.every_check(mutant):
            lines.append(line)
            message = line.message.split("\n", 1)[0]
            words = ": ".join(filter(None, (f"{line.check} {line.verdict}", message)))
            write(f"{printable_lines(words)}\n")
    said, code = conclusion(mutant, lines, arguments().get(mutant.digest))
    write(f"{said}\n")
    return code
