"""slotq.mutants.hangs: what has used up its processor time is ended, and says where it was."""

import subprocess
import sys
from pathlib import Path

import pytest

from slotq.mutants import hangs
from slotq.mutants.mutant import Part
from slotq.mutants.run import Fate, Outcome, Workshop
from tests.mutants.changes import replaced

PROGRAM = """
from slotq.mutants import hangs
hangs.watch(2)
hangs.allow(0)

def endless():
    while True:
        pass

endless()
"""
JUDGE = "slotq/oracle/history/quiesce.py"
FIRST = "    # What has ended the wait of an open call, and the line that shows it.\n"
TEST = "tests/oracle/history/test_quiesce.py"
CLAIM = "judge/history-quiesce"


def test_a_program_is_ended_where_it_is(tmp_path: Path) -> None:
    """After its processor time, whatever the time on the wall is."""
    program = tmp_path / "slotq" / "endless.py"
    program.parent.mkdir()
    program.write_text(PROGRAM)
    command = [sys.executable, str(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == hangs.ENDED
    said = done.stderr.splitlines()
    assert hangs.place(said, tmp_path, "slotq/endless.py") in {
        "slotq/endless.py line 7",
        "slotq/endless.py line 8",
    }


FRAMES = [
    "Current thread 0x1 (most recent call first):",
    '  File "/usr/lib/python3/bisect.py", line 1 in insort',
    '  File "/copy/slotq/b.py", line 2 in g',
    '  File "/copy/slotq/a.py", line 3 in f',
    '  File "/copy/tests/test_a.py", line 4 in test_f',
]


@pytest.mark.parametrize(
    ("frames", "file", "place"),
    [
        (FRAMES, "slotq/a.py", "slotq/a.py line 3"),
        (FRAMES, "slotq/c.py", "slotq/b.py line 2"),
        (FRAMES[4:], "slotq/a.py", "tests/test_a.py line 4"),
        (FRAMES[:2], "slotq/a.py", "a place that is not known"),
    ],
)
def test_the_place_is_in_the_changed_file_if_it_can_be(
    frames: list[str], file: str, place: str
) -> None:
    """Otherwise in the innermost module of the project."""
    assert hangs.place(frames, Path("/copy"), file) == place


def test_what_a_process_has_said() -> None:
    """The last test that has begun, and the seconds that were used."""
    said = ["running a::b", ".", "running a::c", "processor time used: 1.5"]
    assert (hangs.running(said), hangs.used(said)) == ("a::c", 1.5)
    assert (hangs.running([]), hangs.used([])) == (None, None)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds that are several times what the original needs, and no longer than necessary."""
    of_claims, of_tests = Workshop._of_claims, Workshop._of_tests

    def claims(self: Workshop, names: list[str], limit: float = 10.0) -> Outcome:
        return of_claims(self, names, limit)

    def tests(self: Workshop, names: list[str], limit: float = 10.0) -> Outcome:
        return of_tests(self, names, limit)

    monkeypatch.setattr(Workshop, "_of_claims", claims)
    monkeypatch.setattr(Workshop, "_of_tests", tests)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("check", [CLAIM, TEST])
def test_a_judge_that_hangs_is_a_finding(place: Workshop, check: str) -> None:
    """It is caught by hanging, and not by a test or a claim; the place is said."""
    forever = "    while True:\n        pass\n"
    outcome = place.run(replaced(Part.JUDGES, JUDGE, FIRST, forever, check))
    assert (outcome.fate, outcome.check, outcome.link) == (Fate.HANGS, check, "hangs")
    assert outcome.message.startswith(f"hangs in {JUDGE} line ")


def test_what_only_takes_long_does_not_hang(
    place: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bound that is too small for the original is raised, and the mutant runs again."""
    same = replaced(Part.JUDGES, JUDGE, FIRST, FIRST, CLAIM)
    with place._changed(same):
        monkeypatch.setattr(place, "_needed", {})
        assert place._of_claims([CLAIM], 0.0).fate is Fate.SURVIVED
        assert place._needed[CLAIM] > 0


def test_a_specification_without_an_end_is_not_said_to_hang(
    place: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has more states than can be looked at: no verdict."""
    file, line = "spec/SlotQueueSteps.tla", "  /\\ slots # <<>>\n"
    monkeypatch.setattr(place, "_probe", lambda *_: (hangs.ENDED, []))
    with place._changed(replaced(Part.SPEC, file, line, "", "General_1x1x3")):
        outcome = place._of_claims(["General_1x1x3"])
    assert outcome == Outcome(
        Fate.UNENDED, "General_1x1x3", "TLC", "60 s of processor time are used up"
    )
