"""check.judge_files: verdicts on the Go original's own logs, and what a program exits with."""

import io
import sys
from pathlib import Path

import pytest

from slotq.formats.errors import InputError
from slotq.oracle.check.judge_files import Result, check, check_files, exit_code
from slotq.oracle.verdict.verdict import Fault, Verdict
from tests.oracle.logs import (
    ACCEPT,
    END,
    HEADER,
    REJECT,
    SETTLE,
    TRACES,
    WON,
    read_lines,
    step,
    write_log,
)

# Where each log first shows its fault, and the guard that is false there. The logs of broken
# programs are named after what was broken; in the tampered ones one line was changed by hand.
FAULTS = {
    "check_then_set-small-1.ndjson": (74, "AcquireCas", "ok = (t \\notin busy)"),
    "check_then_set-small-2.ndjson": (39, "AcquireCas", "ok = (t \\notin busy)"),
    "check_then_set-small-3.ndjson": (39, "AcquireCas", "ok = (t \\notin busy)"),
    "fifo-small-1.ndjson": (160, "DequeuerPeek", "token = Newest"),
    "fifo-small-2.ndjson": (58, "DequeuerPeek", "token = Newest"),
    "fifo-small-3.ndjson": (66, "DequeuerPeek", "token = Newest"),
    "no_waker-medium-1.ndjson.gz": (3309, "End", "~ENABLED CancellerWake(d)"),
    "no_waker-small-1.ndjson": (101, "End", "~ENABLED CancellerWake(d)"),
    "no_waker-small-2.ndjson": (92, "End", "~ENABLED CancellerWake(d)"),
    "no_waker-small-3.ndjson": (83, "End", "~ENABLED CancellerWake(d)"),
    "pre696-small-1.ndjson": (22, "AcquireRemove", 'doing[p] = "remove"'),
    "pre696-small-2.ndjson": (22, "Cancel", "ok = (d \\notin done)"),
    "pre696-small-3.ndjson": (22, "AcquireRemove", 'doing[p] = "remove"'),
    "tampered-01.ndjson": (33, "AcquireCas", "ok = (t \\notin busy)"),
    "tampered-03.ndjson": (30, "DequeuerPeek", "token = Newest"),
    "tampered-04.ndjson": (178, "QueueAppend", "token = nextId"),
}


def verdict_on(path: Path | str) -> Verdict:
    """Judge a log that can be used."""
    result = check(str(path))
    assert isinstance(result, Verdict)
    return result


@pytest.mark.parametrize("path", ACCEPT, ids=lambda path: path.name)
def test_logs_of_the_original_are_accepted(path: Path) -> None:
    """The specification allows what the original does, and leaves no line unjudged."""
    verdict = check(str(path), strict=True)
    assert isinstance(verdict, Verdict)
    length = len(read_lines(path))
    assert (verdict.outcome, verdict.fault, verdict.ended) == ("accepted", None, True)
    assert (verdict.lines, verdict.judged + sum(verdict.not_judged.values())) == (
        length,
        length - 1,
    )


@pytest.mark.parametrize("path", REJECT, ids=lambda path: path.name)
def test_logs_of_broken_programs_are_rejected(path: Path) -> None:
    """The specification does not allow what the broken versions do."""
    verdict = verdict_on(path)
    assert verdict.fault is not None
    assert (verdict.outcome, verdict.fault.blame) == ("rejected", "queue")
    assert FAULTS[path.name] == (
        verdict.fault.line,
        verdict.fault.event["action"],
        verdict.fault.guard,
    )


def test_every_broken_log_is_expected() -> None:
    """The table above is about the files that are there."""
    assert sorted(FAULTS) == [path.name for path in REJECT]


def test_verdict_says_what_was_picked_instead_of_the_newest() -> None:
    """A whole verdict: the tampered pick."""
    verdict = verdict_on(TRACES / "reject" / "tampered-03.ndjson")
    assert verdict.fault == Fault(
        line=30,
        event={
            "action": "DequeuerPeek",
            "process": "dequeuer-2.1",
            "seq": 29,
            "token": 0,
            "length": 2,
        },
        blame="queue",
        guard="token = Newest",
        values={"d": '"dequeuer-2.1"', "Newest": "1", "slots": "<<0, 1>>"},
        field="token",
        said=0,
        expected=1,
        possible=({"process": "dequeuer-2.1", "action": "DequeuerPeek", "token": 1, "length": 2},),
        others=(
            {
                "process": "dequeuer-1.1",
                "action": "DequeuerDeliver",
                "to": "consumer-1",
                "token": 1,
            },
            {"process": "container-1", "action": "QueueBroadcast", "woken": 0},
        ),
    )


def test_verdict_says_which_guard_was_false() -> None:
    """A whole verdict: a dequeuer that takes its token out of the list."""
    verdict = verdict_on(TRACES / "reject" / "pre696-small-1.ndjson")
    assert verdict.fault == Fault(
        line=22,
        event={
            "action": "AcquireRemove",
            "process": "dequeuer-1.1",
            "seq": 21,
            "token": 0,
            "ok": True,
            "length": 0,
        },
        blame="queue",
        guard='doing[p] = "remove"',
        values={"p": '"dequeuer-1.1"', "doing[p]": '"nothing"'},
        possible=(
            {
                "process": "dequeuer-1.1",
                "action": "DequeuerDeliver",
                "to": "consumer-1",
                "token": 0,
            },
        ),
    )


def test_verdict_says_what_never_came() -> None:
    """A leaked dequeuer is a step that was promised and is still to come."""
    verdict = verdict_on(TRACES / "reject" / "no_waker-small-3.ndjson")
    assert verdict.fault is not None
    assert verdict.fault.possible == (
        {"process": "canceller-1.3", "action": "CancellerWake", "waiting": True, "woken": 6},
    )
    assert verdict.fault.values["dequeuer[d]"] == '"asleep"'


def test_strict_rejects_what_was_only_counted(tmp_path: Path) -> None:
    """Counters that are seen in part pass unjudged, and somebody may not want that."""
    lines = [*WON, step("consumer-1", "RequestEnter", state="wait", count=1)]
    header = {**HEADER, "omits": ["RequestMove"]}
    path = write_log(tmp_path / "log", lines, header)
    strict = check(path, strict=True)
    assert isinstance(strict, Verdict)
    assert (strict.outcome, strict.reason) == ("rejected", "--strict: 1 line was not judged")


def test_strict_accepts_what_was_judged_whole(tmp_path: Path) -> None:
    """Strictness asks for no more than that."""
    path = write_log(tmp_path / "log", [*WON, *SETTLE, END])
    assert check(path, strict=True) == Verdict(path, "accepted", lines=13, judged=12, ended=True)


def test_standard_input_is_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A compressed log can be piped in."""
    data = (TRACES / "accept" / "medium-01.ndjson.gz").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    verdict = verdict_on("-")
    assert (verdict.file, verdict.outcome, verdict.lines) == ("-", "accepted", 3993)


ACCEPTED, REJECTED, UNDECIDED = (
    Verdict("log", outcome) for outcome in ("accepted", "rejected", "undecided")
)
UNUSABLE = InputError("log", 1, "no")


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([ACCEPTED], 0),
        ([REJECTED], 1),
        ([UNUSABLE], 2),
        ([UNDECIDED], 3),
        ([ACCEPTED, UNDECIDED], 3),
        ([UNDECIDED, REJECTED, ACCEPTED], 1),
        ([REJECTED, UNDECIDED, UNUSABLE], 2),
    ],
)
def test_the_worst_result_decides(results: list[Result], code: int) -> None:
    """2 before 1 before 3 before 0."""
    assert code == exit_code(results)


def test_nothing_checked_is_no_success() -> None:
    """A pattern that matched no file must not pass."""
    with pytest.raises(ValueError, match="there is nothing to check"):
        exit_code(check_files([]))


def test_files_are_judged_in_order(tmp_path: Path) -> None:
    """One file that cannot be used does not stop the others."""
    good = write_log(tmp_path / "good", WON)
    results = list(check_files([str(tmp_path / "none"), good]))
    assert [type(result) for result in results] == [InputError, Verdict]
    assert exit_code(results) == 2
