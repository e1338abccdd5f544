"""The scores of mutants: part by part as a table, and in a sentence."""

from collections import Counter
from collections.abc import Iterable
from functools import cache

from docs.generate.specification import ROOT
from slotq.mutants.catalogue import OF_A_JUDGE, count_of_judges
from slotq.mutants.mutant import Part
from slotq.mutants.scores import Score, hashes, kept, missing


def scores_table() -> str:
    """Write the scores as a table, with what they leave out."""
    titles = (
        *("part", "files", "mutants", "caught, by kind of evidence", "no verdict", "no end"),
        *("equivalent", "survived"),
    )
    lines = [f"| {' | '.join(titles)} |", "|---|---:|---:|---|---:|---:|---:|---:|"]
    for part in Part:
        scores = [each for each in kept().values() if each.part is part]
        mutants, errors, unended, equivalent, survived = (
            sum(getattr(each, name) for each in scores)
            for name in ("mutants", "errors", "unended", "equivalent", "survived")
        )
        lines.append(
            f"| `{part.value}` | {len(scores)} | {mutants} | {_caught(scores)} | {errors} "
            f"| {unended} | {equivalent} | {survived} |"
        )
    without = ", ".join(f"`{file}`" for file in missing(kept(), hashes(ROOT)))
    said = f"\nThese files have no score yet: {without}.\n" if without else ""
    return "\n".join(lines) + f"\n\n{_sample()}\n{said}"


def score_sentence() -> str:
    """Write the whole score in a paragraph."""
    scores = kept().values()
    mutants = sum(each.mutants for each in scores)
    errors = sum(each.errors + each.unended for each in scores)
    equivalent = sum(each.equivalent for each in scores)
    survived = sum(each.survived for each in scores)
    return (
        f"Of {mutants:,} mutants {_caught(scores)} are caught. Of {errors} it is noticed only that"
        " there is no verdict, as when TLC cannot evaluate a changed expression, or does not end."
        f" {equivalent} cannot be observed, each with [its argument](slotq/mutants/arguments.toml)."
        f" {f'{survived} survive' if survived else 'None survives'}. {_sample()}\n"
    )


@cache
def _sample() -> str:
    """Say which mutants are not run, so that nothing is known of them."""
    scores = [each for each in kept().values() if each.part is Part.JUDGES]
    run = sum(each.mutants for each in scores)
    return (
        f"Most mutants of the judges are left out: of their {count_of_judges(ROOT):,} a sample of"
        f" {run} is run, {OF_A_JUDGE} at most of each of the {len(scores)}. Any of the others may"
        " survive."
    )


def _caught(scores: Iterable[Score]) -> str:
    caught: Counter[str] = Counter()
    for each in scores:
        caught.update(each.caught)
    if not caught:
        return "0"
    kinds = "; ".join(f"{link}: {number:,}" for link, number in caught.most_common())
    return f"{caught.total():,} ({kinds})"
