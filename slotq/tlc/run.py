"""Runs TLC on one model, in a private folder that is gone afterwards.

The model's module, its configuration and every module of its libraries are copied flat into a new
temporary folder, and TLC runs there on plain file names. So it does not matter where the caller
stands, whether a path holds a space, or how many runs go on at once: TLC names its working folder
by the second, and unpacks its standard modules into Java's temporary folder, which concurrent runs
would share.

The polynomial of the fingerprints is fixed, so that a run with one worker finds the same
counterexample again.
"""

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from slotq.system.files import private_folder
from slotq.tlc.answer import is_aside, require_answer, so_far
from slotq.tlc.command import command
from slotq.tlc.errors import Ending, JobError, NoAnswerError, TlcTimeoutError
from slotq.tlc.job import Job
from slotq.tlc.output import OutputReader
from slotq.tlc.process import run_process
from slotq.tlc.report import Progress, Report
from slotq.tlc.sources import copy_file, copy_modules
from slotq.tlc.toolchain import Toolchain

_LAST_LINES = 12


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a job: TLC's report, its exit code, and the seconds of wall time it took."""

    report: Report
    exit_code: int
    seconds: float


def run_tlc(
    toolchain: Toolchain,
    job: Job,
    on_progress: Callable[[Progress], None] | None = None,
    on_printed: Callable[[str], None] | None = None,
) -> Run:
    """Runs TLC until it has an answer.

    A violation is an answer, not an exception: see the report's outcome.

    Args:
        toolchain: The Java and the jar.
        job: The model.
        on_progress: Called about once a minute.
        on_printed: Called with each line that the specification itself prints, as it comes.

    Raises:
        JobError: The job cannot be started.
        NoAnswerError: TLC ended without an answer, did not end in time, or cannot be started.
        FileError: There is no place for its files.
    """
    if job.workers < 1:
        message = f"TLC needs at least one worker, not {job.workers}"
        raise JobError(message)
    with private_folder("slotq-tlc-") as folder:
        copy_modules(job.module, job.library, folder)
        copy_file(job.config, folder / f"{job.module.stem}.cfg")
        run = _run(toolchain, job, folder, OutputReader(on_progress, on_printed))
        if job.dump is not None:
            _keep_dump(folder, job.dump)
        return run


def _run(toolchain: Toolchain, job: Job, folder: Path, reader: OutputReader) -> Run:
    last: list[str] = []

    def on_line(text: str) -> None:
        line = text.replace(f"{folder}/", "")  # its name means nothing to a reader
        reader.feed(line)
        if line.strip() and not is_aside(line):
            last[:] = [*last[1 - _LAST_LINES :], line]

    begin = time.monotonic()
    name = job.module.name
    try:
        exit_code = run_process(command(toolchain, job, folder), folder, on_line, job.timeout)
    except TlcTimeoutError as error:
        message = f"TLC on {name}: {error}{so_far(reader.report())}"
        raise NoAnswerError(Ending.TIMED_OUT, message) from None
    except OSError as error:
        message = f"TLC on {name}: {toolchain.java} cannot be started: {error.strerror}"
        raise NoAnswerError(Ending.NOT_STARTED, message) from error
    report = reader.report()
    require_answer(name, report, exit_code, last, job.arguments)
    return Run(report, exit_code, time.monotonic() - begin)


def _keep_dump(folder: Path, destination: Path) -> None:
    """Puts the graph in its place whole, never half written."""
    source = folder / "graph.dot"
    if not source.is_file():
        return  # TLC found an error before the first state
    beside = destination.with_name(f".{destination.name}.{os.getpid()}")
    try:
        shutil.move(source, beside)
        beside.replace(destination)
    except OSError as error:
        beside.unlink(missing_ok=True)
        message = f"cannot write {destination}: {error.strerror}"
        raise JobError(message) from error
