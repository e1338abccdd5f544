"""The scores: how many mutants of each file are caught, and by which kind of evidence.

`scores.toml` keeps what was obtained, with a hash of each file as it was then. The hash is of what
counts in the file, so that a comment makes no score stale, and of the names of the checks; where
the checks are models, also of their bounds; of a module of the specification, also of the modules
that its steps are made of.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files as resources
from pathlib import Path, PurePosixPath

import msgspec

from slotq.mutants.arguments import Argument
from slotq.mutants.catalogue import FAULTS, faults
from slotq.mutants.checks import SPEC, files
from slotq.mutants.models import extended, model_of, text_of_model
from slotq.mutants.mutant import Mutant, Part, digest_of
from slotq.mutants.run import Fate, Outcome
from slotq.mutants.texts import essence, text_of
from slotq.verify.manifest import load_manifest

TABLE = "scores.toml"
RENEW = "slotq mutants run --stale --write"
"""The command that makes scores again."""
_HEAD = f"""\
# What became of the mutants of each file: written by `{RENEW}`.
# A row is about the file as it was: `hash` is of its text without comments, of its checks, and of
# the bounds of those that are models.

"""


class Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The score of a file.

    Attributes:
        part: What the file is part of.
        hash: A hash of what counts in it, of its checks, and of what these depend on.
        mutants: How many mutants were run.
        caught: How many were refuted, by the kind of evidence.
        errors: How many got no verdict, which is noticed but refutes nothing.
        unended: How many TLC did not bring to an end, which refutes nothing, either.
        equivalent: How many survived, and cannot be observed: there is an argument.
        survived: How many survived without an argument.
    """

    part: Part
    hash: str
    mutants: int
    caught: dict[str, int] = {}
    errors: int = 0
    unended: int = 0
    equivalent: int = 0
    survived: int = 0

    @property
    def noticed(self) -> int:
        """How many were noticed, with a counterexample or without."""
        return sum(self.caught.values()) + self.errors + self.unended


def hashes(root: Path) -> dict[str, str]:
    """The hash of each file that is changed, as it is now.

    Args:
        root: The top of the project.
    """
    return {
        file: digest_of(texts[0], *checks, *texts[1:]) for file, checks, texts in _depends(root)
    }


def bases(root: Path) -> dict[str, str]:
    """What the outcomes of a file's mutants depend on, as a hash: not the names of the checks.

    Args:
        root: The top of the project.
    """
    return {file: digest_of(*texts) for file, _, texts in _depends(root)}


def _depends(root: Path) -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    """The files, each with its checks, and with the texts that its score depends on."""
    manifest = load_manifest(root / "models")
    for part, file, checks in files(root):
        texts = [_essence(root, file)]
        if part is Part.SPEC:
            modules = extended(root, PurePosixPath(file).stem, tuple(SPEC))
            texts += [_essence(root, f"spec/{module}.tla") for module in modules]
        if part in {Part.SPEC, Part.MACHINE}:
            models = [model_of(manifest, check) for check in checks]
            texts += [text_of_model(root, model) for model in models if model is not None]
        yield file, checks, texts
    yield FAULTS, tuple(mutant.name for mutant in faults()), [_essence(root, FAULTS)]


def _essence(root: Path, file: str) -> str:
    return essence(file, text_of(root, file))


def kept() -> dict[str, Score]:
    """The scores that are kept, by their files."""
    text = resources("slotq.mutants").joinpath(TABLE).read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Score])


def stale(scores: Mapping[str, Score], now: Mapping[str, str]) -> Iterator[str]:
    """Name the files whose score is about another text, and those that are there no longer."""
    return (file for file, each in scores.items() if each.hash != now.get(file))


def missing(scores: Mapping[str, Score], now: Mapping[str, str]) -> Iterator[str]:
    """Name the files that have no score."""
    return (file for file in now if file not in scores)


def score(
    part: Part,
    digest: str,
    mutants: Sequence[Mutant],
    outcomes: Mapping[str, Outcome],
    argued: Mapping[str, Argument],
) -> Score | None:
    """Count what became of the mutants of a file; None if one of them is not decided.

    Args:
        part: What the file is part of.
        digest: The hash of the file.
        mutants: The mutants of the file.
        outcomes: What became of them, by their names.
        argued: The arguments, by the hashes of their mutants.
    """
    caught: Counter[str] = Counter()
    errors = unended = equivalent = survived = 0
    for mutant in mutants:
        if mutant.name not in outcomes:
            return None
        outcome = outcomes[mutant.name]
        if outcome.fate in {Fate.CAUGHT, Fate.HANGS}:
            caught[outcome.link] += 1
        elif outcome.fate is Fate.ERROR:
            errors += 1
        elif outcome.fate is Fate.UNENDED:
            unended += 1
        elif mutant.digest in argued:
            equivalent += 1
        else:
            survived += 1
    by_kind = dict(sorted(caught.items()))
    return Score(part, digest, len(mutants), by_kind, errors, unended, equivalent, survived)


def as_toml(scores: Mapping[str, Score]) -> str:
    """Write scores out, in the order of their files."""
    tables = []
    for file, each in sorted(scores.items(), key=lambda item: (item[1].part.value, item[0])):
        lines = [f'["{file}"]', f'part = "{each.part.value}"', f'hash = "{each.hash}"']
        lines.append(f"mutants = {each.mutants}")
        if each.caught:
            caught = ", ".join(f'"{link}" = {number}' for link, number in each.caught.items())
            lines.append(f"caught = {{ {caught} }}")
        lines += [
            f"{name} = {value}"
            for name in ("errors", "unended", "equivalent", "survived")
            if (value := getattr(each, name))
        ]
        tables.append("\n".join(lines))
    return _HEAD + "\n\n".join(tables) + "\n"


def known(scores: Mapping[str, Score], now: Mapping[str, str]) -> frozenset[str]:
    """The files whose scores are of their texts as they are."""
    return frozenset(file for file, each in scores.items() if each.hash == now.get(file))
