"""slotq.oracle.conform.calls: a run of calls as one line."""

import pytest

from slotq.oracle.conform.calls import Call, RunError, read_run, write_run

EVERY = [
    Call("queue_slot", 0),
    Call("start_dequeuer", 1, 0),
    Call("dequeue", 1, 0),
    Call("acquire_slot", 0, token=0),
    Call("cancel", dequeuer=1),
    Call("wait_trigger", 0, token=3),
    Call("close_slot", 0, token=0),
    Call("wait_closed", 0, token=0),
    Call("quiesce"),
]


def test_a_run_is_read_as_it_is_written() -> None:
    """What a failure prints can be pasted."""
    text = write_run(EVERY)
    assert text == (
        "queue_slot p1; start_dequeuer p2 d1; dequeue p2 d1; acquire_slot p1 t0; cancel d2; "
        "wait_trigger p1 t3; close_slot p1 t0; wait_closed p1 t0; quiesce"
    )
    assert read_run(text) == EVERY


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";",
        "pop",
        "queue_slot",
        "queue_slot d1",
        "queue_slot p0",
        "cancel d0",
        "quiesce p1",
        "acquire_slot t0 p1",
        "queue_slot p\u0661",
        "queue_slot p1 " * 2,
        "quiesce;" * 65,
    ],
)
def test_other_text_is_no_run(text: str) -> None:
    """It is refused in one sentence."""
    with pytest.raises(RunError):
        read_run(text)
