"""oracle.check.excerpts, reduction and smaller: the few lines that show why a log is rejected."""

import io
import json
import sys
from pathlib import Path

import msgspec
import pytest

from slotq.oracle.check import excerpts, reductions
from slotq.oracle.check.judge_files import check
from slotq.oracle.verdict.excerpt import MOST_LINES, Excerpt
from slotq.oracle.verdict.verdict import Fault, Verdict
from tests.oracle.history.script import script
from tests.oracle.logs import (
    APPEND,
    HEADER,
    PEEK,
    START,
    TRACES,
    WON,
    Line,
    read_lines,
    step,
    write_log,
)

HISTORIES = TRACES.parent / "histories"
LONG = TRACES / "reject" / "no_waker-medium-1.ndjson.gz"
REJECTED = [
    LONG,
    *sorted((TRACES / "reject").glob("*.ndjson")),
    *sorted((HISTORIES / "reject").glob("*.ndjson")),
]


def explained(path: Path | str) -> tuple[Verdict, Fault, Excerpt]:
    """Judge a log that is rejected, and look for its excerpt."""
    verdict = check(str(path), excerpt=True)
    assert isinstance(verdict, Verdict)
    assert verdict.fault is not None
    assert verdict.excerpt is not None
    return verdict, verdict.fault, verdict.excerpt


def renumbered(lines: list[Line]) -> list[Line]:
    """Write a part of a trace as a log of its own: ids from 0, nothing that counts."""
    tokens = [line["token"] for line in lines if line["action"] == "QueueAppend"]
    part = []
    for line in lines:
        bare = {name: line[name] for name in line if name not in {"seq", "length", "woken"}}
        if "token" in bare and bare["token"] in tokens:
            bare["token"] = tokens.index(bare["token"])
        part.append(bare)
    return part


@pytest.mark.parametrize("path", REJECTED, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_excerpts_of_real_logs_are_short_and_true(path: Path) -> None:
    """Each is small, holds the line that is wrong, and repeats lines of the log."""
    _, fault, excerpt = explained(path)
    lines = read_lines(path)
    assert fault.line in excerpt.lines
    assert len(excerpt.lines) <= 30 < len(lines)
    assert excerpt.left_out == 0
    for number, event in zip(excerpt.lines, excerpt.events, strict=True):
        assert event.items() <= lines[number - 1].items()


@pytest.mark.parametrize(
    "name", ["fifo-small-1", "no_waker-small-1", "pre696-small-1", "tampered-01", "tampered-03"]
)
def test_excerpt_of_a_trace_is_a_log_with_the_same_fault(name: str, tmp_path: Path) -> None:
    """It is judged from outside, as a file: the same code, at the same line."""
    whole, fault, excerpt = explained(TRACES / "reject" / f"{name}.ndjson")
    part = check(write_log(tmp_path / "part", renumbered([*excerpt.events])))
    assert isinstance(part, Verdict)
    assert part.fault is not None
    expected = (whole.code, excerpt.lines.index(fault.line) + 2, fault.guard)
    assert expected == (part.code, part.fault.line, part.fault.guard)


def test_excerpt_is_no_larger_than_need_be() -> None:
    """The dequeuer, two tokens (a broadcast goes with its append), and the pick of the older."""
    _, _, excerpt = explained(TRACES / "reject" / "tampered-03.ndjson")
    assert (excerpt.how, excerpt.lines) == ("shrunk", (17, 26, 27, 28, 30))


def test_wrong_length_is_shown_with_all_that_is_listed(tmp_path: Path) -> None:
    """Leaving out what counts would make another length wrong, and that is no explanation."""
    appended = [
        step("container-1", "QueueAppend", token=0, slot=1, length=1),
        step("container-2", "QueueAppend", token=1, slot=2, length=3),
    ]
    others = [START, step("dequeuer-1", "DequeuerWait")]
    _, fault, excerpt = explained(write_log(tmp_path / "log", [*others, *appended]))
    assert (fault.field, fault.said, fault.expected) == ("length", 3, 2)
    assert (excerpt.how, excerpt.lines) == ("shrunk", (4, 5))


def test_history_shows_its_smallest_set_of_calls() -> None:
    """Where calls are known that cannot be ordered, their lines are the excerpt."""
    _, fault, excerpt = explained(HISTORIES / "reject" / "fifo-small-1.ndjson")
    assert excerpt.how == "calls"
    assert excerpt.lines == (49, 50, 75, 79, 90)
    assert fault.line == 90


def test_history_is_shown_with_all_that_happened_to_the_token() -> None:
    """Nobody can see from one call alone that nobody else called."""
    _, _, excerpt = explained(HISTORIES / "reject" / "pre696-small-1.ndjson")
    assert (excerpt.how, excerpt.lines) == ("shrunk", (19, 20, 21, 31, 32, 33, 36, 37))


def test_history_that_settles_too_early_is_shown_by_who_waits(tmp_path: Path) -> None:
    """The token that is free keeps its number; the older ones, which others took, are left out."""
    taken = [
        f"a queue_slot\na queue_slot -> token={n}\na acquire_slot {n}\na acquire_slot ->"
        for n in range(20)
    ]
    waits = "b start_dequeuer d\nb start_dequeuer ->\nb dequeue d"
    late = "c queue_slot\nc queue_slot -> token=20\nz quiesce\nz quiesce -> live_dequeuer_threads=2"
    lines = script("\n".join([*taken, waits, late]))
    path = tmp_path / "log"
    head = b'{"format":"slotq-history","version":1}'
    path.write_bytes(b"\n".join([head, *map(msgspec.json.encode, lines)]))
    _, fault, excerpt = explained(path)
    assert (fault.code.code, fault.values["free"]) == ("SQ221", "token 20, since line 86")
    assert (excerpt.how, excerpt.lines) == ("shrunk", tuple(range(82, 89)))


def test_long_log_is_shown_by_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """No part of it is looked for, since each try would take as long as the log."""
    monkeypatch.setattr(excerpts, "_LONGEST_LOG", 100)
    _, fault, excerpt = explained(LONG)
    assert excerpt.how == "last"
    assert excerpt.lines == tuple(range(fault.line - MOST_LINES + 1, fault.line + 1))


def test_effort_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no effort allowed, what is found at once is shown: lines that could be fewer."""
    path = TRACES / "reject" / "fifo-small-1.ndjson"
    least = explained(path)[2]
    monkeypatch.setattr(excerpts, "_STEPS", 1)
    _, fault, excerpt = explained(path)
    assert (excerpt.how, excerpt.lines[-1]) == ("shrunk", fault.line)
    assert len(least.lines) < len(excerpt.lines)


UNSEEN = {**HEADER, "omits": ["QueueBroadcast", "DequeuerWait"]}
DISORDERED = {**HEADER, "order": "approximate", "window": 2}
AGAIN = step("container-1", "AcquireCas", token=1, ok=True)
WON_TWICE = [
    *WON,
    step("container-1", "QueueAppend", token=1, slot=1, length=1),
    step("container-1", "QueueBroadcast", woken=0),
    AGAIN,
    step("container-1", "AcquireRemove", token=1, ok=True, length=0),
    step("container-1", "AcquireClose", token=1, ok=True),
    AGAIN,
]


@pytest.mark.parametrize("header", [UNSEEN, DISORDERED], ids=["unseen", "disordered"])
def test_logs_that_leave_something_open_are_shown_as_well(header: Line, tmp_path: Path) -> None:
    """What is needed is the same; the token before it is not."""
    omits = header.get("omits", ())
    lines = [line for line in WON_TWICE if line["action"] not in omits]
    path = write_log(tmp_path / "log", lines, header)
    _, fault, excerpt = explained(path)
    assert (fault.guard, excerpt.how) == ("ok = (t \\notin busy)", "shrunk")
    assert {event["token"] for event in excerpt.events if "token" in event} == {1}
    assert excerpt.lines[-1] == fault.line == len(lines) + 1


def test_part_that_is_too_dear_is_not_judged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where no part gets a verdict within the budget, the last lines are shown."""
    monkeypatch.setattr(reductions, "_BUDGET", 0)
    path = write_log(tmp_path / "log", WON_TWICE, DISORDERED)
    assert explained(path)[2].how == "last"


def test_busy_token_is_not_shown_with_all_that_happened_to_it(tmp_path: Path) -> None:
    """Context is good as long as there is little of it."""
    call = {"type": "invoke", "process": "container-1", "f": "wait_trigger", "token": 0}
    lines: list[Line] = [
        {"type": "invoke", "process": "container-1", "f": "queue_slot", "slot": 1},
        {"type": "ok", "process": "container-1", "f": "queue_slot", "token": 0},
    ]
    for _ in range(20):
        lines += [call, {**call, "type": "ok", "reason": "idle"}]
    lines += [call, {**call, "type": "ok", "reason": "trigger"}]
    path = write_log(tmp_path / "log", lines, {**HEADER, "format": "slotq-history"})
    _, fault, excerpt = explained(path)
    assert (fault.line, excerpt.how) == (len(lines) + 1, "shrunk")
    assert len(excerpt.lines) < 10


def pipe(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Let standard input be a file."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))


def test_pipe_is_explained_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read again is kept."""
    path = TRACES / "reject" / "tampered-03.ndjson"
    pipe(monkeypatch, path)
    assert explained("-")[2] == explained(path)[2]


def test_memory_for_a_pipe_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a long log in a pipe only the last lines are there."""
    monkeypatch.setattr(excerpts, "_MOST_BYTES", 1000)
    pipe(monkeypatch, TRACES / "reject" / "fifo-small-1.ndjson")
    _, fault, excerpt = explained("-")
    assert (excerpt.how, excerpt.lines[-1]) == ("last", fault.line)
    assert 5 < len(excerpt.lines) < 20


def test_log_that_changes_has_no_excerpt(tmp_path: Path) -> None:
    """What is read again may be something else; then nothing is shown of it."""
    path = Path(write_log(tmp_path / "log", [*APPEND, PEEK]))
    verdict = check(str(path))
    assert isinstance(verdict, Verdict)
    source = excerpts.LineSource(str(path))
    path.write_text(f"{json.dumps(HEADER)}\n{{}}\n")
    assert excerpts.find_excerpt(verdict, source) is None
    path.write_text(f"{json.dumps(HEADER)}\n{json.dumps(PEEK)}\n")
    assert excerpts.find_excerpt(verdict, source) is None


def test_accepted_log_has_no_excerpt(tmp_path: Path) -> None:
    """There is nothing to show."""
    path = write_log(tmp_path / "log", APPEND)
    verdict = check(path, excerpt=True)
    assert isinstance(verdict, Verdict)
    assert (verdict.outcome, verdict.excerpt) == ("accepted", None)
    assert excerpts.find_excerpt(verdict, excerpts.LineSource(path)) is None


def test_file_that_cannot_be_looked_at_is_no_file() -> None:
    """The judge says what is wrong with its name."""
    assert excerpts.LineSource("x" * 10_000).watch(iter([(1, b"")])) is not None


def test_excerpt_as_json() -> None:
    """A program gets the numbers and the lines."""
    verdict, _, excerpt = explained(TRACES / "reject" / "tampered-03.ndjson")
    data = msgspec.to_builtins(verdict)["excerpt"]
    assert (data["how"], tuple(data["lines"])) == ("shrunk", excerpt.lines)
