"""`slotq doctor`: which tools were found, and what is missing."""

import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import NamedTuple

import typer
from rich.table import Table
from rich.text import Text

from slotq import __version__
from slotq.cli.display import output
from slotq.system.terminal import printable
from slotq.tlc.doctor import examine

_MISSING = 2


class _Optional(NamedTuple):
    """What a part of slotq needs, and slotq verify can do without.

    Attributes:
        item: What it is.
        programs: The programs, any of which will do.
        module: The module of Python that it is, in the place of a program.
        need: What needs it, and where it comes from.
    """

    item: str
    programs: tuple[str, ...]
    module: str
    need: str

    def found(self) -> str:
        """Say where it is, or what needs it."""
        if self.module:
            spec = find_spec(self.module)
            place = None if spec is None else spec.origin
        else:
            place = next(filter(None, map(which, self.programs)), None)
        return place or f"not found: {self.need}"


_OPTIONAL = (
    _Optional("Z3", (), "z3", 'slotq prove needs it: pip install "slotq[tools]"'),
    _Optional(
        "JavaScript",
        (),
        "py_mini_racer",
        'the claims about the explorer need it: pip install "slotq[dev]"',
    ),
    _Optional("javac", ("javac",), "", "slotq model run --distributed needs it: install a JDK"),
    _Optional("Go", ("go",), "", "slotq original and its tests need it: install golang-go"),
    _Optional(
        "Chromium",
        ("chromium", "chromium-browser"),
        "",
        "the tests of pages need it: install chromium",
    ),
    _Optional(
        "Firefox", ("firefox-esr", "firefox"), "", "a test of the explorer needs it: firefox-esr"
    ),
)


def doctor() -> None:
    """Show which tools were found, and what is missing.

    Exit code 0: slotq verify can run. 2: it cannot. Tools that only a part of slotq needs may be
    missing.
    """
    findings = examine()
    table = Table("item", "found", box=None, header_style="bold", pad_edge=False)
    table.add_row("slotq", Text(printable(f"{__version__}, {Path(__file__).parent}")))
    table.add_row("Python", Text(printable(f"{sys.version.partition(' ')[0]}, {sys.executable}")))
    for finding in findings:
        style = "" if finding.good else "bold red"
        table.add_row(finding.item, Text(printable(finding.found), style))
    for tool in _OPTIONAL:
        table.add_row(tool.item, Text(printable(tool.found())))
    output().print(table)
    raise typer.Exit(0 if all(finding.good for finding in findings) else _MISSING)
