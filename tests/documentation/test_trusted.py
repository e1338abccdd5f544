"""docs.generate.trusted: what has to be believed is there, counted, and what checks it exists."""

from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
import pytest

from docs.generate.claims import listed_claims
from docs.generate.trusted import (
    code_lines,
    files_of,
    load_parts,
    rounded,
    trusted_reference,
)
from tests.conftest import ROOT

PARTS = load_parts()


def test_every_part_has_its_section() -> None:
    """With how much it is, and what would show an error."""
    text = trusted_reference()
    assert text.count("\n| what would show it | ") == len(PARTS) == text.count("### ")
    assert "| how much | about 0" not in text


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_the_claims_that_check_it_are_claims(part: object) -> None:
    """One that is gone would check nothing."""
    assert isinstance(part, type(PARTS[0]))
    names = {claim.name for claim in listed_claims()}
    missing = [each for each in part.claims if not any(fnmatchcase(n, each) for n in names)]
    assert missing == []


def test_no_property_and_nothing_that_is_proved_is_left_out() -> None:
    """Whatever could make a proof of something false has to be named."""
    named = {path for part in load_parts() for path in files_of(part)}
    properties = (ROOT / "spec").glob("*Properties.tla")
    proved = [
        path
        for path in (ROOT / "slotq" / "prove").glob("*.py")
        if not path.stem.startswith("broken") and path.stem not in {"__init__", "counterexamples"}
    ]
    assert sorted({*properties, *proved} - named) == []
    names = " ".join(part.name for part in load_parts())
    assert all(word in names for word in ("Z3", "TLC", "Java ", "Python", "greenlet", "JavaScript"))


def test_a_file_that_is_gone_is_an_error() -> None:
    """It would be counted as nothing."""
    part = msgspec.structs.replace(PARTS[0], files=("spec/Nowhere*.tla",))
    with pytest.raises(FileNotFoundError, match=r"there is no file spec/Nowhere\*\.tla"):
        files_of(part)


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("a.py", '"""Doc\nstring."""\n\n# A comment\nX = """\nA text.\n"""\n\n\ndef f():\n', 4),
        ("b.py", 'def f():\n    """Do."""\n    return (\n        1  # one\n    )\n', 4),
        ("a.go", "// A\npackage a\n\n/* B\nC */\nvar x = 1 // D\n", 2),
        ("a.tla", "---- MODULE a ----\n(* A\n   B *)\nX == 1 \\* C\n\n====\n", 1),
        ("a.md", "# A\n\n<!-- b\nc -->\nd\n", 2),
    ],
)
def test_lines_of_code_are_counted(tmp_path: Path, name: str, text: str, count: int) -> None:
    """Without comments, docstrings and empty lines."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert code_lines(path) == count


def test_counts_are_rounded() -> None:
    """To two figures."""
    assert [rounded(n) for n in (7, 42, 618, 1649)] == [
        "about 7",
        "about 42",
        "about 620",
        "about 1,600",
    ]
