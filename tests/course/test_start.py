"""slotq.course.start: an exercise is begun once, and nothing of the reader's is written over."""

from pathlib import Path

import pytest

from slotq.course.exercise import load_exercises
from slotq.course.start import start
from slotq.course.verdict import AnswerError

EXERCISES = load_exercises()


@pytest.mark.parametrize("number", EXERCISES)
def test_the_files_are_there(number: int, tmp_path: Path) -> None:
    """The task, and what the reader edits."""
    exercise = EXERCISES[number]
    own = start(tmp_path / "new" / "folder", exercise)
    assert {path.name: path.read_text("utf-8") for path in own.iterdir()} == exercise.files
    assert (own / "task.txt").read_text("utf-8").startswith(f"{number}. {exercise.title}\n\n")


def test_what_is_there_is_kept(tmp_path: Path) -> None:
    """A reader who begins again does not lose an answer."""
    own = start(tmp_path, EXERCISES[1])
    (own / "moves.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(AnswerError, match="is there already"):
        start(tmp_path, EXERCISES[1])
    assert (own / "moves.toml").read_text("utf-8") == "mine"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """One line names it."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(AnswerError, match=r"cannot make the folder .*file/01: Not a directory"):
        start(tmp_path / "file", EXERCISES[1])


def test_a_file_that_was_lost_is_put_back(tmp_path: Path) -> None:
    """And nothing else is touched."""
    own = start(tmp_path, EXERCISES[1])
    (own / "moves.toml").unlink()
    (own / "task.txt").write_text("mine", encoding="utf-8")
    assert start(tmp_path, EXERCISES[1]) == own
    assert (own / "moves.toml").read_text("utf-8") == EXERCISES[1].files["moves.toml"]
    assert (own / "task.txt").read_text("utf-8") == "mine"
