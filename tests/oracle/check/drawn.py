"""The page about a log, as `slotq show` writes it."""

from pathlib import Path

from slotq.oracle.check.drawing import write_drawing
from slotq.oracle.check.excerpts import LineSource
from slotq.oracle.check.judge_files import check
from slotq.oracle.check.page import write_page
from slotq.oracle.verdict.verdict import Verdict
from tests.oracle.logs import TRACES
from tests.pictures.reading import Page

HISTORIES = TRACES.parent / "histories"


def page_of(path: Path | str) -> tuple[str, Page]:
    """Write the page about a log, and read it."""
    source = LineSource(str(path))
    verdict = check(str(path), excerpt=True, witness=True, source=source)
    assert isinstance(verdict, Verdict)
    text = write_page(verdict, write_drawing(verdict, source))
    return text, Page(text)
