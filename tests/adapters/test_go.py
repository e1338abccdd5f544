"""docs/examples/go: a queue in Go is right by each kind of evidence; each catches what is broken.

The pages of the documentation show sessions with it, which are made here: with `--run`, the calls
and the answers of a session are always the same.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from slotq.oracle.check.judge_files import check
from slotq.oracle.conform.call_schedule import read_schedule
from slotq.oracle.conform.calls import read_run
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.concurrently import drive_concurrently
from slotq.oracle.conform.drive import Plan, drive
from slotq.oracle.conform.outcome import Report
from slotq.oracle.conform.session import Patience
from slotq.oracle.verdict.verdict import Verdict
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


def test_a_race_is_shown_by_its_schedule(folder: Path) -> None:
    """The one that the page of conform shows, in one try of a hundred runs."""
    page = (ROOT / "docs" / "formats" / "conform.md").read_text(encoding="utf-8")
    command = " ".join(page[page.index("slotq conform --concurrent --times") :].split())
    schedule = read_schedule(command.split("'")[1])
    program = [str(folder / "slotqueue"), "-broken", "check-then-set", "conform"]
    report, lines = drive_concurrently(program, Plan(seconds=60, times=100), schedule)
    assert report.fault is not None, report
    assert report.fault.code == "SQ208"
    assert lines


GUIDE = (ROOT / "docs" / "guide" / "instrument.md").read_text(encoding="utf-8")
_, EVIDENCE, _, *TABLE = [
    [cell.strip(" `") for cell in line.strip("|").split("|")]
    for line in GUIDE[GUIDE.index("## Which evidence") :].splitlines()
    if line.startswith(("|", "## "))
]
CELLS = [
    (broken, evidence, codes)
    for broken, *row in TABLE
    for evidence, codes in zip(EVIDENCE[1:], row, strict=True)
]


def seen(folder: Path, broken: str, evidence: str, seconds: float) -> str:
    """The code of one verdict of a kind of evidence on a fault, or a dash if it has none."""
    options = ("-broken", broken) * bool(broken)
    match evidence.replace("`", ""):
        case "conform":
            report = conform(folder, *options)
        case "conform --concurrent":
            patience = Patience(answer=10, served=0.3)
            plan = Plan(seconds=seconds, shrinking=1, patience=patience)
            command = [str(folder / "slotqueue"), *options, "conform"]
            report, _ = drive_concurrently(command, plan)
        case kind:
            name, _, end = kind.partition(", ")
            verdict = log(folder, name, *options, *([end] if end else []))
            return verdict.fault.code.code if verdict.fault else "-"
    return report.fault.code if report.fault else "-"


@pytest.mark.parametrize(("broken", "evidence", "codes"), CELLS)
def test_the_table_of_the_guide_says_what_is_seen(
    folder: Path, broken: str, evidence: str, codes: str
) -> None:
    """Each fault by what the table says, in one run or another, and by nothing else."""
    if codes == "-":
        assert seen(folder, broken, evidence, 3) == "-"
        return
    tries = 2 if evidence.startswith("conform") else LOADS
    found = next(code for _ in range(tries) if (code := seen(folder, broken, evidence, 55)) != "-")
    assert found in codes.split(", ")


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
    assert {name: (SESSIONS / name).read_bytes() for name in made} == made
