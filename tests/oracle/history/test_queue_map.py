"""The map of queues: what get_queue and delete_queue can return, and lost queues."""

from time import process_time

import pytest

from slotq.formats.errors import BudgetError
from slotq.oracle.history import rules
from slotq.oracle.history.rules import fault
from slotq.oracle.verdict.budget import Budget
from slotq.verify.judges.agreement import judged
from tests.oracle.history.script import script

MADE = "a get_queue k\n a get_queue -> queue=q1 is_new=true\n"
DELETED = MADE + "l delete_queue q1\n l delete_queue -> queue=q1 deleted=true\n"

ALLOWED = [
    MADE + "b get_queue k\n b get_queue -> queue=q1 is_new=false",
    DELETED + "b get_queue k\n b get_queue -> queue=q2 is_new=true",
    MADE + "b get_queue other\n b get_queue -> queue=q2 is_new=true",
    # The second call came first.
    """
        a get_queue k
        b get_queue k
        a get_queue -> queue=q1 is_new=false
        b get_queue -> queue=q1 is_new=true
    """,
    MADE + "l delete_queue q1\n b get_queue k\n b get_queue -> queue=q2 is_new=true",
    MADE
    + "l delete_queue q1\n l delete_queue ?\n b get_queue k\n b get_queue -> queue=q1 is_new=false",
    # Somebody made it who was not told.
    "a get_queue k\n a get_queue ?\n b get_queue k\n b get_queue -> queue=q1 is_new=false",
    "a get_queue k\n a get_queue !\n b get_queue k\n b get_queue -> queue=q1 is_new=true",
    MADE
    + """
        a update_request object=1 state=wait queue=q1
        l delete_queue q1
        l delete_queue -> queue=q1 deleted=false
        b get_queue k
        b get_queue -> queue=q1 is_new=false
    """,
    # q1 was made by the call of unknown outcome; its second delete goes by the key, and takes q2.
    """
        a get_queue k
        a get_queue ?
        l delete_queue q1
        l delete_queue -> queue=q1 deleted=true
        b get_queue k
        b get_queue -> queue=q2 is_new=true
        l delete_queue q1
        l delete_queue -> queue=q1 deleted=true
        b get_queue k
        b get_queue -> queue=q3 is_new=true
        l delete_queue q3
        l delete_queue -> queue=q3 deleted=true
        b get_queue k
        b get_queue -> queue=q1 is_new=true
    """,
    "l delete_queue q9\n l delete_queue -> queue=q9 deleted=true",
    DELETED + "a get_queue k\n a get_queue -> queue=q1 is_new=true\n a start_dequeuer d queue=q1",
    DELETED + "a cancel d queue=q1",
]
REFUSED = [
    MADE + "b get_queue k\n b get_queue -> queue=q2 is_new=true",
    MADE + "b get_queue k\n b get_queue -> queue=q2 is_new=false",
    DELETED + "b get_queue k\n b get_queue -> queue=q1 is_new=false",
    "a get_queue k\n a get_queue -> queue=q1 is_new=false",
]


@pytest.mark.parametrize("text", ALLOWED)
def test_what_the_manager_may_say(text: str) -> None:
    """Some order of the calls explains what they returned."""
    assert judged(script(text)) is None


@pytest.mark.parametrize("text", REFUSED)
def test_what_it_may_not_say(text: str) -> None:
    """Two live queues for one key, and a queue that nobody made, are told."""
    found = judged(script(text))
    assert found is not None
    assert found.rule == "one-queue"


@pytest.mark.parametrize(
    "call", ["a update_request object=1 state=wait queue=q1", "a start_dequeuer d queue=q1"]
)
def test_a_lost_queue(call: str) -> None:
    """A request goes on with a queue that is no longer in the map."""
    found = judged(script(DELETED + call))
    assert found is not None
    assert (found.rule, found.values) == ("in-map", {"deleted": "by line 5"})


def test_a_queue_may_be_in_the_map_again_by_a_call_that_is_not_seen() -> None:
    """Where a log omits get_queue, none is lost, also if it omits the deletes as well."""
    use = "a start_dequeuer d queue=q1"
    lines = script(f"{MADE}b get_queue k\n b get_queue -> queue=q2 is_new=true\n{use}")
    expected = fault(rules.IN_MAP, 6, lines[-1], {"deleted": "by a call that the log omits"})
    assert judged(lines, omits=frozenset({"delete_queue"})) == expected
    assert judged(lines, omits=frozenset({"delete_queue", "get_queue"})) is None


def test_the_delete_of_a_lost_queue_is_named() -> None:
    """And not a later one, of another queue with its key."""
    other = "b get_queue k\n b get_queue -> queue=q2 is_new=true\n"
    other += "l delete_queue q2\n l delete_queue -> queue=q2 deleted=true\n"
    found = judged(script(DELETED + other + "a start_dequeuer d queue=q1"))
    assert found is not None
    assert (found.rule, found.values) == ("in-map", {"deleted": "by line 5"})


def test_too_many_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many calls at once stay undecided."""
    monkeypatch.setattr(Budget.__init__, "__defaults__", (1, 5.0, process_time))
    calls = "".join(f"p{n} get_queue k\n" for n in range(4))
    with pytest.raises(BudgetError, match="more than 10 candidate states were explored"):
        judged(script(calls + "p0 get_queue -> queue=q is_new=true"))
