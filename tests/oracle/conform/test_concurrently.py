"""slotq.oracle.conform.concurrently: races of overlapping calls are found, and nothing else is."""

import sys
from pathlib import Path

import pytest

from slotq.oracle.check.judge_files import check
from slotq.oracle.conform.call_schedule import Step, read_schedule, write_schedule
from slotq.oracle.conform.calls import Answer, Call, RunError
from slotq.oracle.conform.concurrently import drive_concurrently
from slotq.oracle.conform.drive import Plan
from slotq.oracle.conform.essence import essence
from slotq.oracle.conform.failures import UnusableError
from slotq.oracle.conform.outcome import render
from slotq.oracle.conform.overlap import Made
from slotq.oracle.conform.session import Patience
from tests.conftest import ROOT
from tests.oracle.conform.programs import HOSTILE

REFERENCE = [sys.executable, "-m", "slotq.oracle.conform.reference_program"]
MINE = str(ROOT / "docs" / "examples" / "python" / "test_mine.py")
PATIENCE = Patience(answer=5, served=5)
BUSY = 240
"""Seconds that are enough on a machine that does other things, too; idle, it takes some ten."""
PLAN = Plan(patience=PATIENCE, seconds=2, shrinking=2)
RACE = (
    "queue_slot p1; start_dequeuer p2 d1; dequeue p2 d1; start_dequeuer p3 d2; dequeue p3 d2; "
    "acquire_slot p1 t0 &; acquire_slot p2 t0 &; acquire_slot p3 t0"
)
# Each yields once in the middle of its race, and Python switches between threads often: nothing
# else makes the races likelier.
PROGRAM = """
import sys, threading, time
sys.path.insert(0, sys.argv[1])
from test_mine import Mine, serve
class Wrong(Mine):
    def acquire_slot(self, process, token):
{}
sys.setswitchinterval(1e-6)
serve(Wrong, sys.stdin.buffer, sys.stdout.buffer, "wrong", concurrent=True)
"""
FAULTS = {
    "SQ208": """
        if token in self._won:
            return False
        time.sleep(0)
        with self._changed:
            self._won.add(token)
            self._slots[:] = [other for other in self._slots if other != token]
            self._triggered.add(token)
            self._changed.notify_all()
        return True
""",
    "SQ217": """
        with self._changed:
            if token in self._won:
                return False
            self._won.add(token)
            self._triggered.add(token)
            self._changed.notify_all()
        time.sleep(0)
        with self._changed:
            self._slots.remove(token)
            self._changed.notify_all()
        return True
""",
}


def wrong(code: str) -> list[str]:
    """The program of the example in Python with the fault that has this code."""
    text = PROGRAM.format(FAULTS[code])
    return [sys.executable, "-c", text, MINE.removesuffix("/test_mine.py")]


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
    assert "not seen  races that did not occur" in render(report)


@pytest.mark.parametrize("code", FAULTS)
def test_a_race_is_found(code: str, tmp_path: Path) -> None:
    """A flag that is looked at and set later; a trigger closed before its token is removed."""
    plan = Plan(patience=PATIENCE, seconds=BUSY, shrinking=2)
    report, lines = drive_concurrently(wrong(code), plan)
    assert report.fault is not None, report
    assert report.fault.code == code
    assert "tries of up to 100 runs" in report.fault.often
    path = tmp_path / "history"
    path.write_bytes(b"\n".join(lines) + b"\n")
    verdict = check(str(path))
    assert verdict.outcome == "rejected"  # type: ignore[union-attr]  # it can be used


def test_a_race_is_made_again_by_its_schedule() -> None:
    """Within one try."""
    plan = Plan(patience=PATIENCE, times=100, seconds=55)
    report, _ = drive_concurrently(wrong("SQ208"), plan, read_schedule(RACE))
    assert report.fault is not None, report
    assert "SQ208" in render(report)


def made(text: str, *answers: int | None) -> list[Made]:
    """A run, with the tokens that its calls returned."""
    return [
        Made(step, Answer("ok", value))
        for step, value in zip(read_schedule(text), answers, strict=True)
    ]


def test_the_essence_of_a_run_is_what_led_to_its_fault() -> None:
    """How each client learnt its token, and what was queued before; not what others did."""
    run = made(
        "queue_slot p4; queue_slot p1; queue_slot p3; start_dequeuer p3 d2; start_dequeuer p2 d1; "
        "dequeue p2 d1; cancel d2; acquire_slot p1 t1 &; acquire_slot p2 t1 &; queue_slot p4",
        *(0, 1, 2, None, None, 1, None, None, None, 3),
    )
    assert write_schedule(essence(run, {7, 8})) == (
        "queue_slot p4; queue_slot p1; start_dequeuer p2 d1; dequeue p2 d1; "
        "acquire_slot p1 t1 &; acquire_slot p2 t1 &"
    )


def test_a_program_that_cannot_is_not_driven() -> None:
    """It has to say that its calls may overlap."""
    command = [sys.executable, "-m", "tests.oracle.conform.programs", "no calls"]
    with pytest.raises(UnusableError, match='does not list the capability "concurrent"'):
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
