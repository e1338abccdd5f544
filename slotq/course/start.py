"""Begins an exercise: puts its files into a folder."""

from pathlib import Path

from slotq.course.exercise import Exercise
from slotq.course.verdict import AnswerError
from slotq.system.files import write_whole


def start(folder: Path, exercise: Exercise) -> Path:
    """Write the files of an exercise; where it was begun, those that are missing.

    Args:
        folder: Where the exercises are; it is made if it is not there.
        exercise: The exercise.

    Returns:
        The folder of this exercise.

    Raises:
        AnswerError: All of them are there, or the folder cannot be made.
        FileError: A file cannot be written.
    """
    own = folder / exercise.folder
    try:
        own.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot make the folder {own}: {error.strerror}"
        raise AnswerError(message) from error
    missing = [name for name in exercise.files if not (own / name).exists()]
    if not missing:
        message = f"{own} is there already: edit what is in it, or name another folder"
        raise AnswerError(message)
    for name in missing:
        write_whole(own / name, exercise.files[name])
    return own
