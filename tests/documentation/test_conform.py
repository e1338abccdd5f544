"""docs/formats/conform.md and suites.md: whatever there is, they name."""

import re
from pathlib import Path

from slotq.evaluate.vectors import FILES
from slotq.oracle.conform.calls import PARAMETERS

DOCS = Path(__file__).parents[2] / "docs"


def test_every_call_is_explained() -> None:
    """In the page of the protocol."""
    page = (DOCS / "formats" / "conform.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert named - {"do"} == {*PARAMETERS, "start", "reset", "eval", "stop"}


def test_every_file_of_vectors_is_named() -> None:
    """In the page of suites and vectors."""
    page = (DOCS / "formats" / "suites.md").read_text(encoding="utf-8")
    assert [name for name in FILES if f"`{name}`" not in page] == []
