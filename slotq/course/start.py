"""Begins an exercise: puts its files into a folder."""

from pathlib import Path

from slotq.course.exercise import Exercise
from slotq.course.verdict import AnswerError
from slotq.system.files import write_whole


def start(folder: Path, exercise: Exercise) -> Path:
    """Write the files of an exercise.

    Args:
        folder: Where the exercises are; it is made if it is not there.
        exercise: The exercise.

    Returns:
        The folder of this exercise.

    Raises:
        AnswerError: The exercise was begun there, or its folder cannot be made.
        FileError: A file cannot be written.
    """
    own = folder / exercise.folder
    try:
        own.mkdir(parents=True)
    except FileExistsError:
        message = f"{own} is there already: edit what is in it, or name another folder"
        raise AnswerError(message) from None
    except OSError as error:
        message = f"cannot make the folder {own}: {error.strerror}"
        raise AnswerError(message) from error
    for name, text in exercise.files.items():
        write_whole(own / name, text)
    return own
