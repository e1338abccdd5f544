"""oracle.trace.events, decoding and stream: each kind of malformed log, and the line it is at."""

import gzip
import io
import json
from pathlib import Path

import pytest

from slotq.formats.decoding import decode_event
from slotq.formats.errors import InputError
from slotq.formats.stream import LONGEST_LINE, open_lines
from slotq.formats.trace_lines import ANY_ACTION, DequeuerPeek, RequestMove
from slotq.oracle.check.judge_files import check
from slotq.oracle.trace.events import open_log
from tests.oracle.logs import APPEND, HEADER, TRACES, step

HEAD = json.dumps(HEADER).encode() + b"\n"
GOOD = json.dumps(step("dequeuer-1", "DequeuerWait", seq=1, time=5)).encode() + b"\n"
BYTES = HEAD + GOOD
CUT = gzip.compress(BYTES)[:-12]
DAMAGED = gzip.compress(BYTES)[:10] + b"\xff" * 20


def line(**fields: object) -> bytes:
    """A line that would be good."""
    return json.dumps(step("dequeuer-1", "DequeuerWait", **fields)).encode() + b"\n"


def evict(**fields: object) -> bytes:
    """A line that may come at any time."""
    return json.dumps(step("a", "Evict", container="c", **fields)).encode() + b"\n"


def append(**fields: object) -> bytes:
    """A line with numbers in it."""
    return json.dumps({**APPEND[0], **fields}).encode() + b"\n"


def header(**fields: object) -> bytes:
    """A first line."""
    return json.dumps({**HEADER, **fields}).encode() + b"\n" + GOOD


MALFORMED = {
    "empty": (b"", 1, "the file is empty"),
    "empty gzip": (gzip.compress(b""), 1, "the file is empty"),
    "truncated gzip": (CUT, 2, "the gzip data is truncated"),
    "magic bytes alone": (b"\x1f\x8b", 1, "the gzip data is truncated"),
    "no gzip after the magic bytes": (b"\x1f\x8bxxxxxxxxxx", 1, "the gzip data is damaged"),
    "damaged gzip": (DAMAGED, 1, "the gzip data is damaged"),
    "header alone": (HEAD, 1, "the log has a header but no events"),
    "missing header": (
        GOOD,
        1,
        'the header is missing: the first line must have "format" and "version"',
    ),
    "unknown format": (
        header(format="slotq"),
        1,
        'the format is unknown: only "slotq-trace" and "slotq-history" can be judged',
    ),
    "unknown version": (
        header(version=2),
        1,
        "the version is unknown: only version 1 can be judged",
    ),
    "version that only looks like 1": (
        header(version=True),
        1,
        "the version is unknown: only version 1 can be judged",
    ),
    "wrong type in the header": (
        header(omits="Evict"),
        1,
        "a field is wrong: Expected `array`, got `str` - at `$.omits`",
    ),
    "omitted action that is unknown": (
        header(omits=["Evict", "Flush"]),
        1,
        "omits contains an unknown action: Flush",
    ),
    "omitted action that must be there": (
        header(omits=["AcquireCas"]),
        1,
        "omits must not contain AcquireCas",
    ),
    "no JSON": (
        BYTES + b"{\n",
        3,
        "the line is not JSON: Input data was truncated",
    ),
    "no JSON in the first line": (
        b"hello\n",
        1,
        "the line is not JSON: JSON is malformed: invalid character (byte 0)",
    ),
    "blank line": (
        BYTES + b"\n" + line(seq=2),
        3,
        "the line is blank: each line holds one JSON object",
    ),
    "array": (
        BYTES + b"[]\n",
        3,
        "the line is a JSON array: write one object a line, without brackets around them",
    ),
    "prefix": (BYTES + b"INFO " + line(seq=2), 3, "'INFO ' is written before the JSON object"),
    "two actions": (
        BYTES + line(seq=2).replace(b"{", b'{"action": "DequeuerExit", ', 1),
        3,
        "the field action appears more than once",
    ),
    "seq from 0": (HEAD + line(seq=0), 2, "seq starts at 0, but must start at 1"),
    "seq twice": (
        HEAD + evict(seq=1) * 2,
        3,
        "seq is 1 for a second time: each line needs its own number",
    ),
    "seq back": (
        HEAD + evict(seq=1) + evict(seq=2) + evict(seq=1),
        4,
        "seq goes back to 1 where 3 comes next",
    ),
    "no UTF-8": (BYTES + b'{"process": "\xff"}\n', 3, "the line is not UTF-8"),
    "no UTF-8 in a field that is ignored": (
        BYTES + line().replace(b"}", b', "note": "\xff"}'),
        3,
        "the line is not UTF-8",
    ),
    "nested too deeply": (
        BYTES + line().replace(b"}", b', "note": ' + b"[" * 9000 + b"]" * 9000 + b"}"),
        3,
        "the line is nested more than 100 levels deep",
    ),
    "unknown action": (
        BYTES + json.dumps(step("x", "Flush\x1b")).encode(),
        3,
        "the action is unknown: 'Flush\\x1b'",
    ),
    "no action": (
        BYTES + b'{"process": "x"}\n',
        3,
        "a field is wrong: Object missing required field `action`",
    ),
    "missing field": (
        BYTES + json.dumps(step("x", "DequeuerPeek")).encode(),
        3,
        "a field is wrong: Object missing required field `token`",
    ),
    "wrong type": (
        BYTES + append(length="0"),
        3,
        "a field is wrong: Expected `int | null`, got `str` - at `$.length`",
    ),
    "negative integer": (
        BYTES + append(length=-1),
        3,
        "a field is wrong: Expected `int` >= 0 - at `$.length`",
    ),
    "integer too large": (
        BYTES + append(token=2**64),
        3,
        "a field is wrong: an integer is larger than 2^64-1",
    ),
    "counter too large": (
        BYTES
        + json.dumps(
            step("x", "LaunchCheck", request={"wait": 2**64}, container={}, needed=True)
        ).encode(),
        3,
        "a field is wrong: an integer is larger than 2^64-1",
    ),
    "name too long": (
        BYTES + append(process="x" * 257),
        3,
        "a field is wrong: Expected `str` of length <= 256 - at `$.process`",
    ),
    "dequeuer without its prefix": (
        BYTES + json.dumps(step("x", "DequeuerStart", dequeuer="d")).encode(),
        3,
        "a field is wrong: Expected `str` matching regex '^dequeuer-' - at `$.dequeuer`",
    ),
    "line too long": (
        BYTES + line(note="x" * LONGEST_LINE),
        3,
        f"the line is longer than {LONGEST_LINE} bytes",
    ),
    "seq with a gap": (
        BYTES + line(seq=3),
        3,
        "seq is 3 where 2 comes next: lines are lost",
    ),
    "seq that does not begin at 1": (
        HEAD + line(seq=2),
        2,
        "seq is 2 where 1 comes next: lines are lost",
    ),
    "time that goes back": (BYTES + line(time=4), 3, "time goes back from 5 to 4"),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_malformed_log_gives_its_line_and_one_sentence(kind: str, tmp_path: Path) -> None:
    """What cannot be used is neither accepted nor rejected, and says why."""
    data, number, message = MALFORMED[kind]
    # A start before it, so that no line is at fault before the malformed one.
    start = json.dumps(step("consumer-1", "DequeuerStart", dequeuer="dequeuer-1")).encode()
    if data.startswith(BYTES):
        data, number = HEAD + start + b"\n" + data.removeprefix(HEAD), number + 1
    path = tmp_path / "log"
    path.write_bytes(data)
    error = check(str(path))
    assert isinstance(error, InputError)
    assert (error.path, error.line, error.message) == (str(path), number, message)
    assert str(error) == f"{path}:{number}: {message}"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none", "No such file or directory"),
        ("", "Is a directory"),
        ("a\0b", "invalid file name"),
    ],
)
def test_file_that_cannot_be_opened(name: str, reason: str, tmp_path: Path) -> None:
    """An error of the system is a sentence, too."""
    error = check(f"{tmp_path}/{name}")
    assert isinstance(error, InputError)
    assert (error.line, error.message) == (0, f"the file cannot be opened: {reason}")


def test_a_name_that_is_empty() -> None:
    """It is no other way to write the current folder."""
    error = check("")
    assert isinstance(error, InputError)
    assert (error.line, error.kind) == (0, "unreadable")
    assert str(error) == '"": the file name is empty'


@pytest.mark.parametrize("kind", ["trace", "history"])
def test_byte_order_mark(kind: str) -> None:
    """Nobody sees it in an editor, so it is named."""
    path = TRACES.parent / "fuzz" / f"{kind}-byte-order-mark.ndjson"
    error = check(str(path))
    assert isinstance(error, InputError)
    message = "the line begins with a byte order mark: write the log as UTF-8 without one"
    assert (error.line, error.message, error.kind) == (1, message, "not-json")


def test_file_that_cannot_be_read_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A disk may fail in the middle of a log."""

    def fail(_: object, __: int) -> bytes:
        raise OSError(5, "Input/output error")

    path = tmp_path / "log"
    path.write_bytes(BYTES)
    monkeypatch.setattr("slotq.formats.stream._Rejoined.readinto", fail)
    error = check(str(path))
    assert isinstance(error, InputError)
    assert (error.line, error.message) == (1, "the file cannot be read: Input/output error")


def test_gzip_is_known_by_its_bytes(tmp_path: Path) -> None:
    """A compressed log may have any name, and may consist of several parts."""
    path = tmp_path / "log.txt"
    path.write_bytes(gzip.compress(HEAD) + gzip.compress(GOOD))
    with open_lines(str(path)) as lines:
        assert list(lines) == [(1, HEAD.strip()), (2, GOOD.strip())]


class Dribble(io.BytesIO):
    """A pipe that gives one byte at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Give a byte of what was asked for, unless it was the first request, which waits."""
        return super().read(size if self.tell() == 0 else 1)


def test_gzip_is_known_in_a_slow_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first bytes may come one by one."""
    stream = io.TextIOWrapper(Dribble(gzip.compress(BYTES)))
    monkeypatch.setattr("sys.stdin", stream)
    with open_lines("-") as lines:
        assert list(lines) == [(1, HEAD.strip()), (2, GOOD.strip())]


def test_last_line_needs_no_end(tmp_path: Path) -> None:
    """A log may end without a line feed."""
    path = tmp_path / "log"
    path.write_bytes(BYTES.rstrip())
    with open_log(str(path)) as log:
        assert [number for number, _ in log.events] == [2]


def test_unknown_fields_are_ignored_and_known_ones_decoded() -> None:
    """A log may say more than the format knows, and integers reach 2^64-1."""
    event = decode_event(
        b'{"token": 18446744073709551615, "process": "d\\u00e9", "later": [1],'
        b' "action": "DequeuerPeek"}'
    )
    assert event == DequeuerPeek(process="d\u00e9", token=2**64 - 1)


def test_field_named_by_a_keyword_is_decoded() -> None:
    """`from` is a word of Python's."""
    event = decode_event(
        b'{"process": "c", "action": "RequestMove", "object": "1", "from": "wait",'
        b' "state": "exec", "ok": true}'
    )
    assert event == RequestMove(process="c", object="1", from_="wait", state="exec", ok=True)


def test_real_logs_hold_every_action() -> None:
    """Each type is met by real input, so that none is a guess."""
    seen = set()
    for path in (TRACES / "accept").glob("small-*"):
        with open_log(str(path)) as log:
            seen |= {type(event) for _, event in log.events}
    assert seen == set(ANY_ACTION.__args__)


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"BZh9", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"PK\x03\x04", "zip"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x04\x22\x4d\x18", "lz4"),
        (b"LZIP", "lzip"),
        (b"\x1f\x9d", "compress"),
    ],
)
def test_another_compression_is_told(tmp_path: Path, start: bytes, name: str) -> None:
    """By its kind, instead of by the first byte that is no UTF-8."""
    path = tmp_path / "log"
    path.write_bytes(start + b"\n\n")
    found = check(str(path))
    assert isinstance(found, InputError)
    assert found.message.startswith(
        f"it is compressed by {name}, and only gzip can be read directly"
    )
