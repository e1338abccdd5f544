"""Each rule of a queue's calls: a smallest history that breaks it, and one that just does not."""

import pytest

from slotq.oracle.history.reference import first_refused
from slotq.oracle.history.witness import witness
from tests.oracle.history.agreement import decided, judged
from tests.oracle.history.replay import refused
from tests.oracle.history.script import script

ONE_QUEUED = """
    a queue_slot
    a queue_slot -> token=0
"""
DELIVERED = (
    ONE_QUEUED
    + """
    b start_dequeuer d
    b start_dequeuer ->
    b dequeue d
    b dequeue -> token=0
"""
)
TWO_QUEUED = (
    ONE_QUEUED
    + """
    a queue_slot
    a queue_slot -> token=1
"""
)

BROKEN = {
    "one-open-call": "a queue_slot\n a queue_slot",
    "answers-its-call": "a queue_slot\n a cancel ->",
    "known-token": ONE_QUEUED + "b acquire_slot 0",
    "started": ONE_QUEUED + "b dequeue d\n b dequeue -> token=0",
    "started-once": """
        a start_dequeuer d
        a start_dequeuer ->
        b start_dequeuer d
        b start_dequeuer ->
    """,
    "one-id": ONE_QUEUED + "b queue_slot\n b queue_slot -> token=0",
    "queued": "a queue_slot\n a queue_slot -> token=1",
    "one-winner": DELIVERED
    + """
        a acquire_slot 0
        b acquire_slot 0
        a acquire_slot ->
        b acquire_slot ->
    """,
    "lost-to-winner": DELIVERED
    + """
        a acquire_slot 0
        a acquire_slot !
        b acquire_slot 0
        b acquire_slot ->
    """,
    "triggered": DELIVERED
    + """
        a wait_trigger 0
        a wait_trigger -> reason=trigger
        b acquire_slot 0
        b acquire_slot ->
    """,
    "evicted": ONE_QUEUED + "a wait_trigger 0\n a wait_trigger -> reason=evict\n b evict a",
    "closed-by-winner": ONE_QUEUED + "a close_slot 0\n a close_slot ->",
    "closed-before": DELIVERED
    + """
        b acquire_slot 0
        b acquire_slot ->
        a wait_closed 0
        a wait_closed ->
        b close_slot 0
    """,
    "cancelled": "b dequeue d\n b dequeue ! reason=ctx_done\n a cancel d",
    "push-order": """
        a queue_slot
        a queue_slot -> token=1
        b queue_slot
        b queue_slot -> token=0
    """,
    "newest": TWO_QUEUED
    + """
        b start_dequeuer d
        b start_dequeuer ->
        b dequeue d
        b dequeue -> token=0
    """,
    "removed": TWO_QUEUED
    + """
        b start_dequeuer d
        b start_dequeuer ->
        a acquire_slot 1
        a acquire_slot ->
        b dequeue d
        b dequeue -> token=0
        b dequeue d
        b dequeue -> token=1
    """,
}
KEPT = {
    "a token won before its queue_slot returned": """
        a queue_slot
        b start_dequeuer d
        b start_dequeuer ->
        b dequeue d
        b dequeue -> token=0
        b acquire_slot 0
        b acquire_slot ->
        a queue_slot -> token=0
    """,
    "a token picked again between win and removal": DELIVERED
    + """
        c start_dequeuer e
        c start_dequeuer ->
        b acquire_slot 0
        c dequeue e
        c dequeue -> token=0
        c acquire_slot 0
        c acquire_slot !
        b acquire_slot ->
    """,
    "a delivery after the cancel": ONE_QUEUED
    + """
        b start_dequeuer d
        b start_dequeuer ->
        a cancel d
        a cancel ->
        b dequeue d
        b dequeue -> token=0
    """,
    "a container that ejects, and is asked to go": ONE_QUEUED
    + """
        a wait_trigger 0
        b evict a
        b evict ->
        a wait_trigger -> reason=evict
        a acquire_slot 0
        a acquire_slot ->
        a close_slot 0
        a close_slot ->
        a close_slot 0
        a close_slot ! reason=closed
    """,
    "a winner that is seen before it returns": DELIVERED
    + """
        a wait_trigger 0
        b acquire_slot 0
        a wait_trigger -> reason=trigger
        a wait_closed 0
        b acquire_slot ->
        b close_slot 0
        a wait_closed ->
    """,
    "a container that goes on for another reason": ONE_QUEUED
    + "a wait_trigger 0\n a wait_trigger -> reason=idle\n a wait_trigger 0\n a wait_trigger !",
    "calls that had no effect": """
        a queue_slot
        a queue_slot !
        b start_dequeuer d
        b start_dequeuer !
        b start_dequeuer d
        b start_dequeuer ->
        b dequeue d
        b dequeue ! reason=timeout
        a cancel d
        a cancel !
        c evict a
        c evict !
        b dequeue d
        b dequeue ! reason=timeout
    """,
    "an id that an open queue_slot explains": """
        a queue_slot
        b queue_slot
        b queue_slot -> token=1
    """,
    "an unknown queue_slot that told its process of the token": """
        a queue_slot
        a queue_slot ?
        a acquire_slot 0
        a acquire_slot ->
    """,
    "an unknown dequeue that told its process of the token": ONE_QUEUED
    + """
        b start_dequeuer d
        b start_dequeuer ?
        b dequeue d
        b dequeue ?
        b acquire_slot 0
        b acquire_slot ->
    """,
    "an unknown acquire_slot that won, and closed the slot": DELIVERED
    + """
        a wait_trigger 0
        b acquire_slot 0
        b acquire_slot ?
        a wait_trigger -> reason=trigger
        b close_slot 0
        b close_slot ->
        a wait_closed 0
        a wait_closed ->
    """,
    "an unknown close_slot of the one who may have won": DELIVERED
    + """
        a acquire_slot 0
        a acquire_slot ?
        b acquire_slot 0
        b acquire_slot ?
        b close_slot 0
        b close_slot ?
        a wait_closed 0
        a wait_closed ->
    """,
    "a context that an unknown cancel made done": """
        a cancel d
        a cancel ?
        b dequeue d
        b dequeue ! reason=ctx_done
    """,
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_named(rule: str) -> None:
    """The oracle rejects the history by that rule, and so does the search of the machine."""
    lines = script(BROKEN[rule])
    found = judged(lines)
    assert found is not None
    assert found.rule == rule
    if rule not in {"one-open-call", "answers-its-call"}:
        assert first_refused(lines) is not None


@pytest.mark.parametrize("name", KEPT)
def test_what_is_allowed_is_accepted(name: str) -> None:
    """The oracle accepts the history, and the machine takes the steps of its witness."""
    lines = script(KEPT[name])
    found, queues = decided(lines)
    assert found is None
    assert first_refused(lines) is None
    for calls, tokens in queues:
        assert refused(lines, witness(calls, tokens)) == ""
