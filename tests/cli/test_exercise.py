"""slotq.cli.exercise: the reader begins an exercise, and has an answer judged."""

from pathlib import Path

from tests.course.answers import RIGHT
from tests.stranger import here, slotq


def test_the_exercises_are_listed(tmp_path: Path) -> None:
    """Each with its number, its question and the files to edit."""
    ran = here("exercise", "list", cwd=tmp_path)
    lines = [line.split() for line in ran.out.splitlines()]
    assert (ran.code, ran.err) == (0, "")
    assert lines[1] == ["0", "Why", "does", "it", "hang?", "queue.py"]


def test_an_exercise_from_beginning_to_end(tmp_path: Path) -> None:
    """It is not solved, then it is; the exit codes say so."""
    ran = slotq("exercise", "start", "mine", "0", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("0. Why does it hang?\n")
    assert ran.out.endswith("\nThe files are in mine/00.\n")
    ran = slotq("exercise", "check", "mine", "0", cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines()[:2] == [
        "Exercise 0: not yet.",
        "Your queue breaks NoLostWakeUpInv:",
    ]
    (tmp_path / "mine" / "00" / "queue.py").write_text(RIGHT[0]["queue.py"], encoding="utf-8")
    ran = slotq("exercise", "check", "mine", "0", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Exercise 0: solved.\nUnder every schedule your queue does what is")
    said = "\nNext: slotq exercise start mine 1 (What is a state, and what is a step?)\n"
    assert ran.out.endswith(said)


def test_what_cannot_be_judged_is_one_line(tmp_path: Path) -> None:
    """With exit code 2."""
    ran = here("exercise", "check", "mine", "0", cwd=tmp_path)
    said = "slotq: mine/00 is not there: slotq exercise start mine 0 makes it\n"
    assert (ran.code, ran.out, ran.err) == (2, "", said)
