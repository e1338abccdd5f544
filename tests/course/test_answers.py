"""Each exercise is not solved as given, is solved by its model answer, and tells what is wrong."""

from pathlib import Path

import pytest

from slotq.course.check import check
from slotq.course.exercise import load_exercises
from slotq.course.start import start
from slotq.course.verdict import Verdict
from tests.course.answers import RIGHT, Files
from tests.course.wrong_answers import WRONG, Wrong

EXERCISES = load_exercises()


def judged(folder: Path, number: int, files: Files) -> Verdict:
    """The verdict on an answer."""
    own = start(folder, EXERCISES[number])
    for name, text in files.items():
        assert (own / name).exists()
        (own / name).write_text(text, encoding="utf-8")
    return check(folder, EXERCISES[number])


def test_every_exercise_has_answers() -> None:
    """One that solves it, and at least two that do not."""
    assert set(RIGHT) == set(EXERCISES)
    assert all(len([w for w in WRONG if w.number == number]) > 1 for number in EXERCISES)


@pytest.mark.parametrize("number", EXERCISES)
def test_what_is_given_does_not_solve_it(number: int, tmp_path: Path) -> None:
    """Else there would be nothing to do."""
    verdict = judged(tmp_path, number, {})
    assert not verdict.solved
    assert verdict.lines


@pytest.mark.parametrize("number", EXERCISES)
def test_the_model_answer_solves_it(number: int, tmp_path: Path) -> None:
    """So it can be solved."""
    verdict = judged(tmp_path, number, RIGHT[number])
    assert verdict.solved, verdict.lines


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.number}-{wrong.what}")
def test_a_wrong_answer_is_told_what_it_breaks(wrong: Wrong, tmp_path: Path) -> None:
    """The hint is about this mistake."""
    verdict = judged(tmp_path, wrong.number, wrong.files)
    assert not verdict.solved
    assert wrong.said in verdict.lines
