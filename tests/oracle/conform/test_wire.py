"""slotq.oracle.conform.wire: what a program says is an answer, or a finding."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slotq.oracle.conform import wire
from slotq.oracle.conform.calls import FAIL, OK, TIMEOUT, Answer, Call
from slotq.oracle.conform.failures import FindingError
from tests.oracle.conform.test_calls import EVERY

DEQUEUE = Call("dequeue", 0, 0)


@pytest.mark.parametrize(
    ("line", "call", "answer"),
    [
        (b'{"id":7,"ok":{"token":18446744073709551615}}', DEQUEUE, Answer("ok", 2**64 - 1)),
        (b'{"id":7,"fail":{"reason":"timeout"}}', DEQUEUE, TIMEOUT),
        (b'{"id":7,"fail":{}}', Call("acquire_slot", 0, token=0), FAIL),
        (b'{"id":7,"ok":{"more":[1]},"x":2}', Call("cancel", dequeuer=0), OK),
        (b'{"id":7,"unimplemented":true}', DEQUEUE, None),
        (b'{"id":7,"ok":{}}', None, OK),
    ],
)
def test_answers(line: bytes, call: Call | None, answer: Answer | None) -> None:
    """Each kind of them."""
    assert wire.decode_answer(line, 7, call) == answer


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b'{"id":7}',
        b'{"id":7,"ok":{}}',
        b'{"id":7,"ok":{"token":-1}}',
        b'{"id":7,"ok":{"token":18446744073709551616}}',
        b'{"id":7,"ok":{"token":1},"unimplemented":true}',
        b'{"id":8,"ok":{"token":1}}',
        b'{"id":7,"ok":{"token":1},"x":"\xff"}',
    ],
)
def test_what_is_no_answer_is_a_finding(line: bytes) -> None:
    """Nothing of it is used."""
    with pytest.raises(FindingError):
        wire.decode_answer(line, 7, DEQUEUE)


@pytest.mark.parametrize(
    "decode",
    [
        pytest.param(
            lambda: wire.decode_introduction(b'{"id":8,"ok":{"name":"mine","can":[]}}', 7),
            id="start",
        ),
        pytest.param(lambda: wire.decode_answer(b'{"id":8,"ok":{}}', 7, None), id="call"),
        pytest.param(lambda: wire.decode_evaluation(b'{"id":8,"ok":{}}', 7), id="eval"),
    ],
)
def test_an_answer_to_another_question_is_none(decode: Callable[[], object]) -> None:
    """Whichever question it is: an answer that came too late is not taken for the next one's."""
    with pytest.raises(FindingError) as raised:
        decode()
    assert (raised.value.code.code, str(raised.value)) == (
        "SQ316",
        "the answer to question 7 has a different id",
    )


@given(st.binary(max_size=60), st.sampled_from([*EVERY, None]))
@example(b'{"id":' + b"9" * 5000 + b"}", None)
@example(b"[" * 60_000, None)
@example(b'{"id":1,"ok":{"token":1e400}}', DEQUEUE)
def test_anything_may_be_said(line: bytes, call: Call | None) -> None:
    """It is an answer or a finding, never a crash."""
    with suppress(FindingError):
        wire.decode_answer(line, 1, call)
    with suppress(FindingError):
        wire.decode_introduction(line, 1)
    with suppress(FindingError):
        wire.decode_evaluation(line, 1)


def test_questions() -> None:
    """A call says who, what about, and how long it may wait."""
    expected = b'{"id":3,"wait_ms":50,"do":"dequeue","process":"p1","dequeuer":"d1"}\n'
    assert b'{"id":3,' + wire.encode_call(DEQUEUE, 0.05) == expected
    assert wire.encode(wire.Request(1, "start", version=1)) == (
        b'{"id":1,"do":"start","version":1}\n'
    )
