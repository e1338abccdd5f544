"""slotq.oracle.conform.concurrently: races of overlapping calls are found, and nothing else is."""

import sys
from pathlib import Path

import pytest

from slotq.oracle.check import check
from slotq.oracle.conform.calls import Call, RunError
from slotq.oracle.conform.concurrently import drive_concurrently
from slotq.oracle.conform.drive import Plan
from slotq.oracle.conform.findings import UnusableError
from slotq.oracle.conform.report import render
from slotq.oracle.conform.schedule import Step, read_schedule, write_schedule
from slotq.oracle.conform.session import Patience
from tests.conftest import ROOT
from tests.oracle.conform.programs import HOSTILE

REFERENCE = [sys.executable, "-m", "slotq.oracle.conform.reference"]
MINE = str(ROOT / "docs" / "examples" / "python" / "test_mine.py")
PATIENCE = Patience(answer=5, served=5)
PLAN = Plan(patience=PATIENCE, seconds=2, shrinking=2)
RACE = (
    "queue_slot p1; start_dequeuer p2 d1; dequeue p2 d1; start_dequeuer p3 d2; dequeue p3 d2; "
    "acquire_slot p1 t0 &; acquire_slot p2 t0 &; acquire_slot p3 t0"
)
CHECK_THEN_SET = """
import sys, threading, time
sys.path.insert(0, sys.argv[1])
from test_mine import Mine, serve
class Wrong(Mine):
    def acquire_slot(self, process, token):
        if token in self._won:
            return False
        time.sleep(0)  # a yield: somebody else may look now
        with self._changed:
            self._won.add(token)
            self._slots[:] = [other for other in self._slots if other != token]
            self._triggered.add(token)
            self._changed.notify_all()
        return True
sys.setswitchinterval(1e-6)
serve(Wrong, sys.stdin.buffer, sys.stdout.buffer, "wrong", concurrent=True)
"""
WRONG = [sys.executable, "-c", CHECK_THEN_SET, MINE.removesuffix("/test_mine.py")]


def test_a_schedule_is_written_and_read() -> None:
    """In one line, as in a shell."""
    steps = (Step(Call("queue_slot", 0), stays_open=True), Step(Call("cancel", dequeuer=1)))
    assert write_schedule(steps) == "queue_slot p1 &; cancel d2"
    assert read_schedule(write_schedule(steps)) == steps
    for wrong in ("", "&", "quiesce", "queue_slot & p1", "queue_slot p1; " * 65):
        with pytest.raises(RunError):
            read_schedule(wrong)


@pytest.mark.parametrize("command", [REFERENCE, [sys.executable, MINE]], ids=["slotq", "mine"])
def test_what_is_right_shows_no_fault(command: list[str]) -> None:
    """With several calls open at a time; what was not seen is said."""
    report, lines = drive_concurrently(command, PLAN)
    assert (report.outcome, report.exit_code, lines) == ("no fault found", 0, ()), report
    assert report.schedules > 1
    assert report.overlapping > 1
    assert "not seen  races that did not happen" in render(report)


def test_a_race_is_found_and_made_again(tmp_path: Path) -> None:
    """A flag that is looked at and set later: by drawing, and by the schedule that was printed."""
    plan = Plan(patience=PATIENCE, seconds=50, shrinking=3)
    report, lines = drive_concurrently(WRONG, plan)
    assert report.fault is not None, report
    assert report.fault.code in {"SQ208", "SQ220", "SQ217"}
    assert "tries of up to 100 runs" in report.fault.often
    path = tmp_path / "history"
    path.write_bytes(b"\n".join(lines) + b"\n")
    verdict = check(str(path))
    assert verdict.outcome == "rejected"  # type: ignore[union-attr]  # it can be used
    steps = read_schedule(RACE)
    report, _ = drive_concurrently(WRONG, Plan(patience=PATIENCE, times=1000, seconds=50), steps)
    assert report.fault is not None, report
    assert "SQ208" in render(report)


def test_a_program_that_cannot_is_not_driven() -> None:
    """It has to say that its calls may overlap."""
    command = [sys.executable, "-m", "tests.oracle.conform.programs", "no calls"]
    with pytest.raises(UnusableError, match='"concurrent" among what it can'):
        drive_concurrently(command, PLAN)


@pytest.mark.parametrize("name", ["silence", "exit", "garbage", "cut line", "endless line"])
def test_a_hostile_program_is_told(name: str) -> None:
    """With the codes of single calls; here at the first reset."""
    code = (
        "import sys; from tests.oracle.conform import programs as p; "
        "p.START = p.START.replace(b'[', b'[\"concurrent\",'); p.main(sys.argv[1])"
    )
    plan = Plan(patience=Patience(answer=0.4, served=0.1), seconds=5, shrinking=1)
    report, _ = drive_concurrently([sys.executable, "-c", code, name], plan, read_schedule(RACE))
    assert report.fault is not None, report
    assert report.fault.code == HOSTILE[name][0]
