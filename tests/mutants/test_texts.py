"""slotq.mutants.texts: what of a file counts."""

from pathlib import Path

import pytest

from slotq.mutants.texts import essence, text_of


@pytest.mark.parametrize(
    ("file", "one", "other", "same"),
    [
        ("a.py", "x = 1  # one\n", "# two\nx =  1\n", True),
        ("a.py", 'def f():\n    """One."""\n    g()\n', 'def f():\n    """2."""\n    g()\n', True),
        ("a.py", "x = 1\n", "x = 2\n", False),
        ("a.tla", "A == 1 \\* one\n", "(* two\n*)\nA == 1\n", True),
        ("a.tla", "A == 1\n", "A == 2\n", False),
        ("a.tla", "  /\\ A\n  /\\ B\n", "  /\\ A\n/\\ B\n", False),
    ],
)
def test_a_comment_is_no_change(file: str, one: str, other: str, same: bool) -> None:
    """Neither is a docstring; in TLA+ the column where a line begins is one."""
    assert (essence(file, one) == essence(file, other)) is same


def test_the_text_of_a_folder_is_that_of_its_files(tmp_path: Path) -> None:
    """In the order of their names."""
    (tmp_path / "faults").mkdir()
    (tmp_path / "faults" / "b.cfg").write_text("second")
    (tmp_path / "faults" / "a.tla").write_text("first ")
    assert text_of(tmp_path, "faults") == "first second"
    assert text_of(tmp_path, "faults/a.tla") == "first "
