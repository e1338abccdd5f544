"""What cannot be used as a history, and why; and what can although it is unusual."""

import gzip
from pathlib import Path

import msgspec
import pytest

from slotq.formats.errors import InputError
from slotq.formats.history_lines import ANY_LINE, CARRIED
from slotq.oracle.check.judge_files import check
from slotq.oracle.history.typed_lines import CALLS, is_history
from slotq.oracle.verdict.verdict import Verdict
from tests.oracle.history.script import script

HEADER = '{"format": "slotq-history", "version": 1}'
CALL = '{"type": "invoke", "process": "a", "f": "queue_slot", "time": 5, "new": [1]}'
RETURN = '{"type": "ok", "process": "a", "f": "queue_slot", "time": 7, "token": 0}'
REPEATED = '{"type": "fail", "process": "a", "f": "acquire_slot", "token": 0}'
SNAPSHOT = '{"type": "info", "process": "a", "f": "get_stats", "request": {"none": 0, "wait": 1}}'
LIVE = '{"type": "info", "process": "a", "f": "quiesce", "live_dequeuer_threads": 0}'


def write(folder: Path, *lines: str) -> str:
    """Write a file of lines."""
    path = folder / "history.ndjson"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


def header(**fields: str) -> str:
    """Write a header with fields of its own."""
    extra = "".join(f', "{name}": {value}' for name, value in fields.items())
    return HEADER.replace("}", extra + "}")


UNUSABLE = [
    ([HEADER], "the history has a header but no lines"),
    (['{"format": "slotq-history", "version": 2}'], "the version is unknown"),
    (['{"format": "slotq-history", "version": true}'], "the version is unknown"),
    ([header(source="[]")], "a field is wrong"),
    ([header(omits='["fly"]')], "omits contains an unknown call: fly"),
    ([header(omits='["dequeue"]')], "omits must not contain dequeue"),
    ([HEADER, "{"], "the line is not JSON"),
    ([HEADER, CALL.replace("[1]", "[" * 20_000)], "the line is nested more than 100 levels deep"),
    ([HEADER, '{"type": "invoke", "process": "a", "f": "fly"}'], "fly"),
    ([HEADER, '{"type": "maybe", "process": "a", "f": "queue_slot"}'], "maybe"),
    ([HEADER, CALL.replace('"a"', '""')], "process"),
    ([HEADER, CALL, RETURN.replace("7", "4")], "time goes back from 5 to 4"),
    ([HEADER, CALL.replace("5", str(2**64))], "time is larger than 2^64-1"),
    ([HEADER, CALL.replace('"time"', '"seq"')], "seq is 5 where 1 comes next: lines are lost"),
    ([HEADER, CALL, RETURN.replace("token", "tok")], "ok of queue_slot lacks the field token"),
    ([HEADER, CALL, RETURN.replace(": 0", f": {2**64}")], "token is larger than 2^64-1"),
    ([HEADER, CALL.replace("new", "slot").replace("[1]", str(2**64))], "slot is larger"),
    ([HEADER, CALL, REPEATED.replace(": 0", f": {2**64}")], "token is larger than 2^64-1"),
    ([HEADER, SNAPSHOT.replace("1}", f"{2**64}}}")], "request is larger than 2^64-1"),
    ([HEADER, LIVE.replace(": 0", f": {2**64}")], "live_dequeuer_threads is larger than 2^64-1"),
    ([HEADER, CALL.replace("queue_slot", "cancel")], "invoke of cancel lacks the field dequeuer"),
]


@pytest.mark.parametrize(("lines", "reason"), UNUSABLE)
def test_what_cannot_be_used(tmp_path: Path, lines: list[str], reason: str) -> None:
    """The message names the last line, and says what is wrong with it."""
    path = write(tmp_path, *lines)
    result = check(path)
    assert isinstance(result, InputError)
    assert (result.path, result.line) == (path, len(lines))
    assert reason in result.message


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A field that nobody reads must be text, too."""
    path = tmp_path / "history.ndjson"
    path.write_bytes(f"{HEADER}\n".encode() + CALL.encode().replace(b"[1]", b'"\xff"'))
    result = check(str(path))
    assert isinstance(result, InputError)
    assert result.message == "the line is not UTF-8"


def test_a_history_in_gzip(tmp_path: Path) -> None:
    """Numbers, times and unknown fields are accepted; so is a compressed file."""
    first, second = CALL.replace('"time"', '"seq": 1, "time"'), RETURN.replace("token", "token")
    path = tmp_path / "history"
    path.write_bytes(gzip.compress("\n".join([header(queue='"é"'), first, second]).encode()))
    assert check(str(path)) == Verdict(str(path), "accepted", lines=3, judged=2)


@pytest.mark.parametrize(
    ("field", "limit", "reason"),
    [
        ('"order": "approximate"', None, "an approximate order is not supported"),
        ('"source": "clockless"', 1.0, "the lines have no time"),
        ('"omits": ["cancel"]', 1.0, "the log omits cancel"),
    ],
)
def test_what_stays_undecided(tmp_path: Path, field: str, limit: float | None, reason: str) -> None:
    """What was not looked at is not accepted."""
    line = CALL.replace('"time": 5, ', "")
    path = write(tmp_path, HEADER.replace("}", f", {field}}}"), line)
    result = check(path, served_within=limit)
    assert isinstance(result, Verdict)
    assert result.outcome == "undecided"
    assert reason in result.reason


def test_what_a_log_says_it_is() -> None:
    """Anything but a history is left to others."""
    assert is_history(HEADER.encode())
    assert not is_history(b'{"format": "slotq-trace"}')
    assert not is_history(b"nothing")


def test_every_call_says_what_it_carries() -> None:
    """No call is left out of the table of required fields, nor of the names."""
    assert set(CARRIED) == set(ANY_LINE.__args__)
    assert len(CALLS) == len(CARRIED)


def test_what_comes_before_a_cut_is_judged(tmp_path: Path) -> None:
    """A history whose end is lost is rejected if what is there is wrong, and else not usable."""
    wrong = script("a queue_slot\n a queue_slot -> token=1")
    lines = [HEADER.encode(), *map(msgspec.json.encode, wrong)]
    whole = gzip.compress(b"\n".join(lines) + b"\n" + b"x" * 99)
    path = tmp_path / "history"
    path.write_bytes(whole[:-9])
    result = check(str(path))
    assert isinstance(result, Verdict)
    assert result.fault is not None
    assert (result.outcome, result.fault.line) == ("rejected", 3)
    path.write_bytes(gzip.compress(b"\n".join(lines[:2]) + b"\n" + b"x" * 99)[:-9])
    assert isinstance(check(str(path)), InputError)
