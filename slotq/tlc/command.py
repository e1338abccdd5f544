"""TLC's command lines: the one that runs a job, and the one that a person can paste."""

import os
import shlex
from pathlib import Path

from slotq.tlc.job import FINGERPRINT, Job
from slotq.tlc.toolchain import QUICK_START, Toolchain

LARGE = ("-XX:+UseSerialGC",)
STATES = "states"


def command(toolchain: Toolchain, job: Job, folder: Path) -> list[str]:
    """The words that run a job in a folder that has all its files.

    Args:
        toolchain: The Java and the jar.
        job: The model.
        folder: Where it runs, and where Java puts its temporary files.
    """
    name = job.module.stem
    words = [
        str(toolchain.java),
        *(QUICK_START if job.small else LARGE),
        f"-Djava.io.tmpdir={folder}",
        *job.java_arguments,
        *("-cp", str(toolchain.jar), "tlc2.TLC", "-tool", "-metadir", STATES),
        *_options(job),
        *("-config", f"{name}.cfg"),
    ]
    if job.coverage:
        words += ["-coverage", "1"]
    if job.dump is not None:
        words += ["-dump", "dot,actionlabels", "graph"]
    return [*words, *job.arguments, name]


def pasted(toolchain: Toolchain, job: Job) -> str:
    """A line for a shell that runs a job where its files are, without slotq.

    Its temporary files are in a new folder that stays; the working folder is changed for the line
    alone.

    Args:
        toolchain: The Java and the jar.
        job: The model.
    """
    folder = job.module.parent
    library = dict.fromkeys(path for path in (*job.library, job.config.parent) if path != folder)
    java = [str(toolchain.java), *(QUICK_START if job.small else LARGE), *job.java_arguments]
    if library:
        java.append(f"-DTLA-Library={os.pathsep.join(map(str, library))}")
    tlc = [
        *("-cp", str(toolchain.jar), "tlc2.TLC"),
        *_options(job),
        *("-config", os.path.relpath(job.config, folder)),
        *job.arguments,
        job.module.name,
    ]
    temporary = ['-Djava.io.tmpdir="$states"', "-metadir", '"$states"']
    line = " ".join([shlex.join(java), temporary[0], shlex.join(tlc[:3]), *temporary[1:]])
    return f"(cd {shlex.quote(str(folder))} && states=$(mktemp -d) && {line} {shlex.join(tlc[3:])})"


def _options(job: Job) -> list[str]:
    deadlock = [] if job.check_deadlock else ["-deadlock"]
    return ["-fp", str(FINGERPRINT), "-workers", str(job.workers), *deadlock]
