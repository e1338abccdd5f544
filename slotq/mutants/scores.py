"""The scores: how many mutants of each file are caught, and by which kind of evidence.

`scores.toml` keeps what was obtained, with a hash of each file as it was then. The hash is of what
counts in the file and of the names of the checks, so that a comment makes no score stale.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files as resources
from pathlib import Path

import msgspec

from slotq.mutants.arguments import Argument
from slotq.mutants.catalogue import FAULTS, faults
from slotq.mutants.checks import files
from slotq.mutants.mutant import Mutant, Part, digest_of
from slotq.mutants.run import Fate, Outcome
from slotq.mutants.texts import essence, text_of

TABLE = "scores.toml"
RENEW = "slotq mutants run --stale --write"
"""The command that makes scores again."""
_HEAD = f"""\
# What became of the mutants of each file: written by `{RENEW}`.
# A row is about the file as it was: `hash` is of its text without comments, and of its checks.

"""


class Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The score of a file.

    Attributes:
        part: What the file is part of.
        hash: A hash of what counts in it, and of its checks.
        mutants: How many mutants were run.
        caught: How many were refuted, by the kind of evidence.
        errors: How many ended in an error, which is noticed but refutes nothing.
        equivalent: How many survived, and cannot be observed: there is an argument.
        survived: How many survived without an argument.
    """

    part: Part
    hash: str
    mutants: int
    caught: dict[str, int] = {}
    errors: int = 0
    equivalent: int = 0
    survived: int = 0

    @property
    def noticed(self) -> int:
        """How many were noticed, with a counterexample or by an error."""
        return sum(self.caught.values()) + self.errors


def hashes(root: Path) -> dict[str, str]:
    """The hash of each file that is changed, as it is now.

    Args:
        root: The top of the project.
    """
    checked = {file: checks for _, file, checks in files(root)}
    checked[FAULTS] = tuple(mutant.name for mutant in faults())
    return {
        file: digest_of(essence(file, text_of(root, file)), *checks)
        for file, checks in checked.items()
    }


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
    errors = equivalent = survived = 0
    for mutant in mutants:
        if mutant.name not in outcomes:
            return None
        outcome = outcomes[mutant.name]
        if outcome.fate is Fate.CAUGHT:
            caught[outcome.link] += 1
        elif outcome.fate is Fate.ERROR:
            errors += 1
        elif mutant.digest in argued:
            equivalent += 1
        else:
            survived += 1
    return Score(
        part, digest, len(mutants), dict(sorted(caught.items())), errors, equivalent, survived
    )


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
            for name in ("errors", "equivalent", "survived")
            if (value := getattr(each, name))
        ]
        tables.append("\n".join(lines))
    return _HEAD + "\n\n".join(tables) + "\n"


def known(scores: Mapping[str, Score], now: Mapping[str, str]) -> frozenset[str]:
    """The files whose scores are of their texts as they are."""
    return frozenset(file for file, each in scores.items() if each.hash == now.get(file))
