"""Has an answer judged by a process of its own, which is ended when its time is over."""

import contextlib
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import msgspec

from slotq.course.exercise import Exercise
from slotq.course.verdict import AnswerError, Verdict
from slotq.system.signals import at_the_end, held

_GRACE = 5.0


def check(folder: Path, exercise: Exercise, seconds: float | None = None) -> Verdict:
    """Judge an answer.

    Args:
        folder: Where the exercises are.
        exercise: The exercise.
        seconds: How long that may take; by default as long as the exercise says.

    Raises:
        AnswerError: The answer is missing, cannot be read, or does not end.
    """
    own = folder / exercise.folder
    if not own.is_dir():
        message = f"{own} is not there: slotq exercise start {folder} {exercise.number} makes it"
        raise AnswerError(message)
    limit = exercise.seconds if seconds is None else seconds
    command = [sys.executable, "-m", "slotq.course.examine", str(exercise.number), str(own)]
    with ExitStack() as stack:
        with held():
            child = subprocess.Popen(  # noqa: S603  # a module of ours, a number and a folder
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True
            )
            stack.callback(at_the_end(partial(_end, child)))
        try:
            said, _ = child.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            message = f"the answer did not end within {limit:g} s: does it loop for ever?"
            raise AnswerError(message) from None
    return _read(said, child.returncode)


def _read(said: bytes, code: int) -> Verdict:
    try:
        decoded = msgspec.json.decode(said, type=Verdict | str)
    except msgspec.DecodeError:
        message = f"the answer ended the process that judges it, with exit code {code}"
        raise AnswerError(message) from None
    if isinstance(decoded, str):
        raise AnswerError(decoded)
    return decoded


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End the process, which may have started TLC and made folders; at last by force."""
    for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
        if child.poll() is not None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_GRACE)
    if child.stdout is not None:
        child.stdout.close()
