"""Judges one answer in this process, which may be ended: `python -m slotq.course.examine`.

What the reader's code prints goes to standard error; the verdict is one line on standard output.
A reader's copy of the queue takes the place of `slotq.queue` before the scheduler is imported, so
that all of it is run, whichever of its classes was changed.
"""

import os
import resource
import sys
from importlib import import_module, reload
from pathlib import Path

import msgspec

from slotq import manager, queue
from slotq.course.answer import run_python
from slotq.course.exercise import Exercise, find_exercise
from slotq.course.verdict import AnswerError, Verdict
from slotq.errors import SlotqError
from slotq.system import signals

CANNOT = 2
_BYTES = 4 << 30
"""How much memory a reader's code may take; Java reserves more, and no such code starts it."""
_QUEUE = ("Dequeuer", "SlotCaller", "SlotQueue", "SlotToken")


def examine(folder: Path, exercise: Exercise) -> Verdict:
    """Judge an answer.

    Args:
        folder: The folder of the exercise.
        exercise: The exercise.

    Raises:
        AnswerError: The answer cannot be judged.
    """
    if exercise.is_python:
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        least = _BYTES if most == resource.RLIM_INFINITY else min(_BYTES, most)
        resource.setrlimit(resource.RLIMIT_AS, (least, most))
    if exercise.replaces_queue:
        _replace_queue(folder / exercise.given[0].file)
    # Only now, since it imports what imports the queue.
    judges = import_module("slotq.course.judges")
    verdict: Verdict = judges.JUDGES[exercise.number](folder)
    return verdict


def _replace_queue(path: Path) -> None:
    for name in _QUEUE:
        delattr(queue, name)
    run_python(path, queue)
    for name in _QUEUE:
        if not isinstance(getattr(queue, name, None), type):
            message = f"{path.name} defines no class {name}"
            raise AnswerError(message)
    reload(manager)


def main() -> int:
    """Judge the answer that the arguments name, and print the verdict."""
    number, folder = sys.argv[1:]
    verdicts = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        verdict = examine(Path(folder), find_exercise(int(number)))
    except SlotqError as error:  # of the answer, or of what is missing on this machine
        verdicts.write(msgspec.json.encode(str(error)) + b"\n")
        return CANNOT
    verdicts.write(msgspec.json.encode(verdict) + b"\n")
    return 0


if __name__ == "__main__":
    signals.take_over()
    signals.end_by_exception()
    try:
        code = main()
    finally:
        signals.end_at_once()
        signals.tidy_up()
    sys.exit(code)
