"""slotq.cli.explorer: the page is written, to a file or to standard output."""

from pathlib import Path

from slotq.explorer.page import write_page
from tests.stranger import here, slotq


def test_the_page_is_written(tmp_path: Path) -> None:
    """Whole, and nothing else is said."""
    ran = slotq("explorer", "--out", "page.html", cwd=tmp_path)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == write_page()
    ran = here("explorer", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, write_page())


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """In one line."""
    ran = here("explorer", "--out", "no/page.html", cwd=tmp_path)
    assert ran.code == 2
    assert ran.err.count("\n") == 1
