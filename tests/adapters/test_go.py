"""docs/examples/go: a queue in Go is right by each kind of evidence; each catches what is broken.

The pages of the documentation show sessions with it, which are made here: with `--run`, the calls
and the answers of a session are always the same.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from slotq.oracle.check import check
from slotq.oracle.conform.belief import Size
from slotq.oracle.conform.calls import read_run
from slotq.oracle.conform.drive import Plan, drive
from slotq.oracle.conform.report import Report
from slotq.oracle.conform.session import Patience
from slotq.oracle.verdict import Verdict
from tests.conftest import ROOT
from tests.stranger import slotq

SOURCE = ROOT / "docs" / "examples" / "go"
SESSIONS = ROOT / "docs" / "examples" / "sessions"
PATIENCE = Patience(answer=10, served=10)
LOADS = 20
"""How often a program that is wrong in a race may happen to be right."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the program was built."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("there is no go to build a program with: apt-get install golang-go")
    built = tmp_path_factory.mktemp("go")
    variables = os.environ | {"GOFLAGS": "-mod=mod", "GOPROXY": "off"}
    command = [go, "build", "-o", str(built / "slotqueue"), "."]
    done = subprocess.run(
        command, cwd=SOURCE, env=variables, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return built


def log(folder: Path, kind: str, *options: str) -> Verdict:
    """The verdict of a log that the program writes under load."""
    path = folder / f"{kind}{len(options)}.ndjson"
    with path.open("wb") as file:
        command = [str(folder / "slotqueue"), *options, kind]
        subprocess.run(command, stdout=file, check=True, timeout=60)
    verdict = check(str(path))
    assert isinstance(verdict, Verdict), verdict
    return verdict


@pytest.mark.parametrize("kind", ["trace", "history"])
def test_its_logs_are_accepted(folder: Path, kind: str) -> None:
    """Under load, to the end."""
    verdict = log(folder, kind)
    assert verdict.outcome == "accepted", verdict
    assert verdict.judged > 500


@pytest.mark.parametrize("kind", ["trace", "history"])
@pytest.mark.parametrize("broken", ["fifo", "check-then-set"])
def test_its_logs_are_rejected_where_it_is_broken(folder: Path, kind: str, broken: str) -> None:
    """What is wrong shows in each kind of log, if not under one load then under another."""
    verdicts = (log(folder, kind, "-broken", broken) for _ in range(LOADS))
    verdict = next(verdict for verdict in verdicts if verdict.outcome == "rejected")
    assert verdict.fault is not None
    assert verdict.fault.blame == "queue"


@pytest.mark.parametrize(("kind", "code"), [("trace", "SQ143"), ("history", "SQ220")])
def test_what_is_left_over_shows_in_the_last_line(folder: Path, kind: str, code: str) -> None:
    """Each line of a queue whose sleepers nobody wakes is right; that they sleep on is not."""
    verdict = log(folder, kind, "-broken", "no-waker")
    assert verdict.fault is not None
    assert (verdict.fault.code.code, verdict.fault.line) == (code, verdict.judged + 1)


def conform(folder: Path, *options: str) -> Report:
    """The verdict of driving it."""
    patience = Patience(answer=10, served=0.1) if options else PATIENCE
    plan = Plan(Size(1, 1, 2), seconds=30, examples=10, patience=patience)
    return drive([str(folder / "slotqueue"), *options, "conform"], plan)


def test_it_conforms(folder: Path) -> None:
    """One call at a time."""
    report = conform(folder)
    assert report.outcome == "conforms", report
    assert set(report.values) == {"scaling"}


@pytest.mark.parametrize(("broken", "code"), [("fifo", "SQ301"), ("no-waker", "SQ303")])
def test_it_does_not_conform_where_it_is_broken(folder: Path, broken: str, code: str) -> None:
    """By a short run; not always the shortest, as a shorter one may win its race now and then."""
    report = conform(folder, "-broken", broken)
    assert report.fault is not None
    assert report.fault.code == code
    assert len(report.fault.run) <= 8


RUN = (
    "start_dequeuer p1 d1; quiesce; dequeue p1 d1; queue_slot p1; dequeue p1 d1; "
    "acquire_slot p1 t0; acquire_slot p1 t0; wait_trigger p1 t0; close_slot p1 t0; cancel d1"
)
FIFO = "queue_slot p1; queue_slot p1; start_dequeuer p1 d1; dequeue p1 d1"
NEWCOMER = ("--run", FIFO, "--", "./slotqueue", "-broken", "fifo", "conform")


def session(folder: Path) -> bytes:
    """Every line of a session."""
    path = folder / "session.txt"
    with path.open("wb") as file:
        plan = Plan(patience=PATIENCE, run=tuple(read_run(RUN)), log=file)
        report = drive([str(folder / "slotqueue"), "conform"], plan)
    assert report.outcome == "no fault found", report
    return path.read_bytes()


def test_the_sessions_of_the_documentation_are_fresh(folder: Path) -> None:
    """What a reader sees is what the program says now."""
    made = {"conform.txt": session(folder)}
    ran = slotq("conform", *NEWCOMER, cwd=folder)
    assert ran.code == 1
    command = f"$ slotq conform --run '{FIFO}' -- ./slotqueue -broken fifo conform\n"
    made["fifo.txt"] = (command + ran.out).encode()
    if os.environ.get("SLOTQ_WRITE_SESSIONS"):
        SESSIONS.mkdir(exist_ok=True)
        for name, data in made.items():
            (SESSIONS / name).write_bytes(data)
    assert {path.name: path.read_bytes() for path in SESSIONS.iterdir()} == made
