"""A smallest set of calls that cannot be ordered: nothing that is not needed, and a budget."""

from functools import partial

import pytest

from slotq.oracle.history import decide
from slotq.oracle.history.smallest import smallest
from slotq.verify.judges.agreement import judged
from slotq.verify.judges.random_queue import random_history
from tests.oracle.history.script import script

NOISE = "\n".join(
    f"a queue_slot\n a queue_slot -> token={n}\n a acquire_slot {n}\n a acquire_slot ->"
    for n in range(40)
)
STALE = """
    a queue_slot
    a queue_slot -> token=40
    c queue_slot
    c queue_slot -> token=41
    b start_dequeuer d
    b start_dequeuer ->
    b dequeue d
    b dequeue -> token=40
    c acquire_slot 41
    c acquire_slot ->
    c queue_slot
    c queue_slot -> token=42
"""


def test_only_what_is_needed() -> None:
    """Of a long history those calls are left between which the pick has no room."""
    found = judged(script(NOISE + STALE))
    assert found is not None
    assert found.smallest
    assert found.calls == (
        {"line": 164, "f": "queue_slot", "returned": 165, "process": "c", "token": 41},
        {"line": 166, "f": "start_dequeuer", "process": "b", "dequeuer": "d"},
        {
            "line": 168,
            "f": "dequeue",
            "returned": 169,
            "process": "b",
            "dequeuer": "d",
            "token": 40,
        },
        {"line": 170, "f": "acquire_slot", "returned": 171, "process": "c", "token": 41},
    )


def test_a_cancel_that_is_needed() -> None:
    """A window that a cancel ends is told with the cancel."""
    found = judged(
        script("""
            b start_dequeuer d
            b start_dequeuer ->
            a cancel d
            a cancel ->
            a queue_slot
            a queue_slot -> token=0
            b dequeue d
            b dequeue -> token=0
        """)
    )
    assert found is not None
    assert [call["f"] for call in found.calls] == [
        "start_dequeuer",
        "cancel",
        "queue_slot",
        "dequeue",
    ]


def test_a_trigger_that_is_needed() -> None:
    """A removal that a trigger dates, although the winner's call is still open, is told with it."""
    found = judged(
        script("""
            a queue_slot
            a queue_slot -> token=0
            b start_dequeuer d
            b start_dequeuer ->
            b dequeue d
            b dequeue -> token=0
            a wait_trigger 0
            b acquire_slot 0
            a wait_trigger -> reason=trigger
            c start_dequeuer e
            c start_dequeuer ->
            c dequeue e
            c dequeue -> token=0
            b acquire_slot ->
        """)
    )
    assert found is not None
    assert found.rule == "removed"
    assert [call["f"] for call in found.calls] == [
        "acquire_slot",
        "wait_trigger",
        "start_dequeuer",
        "dequeue",
    ]


def test_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """With little to spend the set is larger, and does not claim to be the smallest."""
    monkeypatch.setattr(decide, "smallest", partial(smallest, most=10))
    found = judged(script(NOISE + STALE))
    assert found is not None
    assert not found.smallest
    assert len(found.calls) > 4


def test_random_histories() -> None:
    """Every history that is rejected for its order has a set."""
    sets = 0
    for seed in range(400):
        found = judged(random_history(seed))
        if found is not None and found.rule in {"newest", "push-order", "removed"}:
            sets += 1
            assert found.calls
            assert found.smallest
            assert all(call["f"] for call in found.calls)
    assert sets > 40
