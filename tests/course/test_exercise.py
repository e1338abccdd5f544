"""slotq.course.exercise: the exercises are numbered, and each has what it needs."""

import pytest

from slotq.course.exercise import Given, Replaced, find_exercise, load_exercises
from slotq.course.judges import JUDGES
from slotq.course.verdict import AnswerError


def test_every_exercise_has_a_judge() -> None:
    """And the numbers leave none out."""
    numbers = [*load_exercises()]
    assert numbers == [*range(len(numbers))] == [*JUDGES]


def test_an_exercise_that_does_not_exist() -> None:
    """The line says where the others are listed."""
    with pytest.raises(AnswerError, match="no exercise 99: slotq exercise list shows them"):
        find_exercise(99)


def test_a_text_that_is_not_in_the_module_is_not_replaced() -> None:
    """Else an exercise would give the right queue."""
    given = Given("queue.py", module="slotq.queue", replaced=(Replaced("no such line", ""),))
    with pytest.raises(AnswerError, match=r"slotq\.queue has 'no such line' 0 times"):
        given.text()
