"""The scores of mutants, part by part, as a table."""

from collections import Counter

from docs.generate.specification import ROOT
from slotq.mutants.mutant import Part
from slotq.mutants.scores import hashes, kept, missing

PAGE = ROOT / "docs" / "mutants.md"
BEGIN, END = "<!-- scores: made by python -m docs.generate -->\n", "<!-- end of scores -->"


def scores_table() -> str:
    """Write the scores as a table, with a sentence about the files that have none."""
    lines = [
        "| part | files | mutants | caught, by kind of evidence | errors | equivalent | survived |",
        "|---|---:|---:|---|---:|---:|---:|",
    ]
    for part in Part:
        scores = [each for each in kept().values() if each.part is part]
        caught: Counter[str] = Counter()
        for each in scores:
            caught.update(each.caught)
        kinds = "; ".join(f"{link}: {number}" for link, number in caught.most_common())
        mutants, errors, equivalent, survived = (
            sum(getattr(each, name) for each in scores)
            for name in ("mutants", "errors", "equivalent", "survived")
        )
        counts = f"{caught.total()} ({kinds})" if caught else "0"
        lines.append(
            f"| `{part.value}` | {len(scores)} | {mutants} | {counts} | {errors} | {equivalent} "
            f"| {survived} |"
        )
    without = ", ".join(f"`{file}`" for file in missing(kept(), hashes(ROOT)))
    said = f"\nThese files have no score yet: {without}.\n" if without else ""
    return "\n".join(lines) + "\n" + said


def mutants_page() -> str:
    """Write the page of mutants with its table as it should be."""
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        message = f"{PAGE.name} must have the lines {BEGIN.strip()} and {END}"
        raise ValueError(message)
    return f"{before}{begin}\n{scores_table()}\n{end}{after}"
