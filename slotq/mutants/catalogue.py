"""All mutants: those that are generated from the sources, and those that are written by hand."""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from importlib.resources import files as resources
from pathlib import Path

import msgspec

from slotq.errors import SlotqError
from slotq.mutants.checks import ROOTS, files
from slotq.mutants.mutant import FAULT, Change, Mutant, Part, StaleChangeError, short_name
from slotq.mutants.python_changes import python_changes
from slotq.mutants.tla_changes import tla_changes
from slotq.tlc.syntax import read_syntax
from slotq.tlc.toolchain import Toolchain
from slotq.verify.manifest import Expected, load_manifest

TABLE = "written.toml"
FAULTS = "models/faults"
_FAULTS = "faults/"
OF_A_JUDGE = 5
"""How many mutants of each judge are run: those with the smallest hashes."""
_LOGIC_ALONE = frozenset({Part.MACHINE, Part.JUDGES})
"""Parts of which statements and conditions are changed, and no constants."""
_OF_VALUES = frozenset({"constant", "arithmetic"})


class UnknownMutantError(SlotqError):
    """A mutant was named that there is not."""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that is written by hand.

    Attributes:
        what: What is wrong with it, in a sentence.
        file: The file.
        line: The text that is changed, which is there once.
        instead: What takes its place.
        claim: The claim that refutes it.
    """

    what: str
    file: str
    line: str
    instead: str
    claim: str


def all_mutants(
    root: Path,
    toolchain: Toolchain,
    part: Part | None = None,
    chosen: Collection[str] | None = None,
) -> list[Mutant]:
    """List the mutants.

    Args:
        root: The top of the project.
        toolchain: The Java and the jar, to read the specification with.
        part: Which part; all if not given.
        chosen: Which files; all if not given. No other one is read.
    """
    found = [*written(root), *faults(), *generated(root, toolchain, part, chosen)]
    return [
        mutant
        for mutant in found
        if part in {None, mutant.part} and (chosen is None or mutant.file in chosen)
    ]


def find(root: Path, toolchain: Toolchain, name: str) -> Mutant:
    """The mutant of that name, also if it is one of those of a judge that are not run otherwise.

    Args:
        root: The top of the project.
        toolchain: The Java and the jar.
        name: Its name.

    Raises:
        UnknownMutantError: There is none.
    """
    mutants = [*written(root), *faults()]
    for part, file, checks in files(root):
        if name.startswith(f"{short_name(file)}/"):
            mutants += every_of_file(root, toolchain, part, file, checks)
    for mutant in mutants:
        if mutant.name == name:
            return mutant
    mutants = mutants or all_mutants(root, toolchain)
    nearest = ", ".join(get_close_matches(name, [each.name for each in mutants], cutoff=0))
    message = f"there is no mutant {name}; the nearest names are {nearest}"
    raise UnknownMutantError(message)


def table() -> str:
    """The table of the mutants that are written by hand."""
    return resources("slotq.mutants").joinpath(TABLE).read_text(encoding="utf-8")


def written(root: Path) -> Iterator[Mutant]:
    """The mutants that are written by hand.

    Raises:
        StaleChangeError: The text that one of them changes is not in its file, or not once.
    """
    parts = {file: part for part, file, _ in files(root)}
    for name, row in msgspec.convert(tomllib.loads(table()), dict[str, Row]).items():
        source = (root / row.file).read_text(encoding="utf-8")
        if source.count(row.line) != 1:
            message = f"{name}: {row.file} has its line {source.count(row.line)} times, not once"
            raise StaleChangeError(message)
        begin = source.index(row.line)
        change = Change(
            kind="written",
            symbol=name,
            what=row.what,
            begin=begin,
            end=begin + len(row.line),
            instead=row.instead,
            identity=f"{row.line}\n{row.instead}",
        )
        yield Mutant(f"written/{name}", parts[row.file], row.file, change, (row.claim,))


def faults() -> Iterator[Mutant]:
    """The wrong versions of actions that models/faults has: TLC refutes each."""
    for model in load_manifest().model:
        if model.name.startswith(_FAULTS) and model.outcome is not Expected.OK:
            change = Change(FAULT, model.name, model.claim, 0, 0, "", model.name)
            yield Mutant(model.name, Part.SPEC, FAULTS, change, (model.name,))


def every_mutant(root: Path, toolchain: Toolchain) -> Iterator[Mutant]:
    """All mutants, also those of judges that are not run by default."""
    yield from written(root)
    yield from faults()
    for part, file, checks in files(root):
        yield from every_of_file(root, toolchain, part, file, checks)


def generated(
    root: Path,
    toolchain: Toolchain,
    part: Part | None = None,
    chosen: Collection[str] | None = None,
) -> Iterator[Mutant]:
    """The mutants that are made from the sources."""
    for of, file, checks in files(root):
        if part in {None, of} and (chosen is None or file in chosen):
            mutants = every_of_file(root, toolchain, of, file, checks)
            yield from _some(mutants, OF_A_JUDGE) if of is Part.JUDGES else mutants


def every_of_file(
    root: Path, toolchain: Toolchain, part: Part, file: str, checks: tuple[str, ...]
) -> list[Mutant]:
    """The mutants that are made from one file."""
    text = (root / file).read_text(encoding="utf-8")
    path = root / file
    if part is Part.SPEC:
        roots = ROOTS.get(path.stem, ("Next",))
        changes = list(tla_changes(text, read_syntax(toolchain, path), roots))
    else:
        changes = _of_python(part, text)
    counted: Counter[tuple[str, str]] = Counter()
    found = []
    for change in changes:
        counted[change.symbol, change.kind] += 1
        number = counted[change.symbol, change.kind]
        name = f"{short_name(file)}/{change.symbol}/{change.kind}-{number}"
        found.append(Mutant(name, part, file, change, checks))
    return found


def count_of_judges(root: Path) -> int:
    """Count all mutants of the judges, of which only some are run."""
    return sum(
        len(_of_python(part, (root / file).read_text(encoding="utf-8")))
        for part, file, _ in files(root)
        if part is Part.JUDGES
    )


def _of_python(part: Part, text: str) -> list[Change]:
    changes = python_changes(text)
    if part not in _LOGIC_ALONE:
        return list(changes)
    return [change for change in changes if change.kind not in _OF_VALUES]


def _some(mutants: list[Mutant], number: int) -> list[Mutant]:
    """Take so many of them, by their hashes: a change elsewhere in the file chooses no others."""
    chosen = {mutant.name for mutant in sorted(mutants, key=lambda each: each.digest)[:number]}
    return [mutant for mutant in mutants if mutant.name in chosen]
