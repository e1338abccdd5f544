"""TLC as a server and workers: a search whose states are explored by several processes, or hosts.

The server keeps the states, and workers compute their successors. The states of a worker that is
gone are given to another. Everything that was started here is ended here.

Java's remote calls listen on all addresses of a machine unless a program says otherwise; a small
one of ours does, in Java's source (java/Bound.java), which needs a JDK to be run.

The server's exit code is always 0, so that the verdict is read from its output alone. It does not
print which property is violated: `stopped` says that a behaviour was printed, whose last state
remains to be judged. Only the number of distinct states is comparable.
"""

import os
import signal
import socket
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from pathlib import Path

from slotq.system.files import private_folder
from slotq.system.signals import at_the_end, held
from slotq.tlc.answer import so_far
from slotq.tlc.environment import java_environment
from slotq.tlc.errors import Ending, JobError, NoAnswerError
from slotq.tlc.job import FINGERPRINT, Job
from slotq.tlc.output import OutputReader
from slotq.tlc.process import run_process
from slotq.tlc.report import Outcome, Progress, Report
from slotq.tlc.sources import copy_file, copy_modules
from slotq.tlc.toolchain import Toolchain

LOOPBACK = "127.0.0.1"
_BOUND = Path(__file__).parent / "java" / "Bound.java"
_SERVER = "tlc2.tool.distributed.TLCServer"
_WORKER = "tlc2.tool.distributed.TLCWorker"
_READY = "@!@!@STARTMSG 7000:"
_LOST = "@!@!@STARTMSG 7002:"
_LAST_LINES = 12
_REPORT = 10_000  # milliseconds between two lines of progress


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server is.

    Attributes:
        address: The address that it listens on, and is known by to workers.
        port: Its port; 0 for any that is free.
    """

    address: str = LOOPBACK
    port: int = 0

    def checked(self) -> "Place":
        """The same, with a port.

        Raises:
            JobError: It is not an address of this machine, or the port is not free.
        """
        try:
            address = ip_address(self.address)
            if address.is_unspecified:
                message = f"{self.address} stands for all addresses: name one of this machine"
                raise JobError(message)
            family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((self.address, self.port))
                port: int = probe.getsockname()[1]
        except (OSError, ValueError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            message = f"no server can be at {self.address}, port {self.port}: {reason}"
            raise JobError(message) from error
        return Place(self.address, port)


@dataclass(frozen=True, slots=True)
class Search:
    """What came of a distributed search.

    Attributes:
        report: What the server said.
        stopped: Whether it ended with a behaviour, whose last state is to be judged.
        lost: How many workers were lost on the way.
    """

    report: Report
    stopped: bool
    lost: int


def joining(toolchain: Toolchain, place: Place) -> list[str]:
    """The words with which a worker on another host joins, but for its own address.

    Args:
        toolchain: For the name of the jar.
        place: Where the server is.
    """
    port = f"-D{_SERVER}.port={place.port}"
    return ["java", port, "-cp", toolchain.jar.name, _WORKER, place.address]


def search(  # noqa: PLR0913  # all but two have a default
    toolchain: Toolchain,
    job: Job,
    *,
    workers: int = 1,
    place: Place | None = None,
    on_ready: Callable[[Place], None] = lambda _: None,
    on_progress: Callable[[Progress], None] | None = None,
    on_worker: Callable[[int], None] = lambda _: None,
) -> Search:
    """Run a server, and workers on this machine, until there is an answer.

    Args:
        toolchain: The Java and the jar; the Java of a JDK.
        job: The model; it may not have temporal properties, which would not be checked.
        workers: How many workers are started here, each with one thread.
        place: Where the server listens; on loopback, at any port, unless given.
        on_ready: Called when workers of other hosts may join.
        on_progress: As for `run_tlc`.
        on_worker: Called with the process id of each worker that was started here.

    Raises:
        JobError: It cannot be started.
        NoAnswerError: It ended without an answer.
    """
    where = (place or Place()).checked()
    require_compiler(toolchain)
    with ExitStack() as stack:
        folder = stack.enter_context(private_folder("slotq-distributed-"))
        copy_modules(job.module, job.library, folder)
        copy_file(job.config, folder / f"{job.module.stem}.cfg")
        reader = OutputReader(on_progress)
        last: list[str] = []
        lost = 0

        def on_line(text: str) -> None:
            nonlocal lost
            line = text.replace(f"{folder}/", "")
            reader.feed(line)
            last[:] = [*last[1 - _LAST_LINES :], line]
            lost += line.startswith(_LOST)
            if line.startswith(_READY):
                on_ready(where)
                for number in range(workers):
                    on_worker(_start_worker(stack, toolchain, where, folder / f"worker-{number}"))

        options = [*_server_options(job), job.module.stem]
        command = [*_java(toolchain, where, folder), _SERVER, *options]
        exit_code = run_process(command, folder, on_line, job.timeout)
        return _judged(job, reader.report(), exit_code, last, lost)


def require_compiler(toolchain: Toolchain) -> None:
    """See that a Java can run a program in its source.

    Raises:
        JobError: It is not that of a JDK.
    """
    done = subprocess.run(  # noqa: S603  # fixed arguments, no shell
        [toolchain.java, "--list-modules"],
        env=java_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "jdk.compiler" not in done.stdout:
        message = (
            f"{toolchain.java} is not the Java of a JDK, which a distributed search needs:"
            " set JAVA_HOME or SLOTQ_JAVA to one, of version 11 or newer"
        )
        raise JobError(message)


def _java(toolchain: Toolchain, place: Place, folder: Path) -> list[str]:
    return [
        str(toolchain.java),
        "-XX:+UseSerialGC",
        f"-Djava.io.tmpdir={folder}",
        f"-Djava.rmi.server.hostname={place.address}",
        f"-D{_SERVER}.port={place.port}",
        f"-D{_SERVER}.report={_REPORT}",
        f"-D{_WORKER}.threadCount=1",
        *("-cp", str(toolchain.jar), str(_BOUND), place.address),
    ]


def _server_options(job: Job) -> list[str]:
    deadlock = [] if job.check_deadlock else ["-deadlock"]
    options = ["-tool", "-metadir", "states", "-fp", str(FINGERPRINT), *deadlock]
    return [*options, "-config", f"{job.module.stem}.cfg"]


def _start_worker(stack: ExitStack, toolchain: Toolchain, place: Place, folder: Path) -> int:
    folder.mkdir()
    with held():
        worker = subprocess.Popen(  # noqa: S603  # an argument list, the program found by us
            [*_java(toolchain, place, folder), _WORKER, place.address],
            cwd=folder,
            env=java_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        stack.callback(at_the_end(partial(_end, worker)))
    return worker.pid


def _end(worker: subprocess.Popen[bytes]) -> None:
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def _judged(job: Job, report: Report, exit_code: int, last: list[str], lost: int) -> Search:
    name = job.module.name
    if exit_code != 0:
        details = f"exit code {exit_code}{so_far(report)}: {report.message or ' | '.join(last)}"
        message = f"TLC's server on {name}: {Ending.OTHER_ERROR.value}: {details}"
        raise NoAnswerError(Ending.OTHER_ERROR, message)
    counted = None not in (report.distinct, report.queued)
    if report.outcome is Outcome.OK and report.finished and counted and report.queued == 0:
        return Search(report, stopped=False, lost=lost)
    if report.outcome is Outcome.UNFINISHED and report.finished and report.trace is not None:
        return Search(report, stopped=True, lost=lost)
    details = report.message.replace("\n", " | ") or " | ".join(last) or "it wrote nothing"
    message = f"TLC's server on {name}: {Ending.CUT_SHORT.value}: {details}"
    raise NoAnswerError(Ending.CUT_SHORT, message)
