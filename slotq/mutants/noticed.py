"""What noticed each mutant: `noticed.toml`, file by file, and check by check.

It is written together with the scores, and as stale as they are. Checks are tried from the smallest
bound to the largest: the one that has noticed a mutant is the smallest that does.
"""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files

import msgspec

from slotq.mutants.mutant import Mutant
from slotq.mutants.run import Fate, Outcome

TABLE = "noticed.toml"
NO_VERDICT = "no verdict from "
"""Before a check: it gives no verdict, since TLC cannot evaluate the change, or Python fails."""
NO_END = "no end of "
"""Before a check: TLC has used up its processor time or its memory."""
_HEAD = """\
# What noticed each mutant: written together with scores.toml.
# The names are without that of the file, where they begin with it.

"""

Noticed = dict[str, tuple[str, ...]]
"""The mutants of a file, by the check that has noticed them, or by where they hang."""


def noticed() -> dict[str, Noticed]:
    """What is kept, by the files."""
    text = files("slotq.mutants").joinpath(TABLE).read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Noticed])


def noticed_by(mutants: Sequence[Mutant], outcomes: Mapping[str, Outcome]) -> Noticed:
    """Sort the mutants of a file by what has noticed them; survivors are left out.

    Args:
        mutants: All mutants of the file, in order.
        outcomes: What became of them, by their names.
    """
    found: dict[str, list[str]] = {}
    for mutant in mutants:
        outcome = outcomes[mutant.name]
        if outcome.fate is not Fate.SURVIVED:
            found.setdefault(_words(outcome), []).append(short(mutant))
    return {check: tuple(names) for check, names in found.items()}


def _words(outcome: Outcome) -> str:
    """What has noticed a mutant, as the table has it."""
    if outcome.fate is Fate.HANGS:
        return outcome.message
    if outcome.fate is Fate.CAUGHT:
        return outcome.check
    return f"{NO_END if outcome.fate is Fate.UNENDED else NO_VERDICT}{outcome.check}"


def short(mutant: Mutant) -> str:
    """The name of a mutant without that of its file, where it begins with it."""
    return mutant.name.removeprefix(f"{mutant.of_file}/")


def check_of(mutant: Mutant, kept: Mapping[str, Noticed]) -> str | None:
    """What has noticed a mutant, in the words of the table; None if nothing is known to have.

    Args:
        mutant: The mutant.
        kept: What is kept.
    """
    name = short(mutant)
    of_file = kept.get(mutant.file, {})
    return next((check for check, names in of_file.items() if name in names), None)


def as_toml(every: Mapping[str, Noticed]) -> str:
    """Write it out, in the order of the files; checks by how much they have noticed."""
    tables = []
    for file, checks in sorted(every.items()):
        lines = [f'["{file}"]']
        for check, names in sorted(checks.items(), key=lambda item: (-len(item[1]), item[0])):
            lines += [f'"{check}" = [', *(f'  "{name}",' for name in names), "]"]
        tables.append("\n".join(lines))
    return _HEAD + "\n\n".join(tables) + "\n"
