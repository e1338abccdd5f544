"""The scores of mutants: part by part as a table, and in a sentence."""

from collections import Counter
from collections.abc import Iterable

from docs.generate.specification import ROOT
from slotq.mutants.mutant import Part
from slotq.mutants.scores import Score, hashes, kept, missing


def scores_table() -> str:
    """Write the scores as a table, with a sentence about the files that have none."""
    lines = [
        "| part | files | mutants | caught, by kind of evidence | errors | equivalent | survived |",
        "|---|---:|---:|---|---:|---:|---:|",
    ]
    for part in Part:
        scores = [each for each in kept().values() if each.part is part]
        mutants, errors, equivalent, survived = (
            sum(getattr(each, name) for each in scores)
            for name in ("mutants", "errors", "equivalent", "survived")
        )
        lines.append(
            f"| `{part.value}` | {len(scores)} | {mutants} | {_caught(scores)} | {errors} "
            f"| {equivalent} | {survived} |"
        )
    without = ", ".join(f"`{file}`" for file in missing(kept(), hashes(ROOT)))
    said = f"\nThese files have no score yet: {without}.\n" if without else ""
    return "\n".join(lines) + "\n" + said


def score_sentence() -> str:
    """Write the whole score in a paragraph."""
    scores = kept().values()
    mutants = sum(each.mutants for each in scores)
    errors = sum(each.errors for each in scores)
    equivalent = sum(each.equivalent for each in scores)
    survived = sum(each.survived for each in scores)
    return (
        f"Of {mutants:,} mutants {_caught(scores)} are caught. Of {errors} it is noticed only that"
        " there is no verdict, as when TLC cannot evaluate a changed expression."
        f" {equivalent} cannot be observed, each with [its argument](slotq/mutants/arguments.toml)."
        f" {f'{survived} survive' if survived else 'None survives'}.\n"
    )


def _caught(scores: Iterable[Score]) -> str:
    caught: Counter[str] = Counter()
    for each in scores:
        caught.update(each.caught)
    if not caught:
        return "0"
    kinds = "; ".join(f"{link}: {number:,}" for link, number in caught.most_common())
    return f"{caught.total():,} ({kinds})"
