"""An exercise: its task, and the files that the reader gets."""

import inspect
import tomllib
from importlib import import_module
from importlib.resources import files

import msgspec

from slotq.course.verdict import AnswerError

TASK = "task.txt"
"""The file that holds the task."""


class Replaced(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines of the project's own text, and what the reader finds in their place."""

    old: str
    new: str


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that the reader edits.

    Attributes:
        file: What it is called.
        data: Where it lies in slotq/course/given; empty if it is made from a module.
        module: The module whose text it is, with some lines replaced.
        replaced: These lines.
    """

    file: str
    data: str = ""
    module: str = ""
    replaced: tuple[Replaced, ...] = ()

    def text(self) -> str:
        """Write it as it is given.

        Raises:
            AnswerError: The text to be replaced is not in the module, or not once.
        """
        if self.data:
            return files("slotq.course").joinpath("given", self.data).read_text(encoding="utf-8")
        text = inspect.getsource(import_module(self.module))
        for each in self.replaced:
            if text.count(each.old) != 1:
                message = f"{self.module} has {each.old!r} {text.count(each.old)} times"
                raise AnswerError(message)
            text = text.replace(each.old, each.new)
        return text


class Exercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An exercise; it has the number of its chapter.

    Attributes:
        number: Of the chapter that it belongs to.
        title: The question.
        task: What to do.
        given: The files that the reader gets.
        seconds: How long judging an answer may take.
    """

    number: int
    title: str
    task: str
    given: tuple[Given, ...]
    seconds: float = 60.0

    @property
    def folder(self) -> str:
        """The name of its folder: two digits."""
        return f"{self.number:02}"

    @property
    def files(self) -> dict[str, str]:
        """What its folder holds at first, by name."""
        task = f"{self.number}. {self.title}\n\n{self.task.strip()}\n"
        return {TASK: task, **{given.file: given.text() for given in self.given}}

    @property
    def is_python(self) -> bool:
        """Whether the reader writes code that is run."""
        return any(given.file.endswith(".py") for given in self.given)

    @property
    def replaces_queue(self) -> bool:
        """Whether the reader's file takes the place of slotq.queue."""
        return any(given.module == "slotq.queue" for given in self.given)


class _Exercises(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    exercise: tuple[Exercise, ...]


def load_exercises() -> dict[int, Exercise]:
    """Read all exercises, by their numbers."""
    text = files("slotq.course").joinpath("exercises.toml").read_text(encoding="utf-8")
    table = msgspec.convert(tomllib.loads(text), _Exercises)
    return {exercise.number: exercise for exercise in table.exercise}


def find_exercise(number: int) -> Exercise:
    """Find an exercise.

    Raises:
        AnswerError: There is no such exercise.
    """
    exercises = load_exercises()
    if number not in exercises:
        message = f"there is no exercise {number}: slotq exercise list shows them"
        raise AnswerError(message)
    return exercises[number]
