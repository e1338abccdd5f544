"""`slotq doctor`: which tools were found, and what is missing."""

import sys
from pathlib import Path

import typer
from rich.table import Table
from rich.text import Text

from slotq import __version__
from slotq.cli.display import output
from slotq.system.terminal import printable
from slotq.tlc.doctor import examine

_MISSING = 2


def doctor() -> None:
    """Show which tools were found, and what is missing.

    Exit code 0: slotq verify can run. 2: it cannot.
    """
    findings = examine()
    table = Table("item", "found", box=None, header_style="bold", pad_edge=False)
    table.add_row("slotq", Text(printable(f"{__version__}, {Path(__file__).parent}")))
    table.add_row("Python", Text(printable(f"{sys.version.partition(' ')[0]}, {sys.executable}")))
    for finding in findings:
        style = "" if finding.good else "bold red"
        table.add_row(finding.item, Text(printable(finding.found), style))
    output().print(table)
    raise typer.Exit(0 if all(finding.good for finding in findings) else _MISSING)
