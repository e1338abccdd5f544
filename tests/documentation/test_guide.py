"""docs/guide, docs/formats/conform.md and suites.md: what they include and name is there."""

import re
from pathlib import Path

import pytest

from slotq.evaluate.vectors import FILES
from slotq.oracle.conform.calls import PARAMETERS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [*sorted((DOCS / "guide").glob("*.md")), DOCS / "formats" / "conform.md"]
INCLUDED = re.compile(r"\{literalinclude\} (\S+)\n((?::.+\n)*)")
LINKED = re.compile(r"\]\(([^)#:]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_what_a_guide_includes_is_there(page: Path) -> None:
    """With the marks between which it is cut out, each once."""
    text = page.read_text(encoding="utf-8")
    assert INCLUDED.findall(text)
    for name, options in INCLUDED.findall(text):
        included = (page.parent / name).read_text(encoding="utf-8")
        for mark in re.findall(r"^:(?:start-after|end-before): (.+)$", options, re.MULTILINE):
            assert included.count(mark) == 1, (name, mark)
    assert [name for name in LINKED.findall(text) if not (page.parent / name).exists()] == []


def test_every_call_is_explained() -> None:
    """In the page of the protocol."""
    page = (DOCS / "formats" / "conform.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert named - {"do"} == {*PARAMETERS, "start", "reset", "eval", "stop"}


def test_every_file_of_vectors_is_named() -> None:
    """In the page of suites and vectors."""
    page = (DOCS / "formats" / "suites.md").read_text(encoding="utf-8")
    assert [name for name in FILES if f"`{name}`" not in page] == []
