"""slotq.evaluate.answers: whatever comes, each line gets one line back, in order, and soon."""

import io
import json
import time
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from slotq.evaluate.answers import LONGEST_LINE, Evaluator, Kind, lines
from slotq.formats.compression import other_compression
from tests.golden import vectors

GOOD = b'{"id":"g","request":{"wait":1},"container":{}}'
ANSWER = b'{"id":"g","idle":false}\n'
KINDS = {
    Kind.SLOT_QUEUE_KEY: ("keys", "annotations_json"),
    Kind.IS_NEW_CONTAINER_NEEDED: ("scaling",),
    Kind.IS_IDLE: ("scaling",),
    Kind.COUNTERS: ("counters",),
    Kind.MANAGER: ("manager",),
}


class Pieces(io.BufferedIOBase):
    """A source that gives what it has piece by piece, as a pipe does."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = list(pieces)

    def read1(self, size: int = -1, /) -> bytes:
        """Give the next piece."""
        piece = self._pieces.pop(0) if self._pieces else b""
        assert len(piece) <= size
        return piece


def error(line: int, message: str, **fields: object) -> bytes:
    """The answer to a bad record."""
    record = {**fields, "line": line, "error": message}
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


BAD = {
    "blank": (b"", "the line is not JSON: Input data was truncated", {}),
    "no JSON": (b"{", "the line is not JSON: Input data was truncated", {}),
    "two values": (
        GOOD + b"1",
        "the line is not JSON: JSON is malformed: trailing characters (byte 47)",
        {},
    ),
    "no object": (b"[]", "a field is wrong: Expected `object`, got `array`", {}),
    "no UTF-8": (b'{"id":"\xff"}', "the line is not UTF-8", {}),
    "no UTF-8 in what is ignored": (
        b'{"note":"\xff","id":"x"}',
        "the line is not UTF-8",
        {"id": "x"},
    ),
    "nested too deeply": (b'{"id":1,"note":' + b"[" * 5000, "the line is nested too deeply", {}),
    "an id that is none": (
        b'{"id":{},"request":{},"container":{}}',
        "a field is wrong: Expected `int | str`, got `object` - at `$.id`",
        {},
    ),
    "half a surrogate pair": (
        b'{"id":"\\udc00"}',
        "the line is not JSON: JSON is malformed: invalid utf-16 surrogate pair (byte 13)",
        {},
    ),
    "a name that would not print": (
        b'{"id":2,"request":{"\xc2\x9b":1},"container":{}}',
        "a field is wrong: Object contains unknown field `\\x9b` - at `$.request`",
        {"id": 2},
    ),
}


@pytest.mark.parametrize(("line", "said", "fields"), BAD.values(), ids=BAD)
def test_a_bad_record_does_not_stop_the_others(
    line: bytes, said: str, fields: dict[str, Any]
) -> None:
    """It gets its line, its id if it can be read, and the reason."""
    evaluator = Evaluator(Kind.IS_IDLE)
    answers = [evaluator.answer(given) for given in (GOOD, line, GOOD)]
    assert [ANSWER, error(2, said, **fields), ANSWER] == answers
    assert (evaluator.records, evaluator.bad) == (3, 1)


def test_a_line_that_is_too_long_is_a_bad_record() -> None:
    """Of which nothing is known."""
    expected = error(1, f"the line is longer than {LONGEST_LINE} bytes")
    assert expected == Evaluator(Kind.IS_IDLE).answer(None)


@pytest.mark.parametrize("given_id", [0, -1, 2**70, "", "\u00e9\n", "x" * 1000])
def test_an_id_is_carried_over(given_id: object) -> None:
    """As it is."""
    line = json.dumps({"id": given_id, "request": {}, "container": {}}).encode()
    assert {"id": given_id, "idle": True} == json.loads(Evaluator(Kind.IS_IDLE).answer(line))


def test_lines_are_given_as_soon_as_they_are_whole() -> None:
    """Whoever waits for an answer before the next record would wait for ever otherwise."""
    pieces = Pieces(b"a", b"b\nc\n", b"\n", b"\n\nd", b"e")
    assert list(lines(pieces)) == [[b"ab", b"c"], [b""], [b"", b""], [b"de"]]
    assert list(lines(Pieces())) == []
    assert list(lines(Pieces(b"a\n"))) == [[b"a"]]


def test_lines_have_a_bound() -> None:
    """Of one that is longer only the bound is held, and the next is whole again."""
    part = b"x" * (LONGEST_LINE // 16)
    longest = [part] * 16
    assert [[b"".join(longest)], [b"a"]] == list(lines(Pieces(*longest, b"\n", b"a")))
    assert list(lines(Pieces(*longest, b"x", *longest, b"x\na\nb"))) == [[None, b"a"], [b"b"]]
    assert list(lines(Pieces(*longest, part))) == [[None]]


@given(st.lists(st.binary(max_size=6) | st.just(b"\n")))
def test_pieces_make_no_difference(pieces: list[bytes]) -> None:
    """The lines are those of the whole."""
    whole = [piece for piece in pieces if piece]
    assume(not other_compression(b"".join(whole), gzip=True))  # which is refused
    expected = list(io.BytesIO(b"".join(whole)))
    found = [line for group in lines(Pieces(*whole)) for line in group]
    assert [line.removesuffix(b"\n") for line in expected] == found


def mutations(kind: Kind) -> st.SearchStrategy[bytes]:
    """Lines like those of a kind, with something cut out and something put in."""
    good = [json.dumps(vector).encode() for name in KINDS[kind] for vector in vectors(name)]
    junk = st.binary(max_size=4) | st.sampled_from([b"null", b"-1", b"1e9", b"[", b'"', b"{}"])

    def mutate(line: bytes, begin: int, length: int, put: bytes) -> bytes:
        begin %= len(line) + 1
        return line[:begin] + put + line[begin + length :]

    places, lengths = st.integers(0, 5000), st.integers(0, 9)
    return st.builds(mutate, st.sampled_from(good), places, lengths, junk)


@given(st.data())
def test_nothing_crashes_it(data: st.DataObject) -> None:
    """Every line has an answer, which is JSON in one line; an error says so and is counted."""
    kind = data.draw(st.sampled_from(list(Kind)))
    line = data.draw(mutations(kind) | st.binary(max_size=40))
    evaluator = Evaluator(kind)
    text = evaluator.answer(line)
    assert text.count(b"\n") == 1
    assert text.endswith(b"\n")
    assert evaluator.bad == ("error" in json.loads(text))


@pytest.mark.parametrize("kind", [Kind.IS_IDLE, Kind.IS_NEW_CONTAINER_NEEDED])
def test_rate(kind: Kind) -> None:
    """A snapshot takes less than 20 microseconds of CPU, in the best of a few runs."""
    records = [json.dumps(vector).encode() for vector in vectors("scaling")]
    evaluator = Evaluator(kind)
    seconds = []
    for _ in range(5):
        begin = time.process_time()
        b"".join(map(evaluator.answer, records))
        seconds.append(time.process_time() - begin)
    assert evaluator.bad == 0
    assert len(records) / min(seconds) >= 50_000
