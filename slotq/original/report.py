"""What came of a comparison with the original, for a reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from slotq.original.run import Result, Row

_HOLDS = Text("as specified", "green")
_DIFFERS = Text("differs", "bold red")


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one version.

    Attributes:
        title: Where it lies, and which version it is.
        rules: How often each rule of the rewriting was applied.
        results: What came of each part.
    """

    title: str
    rules: dict[str, int]
    results: Sequence[Result]

    @property
    def exit_code(self) -> int:
        """0 if it does what is specified, 1 if not."""
        return int(any(result.seen is None for result in self.results))


def table(report: Report) -> Table:
    """Write the parts in a table."""
    rules = ", ".join(f"{name} {count}" for name, count in sorted(report.rules.items()))
    made = Table(
        "bound",
        title=Text(f"{report.title}\nrewritten: {rules}"),
        title_justify="left",
        title_style="",
        box=None,
        header_style="bold",
        pad_edge=False,
    )
    for name in ("states", "edges or vectors", "steps taken", "time"):
        made.add_column(name, justify="right", no_wrap=True)
    made.add_column("verdict", no_wrap=True)
    for result in report.results:
        seen = result.seen
        counts = (seen.states, seen.edges, seen.steps) if seen else (0, 0, 0)
        made.add_row(
            result.name,
            *(f"{count:,}" if count else "" for count in counts),
            f"{result.seconds:.1f} s",
            _HOLDS if seen else _DIFFERS,
        )
    return made


def differences(report: Report) -> str:
    """Say how each part differs that does."""
    return "".join(
        f"\n{result.name}: {result.message}\n" for result in report.results if not result.seen
    )


def replay_table(rows: Sequence[Row]) -> Table:
    """Write the steps of a schedule in a table."""
    made = Table("step", "transition", "action", "what it changes", box=None, header_style="bold")
    for number, row in enumerate(rows, 1):
        made.add_row(str(number), row.word, row.action, Text(row.change))
    return made
