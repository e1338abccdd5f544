"""slotq.tlc.distributed: a server and workers, of which one dies; and what is left of them."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from slotq.tlc import distributed
from slotq.tlc.distributed import Place, joining, require_compiler, search
from slotq.tlc.errors import JobError, NoAnswerError
from slotq.tlc.report import Outcome, Progress
from slotq.tlc.toolchain import Toolchain
from slotq.verify.manifest import load_manifest
from slotq.verify.models import Folders, make_job
from tests.tlc.fake_java import pretend

MODEL = load_manifest().find("General_2x2x1")
JOB = make_job(MODEL, Folders())


@pytest.fixture
def jdk(toolchain: Toolchain) -> Toolchain:
    """A Java that compiles."""
    try:
        require_compiler(toolchain)
    except JobError as error:
        pytest.skip(f"a distributed search was not tried: {error}")
    return toolchain


def listening(pids: set[int]) -> set[str]:
    """The addresses at which these processes wait for connections, by Linux."""
    sockets: dict[str, str] = {}
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text(encoding="ascii").splitlines()[1:]:
            words = line.split()
            if words[3] == "0A":
                sockets[words[9]] = words[1].partition(":")[0]
    found = set()
    for pid in pids:
        open_files: list[str] = []
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # it was closed meanwhile
                open_files.append(str(link.readlink()))
        for target in open_files:
            inode = target.removeprefix("socket:[").removesuffix("]")
            found |= {sockets[inode]} if inode in sockets else set()
    return found


def test_a_worker_that_dies_is_no_loss(jdk: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one explores its states: there are as many as without."""
    monkeypatch.setattr(distributed, "_REPORT", 100)
    workers: list[int] = []
    killed: list[int] = []

    def on_worker(pid: int) -> None:
        workers.append(pid)
        if len(workers) == 2:
            # It waits until the first is gone, which therefore has joined and has states.
            os.killpg(pid, signal.SIGSTOP)

    def on_progress(progress: Progress) -> None:
        if progress.distinct > 200 and progress.queued > 0 and not killed:
            killed.append(workers[0])
            os.killpg(workers[0], signal.SIGKILL)
            os.killpg(workers[1], signal.SIGCONT)

    found = search(jdk, JOB, workers=2, on_progress=on_progress, on_worker=on_worker)
    assert (len(workers), len(killed)) == (2, 1)
    assert (found.stopped, found.report.outcome) == (False, Outcome.OK)
    assert (found.report.distinct, found.lost) == (MODEL.distinct, 1)
    for pid in workers:
        with pytest.raises(ProcessLookupError):
            os.killpg(pid, 0)


def test_nothing_listens_but_on_loopback(jdk: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the server nor a worker."""
    monkeypatch.setattr(distributed, "_REPORT", 100)
    started: set[int] = set()
    seen: set[str] = set()
    real = subprocess.Popen

    def popen(*args: object, **options: object) -> object:
        process = real(*args, **options)  # type: ignore[call-overload]
        started.add(process.pid)
        return process

    def on_progress(_: Progress) -> None:
        seen.update(listening({pid for pid in started if Path(f"/proc/{pid}/fd").exists()}))

    monkeypatch.setattr("slotq.tlc.process.subprocess.Popen", popen)
    search(jdk, JOB, workers=1, on_progress=on_progress)
    assert seen <= {"0100007F", "0000000000000000FFFF00000100007F"}
    assert seen


def test_a_violation_stops_all(jdk: Toolchain) -> None:
    """With the behaviour that a worker found, and without a name."""
    job = make_job(load_manifest().find("faults/CheckThenSet"), Folders())
    found = search(jdk, job, workers=1)
    assert (found.stopped, found.report.violated) == (True, None)
    assert found.report.trace is not None
    assert found.report.trace.steps[-1].state["busy"] == frozenset({0})


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (Place("0.0.0.0"), "stands for all addresses"),  # noqa: S104  # it is refused
        (Place("::"), "stands for all addresses"),
        (Place("192.0.2.1"), "no server can be at 192.0.2.1, port 0"),
        (Place("example.org"), "no server can be at example.org, port 0"),
        (Place("-x"), "no server can be at -x, port 0"),
    ],
)
def test_a_place_where_no_server_can_be_is_refused(place: Place, reason: str) -> None:
    """Among them that which would open it to everybody."""
    with pytest.raises(JobError, match=reason):
        place.checked()


def test_a_java_that_cannot_compile_is_refused(toolchain: Toolchain, tmp_path: Path) -> None:
    """It could not bind a port to an address."""
    java = pretend(toolchain, tmp_path, "echo java.base@25")
    with pytest.raises(JobError, match="is not the Java of a JDK"):
        search(java, JOB)


@pytest.mark.parametrize("script", ["exit 0", "exit 3", "kill -9 $$"])
def test_a_server_without_an_answer_is_none(
    toolchain: Toolchain, tmp_path: Path, script: str
) -> None:
    """Whatever its exit code."""
    java = pretend(
        toolchain, tmp_path, f'test "$1" = --list-modules && echo jdk.compiler@21 || {script}'
    )
    with pytest.raises(NoAnswerError, match=r"TLC's server on MCSlotQueueSteps\.tla: "):
        search(java, JOB)


def test_the_line_of_another_host_names_the_server(toolchain: Toolchain) -> None:
    """It needs the jar, and nothing else."""
    assert joining(toolchain, Place("192.0.2.1", 4711)) == [
        "java",
        "-Dtlc2.tool.distributed.TLCServer.port=4711",
        "-cp",
        "tla2tools.jar",
        "tlc2.tool.distributed.TLCWorker",
        "192.0.2.1",
    ]
