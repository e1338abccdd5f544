"""Text with a column for each process, as a reader of concurrent runs wants it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """What happens at once.

    Attributes:
        margin: What stands before the columns, as a number.
        cells: What each process does.
    """

    margin: str
    cells: Mapping[str, str]


def columns(rows: Sequence[Row], names: Mapping[str, str]) -> list[str]:
    """Lay rows out, under a line of headings.

    Args:
        rows: The rows.
        names: The processes in the order of their columns, each with its heading.
    """
    table = [[*names.values()]] + [[row.cells.get(name, "") for name in names] for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    margins = ["", *(row.margin for row in rows)]
    margin = max(map(len, margins))
    return [
        f"{number:>{margin}}  "
        + "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()
        for number, cells in zip(margins, table, strict=True)
    ]
