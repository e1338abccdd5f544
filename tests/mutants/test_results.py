"""slotq.mutants.results: what is decided is not decided again, and half a line is no result."""

from pathlib import Path

import pytest

from slotq.mutants.mutant import Mutant, Part
from slotq.mutants.results import Result, add_result, outcome_of, read_results, result
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


LINE = "        self.id = 0\n"
MUTANT = replaced(Part.CODE, "slotq/queue.py", LINE, "", "code/general")
MORE = replaced(Part.CODE, "slotq/queue.py", LINE, "", "code/general", "code/1x1x1")
OTHER = replaced(Part.CODE, "slotq/queue.py", LINE, "", "code/1x1x1")


@pytest.mark.parametrize(
    ("mutant", "text", "outcome", "known"),
    [
        (MUTANT, "x = 1  # a comment\n", CAUGHT.outcome, True),
        (MUTANT, "x = 2\n", CAUGHT.outcome, False),
        (MORE, "x = 1\n", CAUGHT.outcome, True),
        (OTHER, "x = 1\n", CAUGHT.outcome, False),
        (MUTANT, "x = 1\n", SURVIVED.outcome, True),
        (MORE, "x = 1\n", SURVIVED.outcome, False),
    ],
)
def test_what_has_to_be_run_again(mutant: Mutant, text: str, outcome: Outcome, known: bool) -> None:
    """A mutant of another text, or one that other checks may catch."""
    before = result(MUTANT, "x = 1\n", outcome)
    assert outcome_of(mutant, text, {before.key: before}) == (outcome if known else None)
