"""slotq.mutants.results: what is decided is not decided again, and half a line is no result."""

import os
from pathlib import Path

import pytest

from slotq.mutants.mutant import Mutant, Part
from slotq.mutants.results import (
    Result,
    add_result,
    outcome_of,
    read_results,
    require_appendable,
    result,
)
from slotq.mutants.run import Fate, Outcome
from slotq.system.files import FileError
from tests.mutants.changes import replaced

CAUGHT = Result("1", "a", "c", Outcome(Fate.CAUGHT, "code/general", "code = machine", "x", 1.5))
SURVIVED = Result("2", "b", "c", Outcome(Fate.SURVIVED))


def test_what_was_added_is_read(tmp_path: Path) -> None:
    """Each by its key; a file that is not there has no results."""
    path = tmp_path / "results.ndjson"
    assert read_results(path) == {}
    add_result(path, CAUGHT)
    add_result(path, SURVIVED)
    assert read_results(path) == {"1": CAUGHT, "2": SURVIVED}


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    """And the next one does not continue it."""
    path = tmp_path / "results.ndjson"
    add_result(path, CAUGHT)
    with path.open("ab") as stream:
        stream.write(b'{"key":"3","mutant":')
    assert read_results(path) == {"1": CAUGHT}
    add_result(path, SURVIVED)
    assert read_results(path) == {"1": CAUGHT, "2": SURVIVED}


def test_a_file_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    """One line says why."""
    with pytest.raises(FileError, match="cannot be read: Is a directory"):
        read_results(tmp_path)
    with pytest.raises(FileError, match="cannot write"):
        add_result(tmp_path / "missing" / "results.ndjson", CAUGHT)


def test_what_cannot_be_added_to_is_refused(tmp_path: Path) -> None:
    """Before any work: another kind of file, a pipe, a file or a folder that cannot be written."""
    path = tmp_path / "results.ndjson"
    require_appendable(path)
    add_result(path, CAUGHT)
    require_appendable(path)
    path.write_bytes(b'{"ke')  # a line that was cut off
    require_appendable(path)
    other = tmp_path / "other"
    other.write_text("something else")
    with pytest.raises(FileError, match="other is no file of results"):
        require_appendable(other)
    assert other.read_text() == "something else"
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="pipe is a pipe"):
        require_appendable(tmp_path / "pipe")
    with pytest.raises(FileError, match="cannot write"):
        require_appendable(tmp_path / "missing" / "results.ndjson")


LINE = "        self.id = 0\n"
MUTANT = replaced(Part.CODE, "slotq/queue.py", LINE, "", "code/general")
MORE = replaced(Part.CODE, "slotq/queue.py", LINE, "", "code/general", "code/1x1x1")
OTHER = replaced(Part.CODE, "slotq/queue.py", LINE, "", "code/1x1x1")


@pytest.mark.parametrize(
    ("mutant", "basis", "outcome", "known"),
    [
        (MUTANT, "x = 1", CAUGHT.outcome, True),
        (MUTANT, "x = 2", CAUGHT.outcome, False),
        (MORE, "x = 1", CAUGHT.outcome, True),
        (OTHER, "x = 1", CAUGHT.outcome, False),
        (MUTANT, "x = 1", SURVIVED.outcome, True),
        (MORE, "x = 1", SURVIVED.outcome, False),
    ],
)
def test_what_has_to_be_run_again(
    mutant: Mutant, basis: str, outcome: Outcome, known: bool
) -> None:
    """A mutant of another file, module or bound, or one that other checks may catch."""
    before = result(MUTANT, "x = 1", outcome)
    assert outcome_of(mutant, basis, {before.key: before}) == (outcome if known else None)
