"""A drawing of a run: a lane for each process, with what happens in it written next to the lanes.

Time goes down the page, so that a reader scrolls through it on a screen of any width. The lanes are
for the eye alone: each row says in words all that they show.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from slotq.pictures.page import escape

MOST_LANES = 10
_OTHERS = "others"
_LONGEST_NAME = 24

Mark = Literal["line", "acts", "joins", "begins", "runs", "ends", "call"]
"""What a lane shows in a row: the process lives, takes the step, or takes part in it; a call
begins, is under way, returns, or does both."""
_STRONGEST: Sequence[Mark] = ("acts", "joins", "call", "ends", "begins", "runs", "line")


class Row(NamedTuple):
    """What happens at once.

    Attributes:
        number: What stands before the lanes.
        marks: What the lanes of processes show.
        cells: What stands behind them, which is HTML already.
        wrong: Whether this is what is wrong.
        points: The processes in whose calls an effect lies.
        bad: The processes whose calls here are at fault.
        kind: What else it is: "effect" or "gap".
    """

    number: str
    marks: Mapping[str, Mark]
    cells: tuple[str, ...]
    wrong: bool = False
    points: frozenset[str] = frozenset()
    bad: frozenset[str] = frozenset()
    kind: str = ""


def draw(rows: Sequence[Row], titles: Sequence[str], label: str) -> Iterator[str]:
    """Draw a run.

    Args:
        rows: Its rows; all have as many cells as there are titles.
        titles: What stands above the cells.
        label: What the drawing is, of ours.
    """
    names = _lanes(rows)
    rest = {name for row in rows for name in row.marks} - set(names)
    shown = [*names, *[_OTHERS] * bool(rest)]
    yield f'<div class="run cells-{len(titles)}" style="--n: {len(shown)}">'
    headings = "".join(f"<b>{escape(name, _LONGEST_NAME)}</b>" for name in shown)
    columns = "".join(f"<span>{title}</span>" for title in titles)
    yield (
        f'<div class="titles" aria-hidden="true"><span></span><span class="lanes">{headings}</span>'
        f"{columns}</div>"
    )
    yield f'<ol aria-label="{label}">'
    ends = {name: place for place, row in enumerate(rows) for name in row.marks}
    begun: set[str] = set()
    for place, row in enumerate(rows):
        first = row.marks.keys() - begun
        begun |= first
        last = {name for name in row.marks if ends[name] == place}
        yield _row(row, names, rest, (first, last))
    yield "</ol>"
    yield "</div>"


def _lanes(rows: Iterable[Row]) -> list[str]:
    # Those that do most get lanes, in the order of appearance; the others share one.
    does: dict[str, int] = {}
    for row in rows:
        for name, mark in row.marks.items():
            does[name] = does.get(name, 0) + (mark not in {"line", "runs"})
    busiest = sorted(does, key=lambda name: -does[name])[:MOST_LANES]
    return [name for name in does if name in busiest]


def _row(row: Row, names: Sequence[str], rest: set[str], ends: tuple[set[str], set[str]]) -> str:
    drawn = [_lane(row, {name}, ends) for name in names]
    if rest:
        drawn.append(_lane(row, rest, (set(), set())))
    kinds = " ".join(filter(None, (row.kind, "wrong" if row.wrong else "")))
    opening = f'<li class="{kinds}">' if kinds else "<li>"
    number = f'<span class="number">{row.number}</span>'
    lanes = f'<span class="lanes" aria-hidden="true">{"".join(drawn)}</span>'
    cells = "".join(f"<div>{cell}</div>" for cell in row.cells)
    return f"{opening}{number}{lanes}{cells}</li>"


def _lane(row: Row, names: set[str], ends: tuple[set[str], set[str]]) -> str:
    marks = {row.marks[name] for name in names & row.marks.keys()}
    kinds: list[str] = [next(mark for mark in _STRONGEST if mark in marks)] if marks else []
    kinds += [word for word, at in zip(("first", "last"), ends, strict=True) if names & at]
    if names & row.points:
        kinds.append("point")
    if names & row.bad:
        kinds.append("bad")
    return f'<i class="{" ".join(kinds)}"></i>' if kinds else "<i></i>"
