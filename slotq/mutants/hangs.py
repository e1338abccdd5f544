"""A bound of processor time for each check of a mutant, and the place where it was used up.

What is counted is processor time, so that no mutant is blamed for a busy machine. When a process
has used what it may, the system sends it a signal; Python then writes the frames of all threads,
and the signal ends the process.
"""

import faulthandler
import re
import resource
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

PROCESSOR = 60
"""Seconds of processor time that a claim may use here, and in each process that it starts."""
OF_A_TEST = 30
"""The same of a single test."""
LIMIT = "SLOTQ_MUTANTS_OF_A_TEST"
"""The variable of the environment that tells pytest's plugin so, in seconds."""
TIMES = 4
"""A mutant hangs if it has used this many times what the original needs."""
ENDED = -signal.SIGXCPU
"""The exit code of a process that has used up its time."""
RUNNING = "running "
"""Begins the line that names the test which now begins."""
USED = "processor time used: "
"""Begins the line that says how many seconds a process has used."""
_FRAME = re.compile(r'^  File "(.+)", line (\d+) in ')


def watch(stream: int) -> None:
    """When the time is used up, write where the program was, and end it.

    Args:
        stream: The number of the open file to write to.
    """
    faulthandler.register(signal.SIGXCPU, stream, all_threads=True, chain=True)


def allow(seconds: float) -> None:
    """Let this process use so much processor time from now on.

    Args:
        seconds: How much; it is rounded up.
    """
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + seconds) + 1, most))


def place(said: Sequence[str], folder: Path, file: str) -> str:
    """Where a process was when its time was used up, as `FILE line N`.

    It is the innermost call of the changed file, or else of the project's own modules.

    Args:
        said: What the process has written.
        folder: The copy of the project that it ran in.
        file: The file that is changed.
    """
    frames = list(_frames(said, folder))
    for chosen in (lambda name: name == file, lambda name: name.startswith("slotq/"), bool):
        for name, line in frames:
            if chosen(name):
                return f"{name} line {line}"
    return "a place that is not known"


def running(said: Sequence[str]) -> str | None:
    """The test that had begun last, by the lines that name each; None if there was none."""
    names = [line.removeprefix(RUNNING) for line in said if line.startswith(RUNNING)]
    return names[-1] if names else None


def used(said: Sequence[str]) -> float | None:
    """How many seconds a process has used, if it has said so."""
    lines = [line.removeprefix(USED) for line in said if line.startswith(USED)]
    return float(lines[-1]) if lines else None


def _frames(said: Sequence[str], folder: Path) -> Iterator[tuple[str, int]]:
    for line in said:
        found = _FRAME.match(line)
        if found is not None and Path(found[1]).is_relative_to(folder):
            yield Path(found[1]).relative_to(folder).as_posix(), int(found[2])
