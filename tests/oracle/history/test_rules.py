"""Each rule of a queue's calls: a smallest history that breaks it, and one that just does not."""

import pytest
from msgspec.structs import replace

from slotq.oracle.history.all_orders import first_refused
from slotq.oracle.history.rules import ONE_WINNER, fault
from slotq.oracle.history.witness import witness
from slotq.verify.judges.agreement import decided, judged
from slotq.verify.judges.replay import refused
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
    "let-go": """
        a queue_slot error=true
        a queue_slot -> token=0
        a acquire_slot 0
    """,
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
REAPED = (
    ONE_QUEUED
    + """
    a wait_trigger 0
    r acquire_slot 0 for=a
    r acquire_slot ->
    a wait_trigger -> reason=trigger
"""
)
FAILED = """
    a queue_slot error=true
    a queue_slot -> token=0
"""
ERROR_WON = (
    FAILED
    + """
    b start_dequeuer d
    b start_dequeuer ->
    b dequeue d
    b dequeue -> token=0
    b acquire_slot 0
    b acquire_slot ->
"""
)
OTHERWISE = {
    "token": DELIVERED + "b acquire_slot 0\n b acquire_slot -> token=1",
    "dequeuer": DELIVERED + "b dequeue d\n b dequeue ! dequeuer=e reason=timeout",
    "slot": "a queue_slot slot=1\n a queue_slot -> slot=2 token=0",
    "error": "a queue_slot error=true\n a queue_slot -> error=false token=0",
    "for": ONE_QUEUED + "r acquire_slot 0 for=a\n r acquire_slot -> for=b",
    "object": "a update_request object=1 state=wait\n a update_request -> object=2",
    "container": "a evict c\n a evict -> container=d",
    "key": "a get_queue k\n a get_queue -> key=l queue=q is_new=true",
    "queue": "a queue_slot queue=q\n a queue_slot -> queue=r token=0",
    "token, waited for": ONE_QUEUED + "a wait_trigger 0\n a wait_trigger -> token=1 reason=idle",
    "token, of a slot": DELIVERED
    + """
        b acquire_slot 0
        b acquire_slot ->
        b close_slot 0
        b close_slot -> token=1
    """,
    "token, seen closed": ONE_QUEUED + "a wait_closed 0\n a wait_closed -> token=1",
    "dequeuer, started": "a start_dequeuer d\n a start_dequeuer -> dequeuer=e",
    "dequeuer, cancelled": "a cancel d\n a cancel -> dequeuer=e",
    "queue, signalled": "a signal q\n a signal -> queue=r",
}
KEPT = {
    "an error that is won and closed": ERROR_WON + "b close_slot 0\n b close_slot ->",
    "an error that is delivered to who queued it": FAILED
    + """
        a start_dequeuer d
        a start_dequeuer ->
        a dequeue d
        a dequeue -> token=0
        a acquire_slot 0
        a acquire_slot ->
    """,
    "a reaper that acquires for its container": REAPED + "r close_slot 0\n r close_slot ->",
    "a container that closes what its reaper won": REAPED + "a close_slot 0\n a close_slot ->",
    "a third that closes for the reaper": REAPED + "s close_slot 0 for=r\n s close_slot ->",
    "a reaper that is late": DELIVERED
    + """
        b acquire_slot 0
        b acquire_slot ->
        r acquire_slot 0 for=a
        r acquire_slot ! for=a token=0
        r acquire_slot 0
        r acquire_slot !
    """,
    "a return that repeats its call": DELIVERED
    + """
        b dequeue d
        b dequeue ! dequeuer=d reason=timeout
        b acquire_slot 0
        b acquire_slot -> token=0
    """,
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


@pytest.mark.parametrize("field", OTHERWISE)
def test_return_that_repeats_its_call_otherwise(field: str) -> None:
    """Every field that both may carry; the values say which, and what."""
    lines = script(OTHERWISE[field])
    found = judged(lines)
    assert found is not None
    assert (found.rule, found.line) == ("answers-its-call", len(lines) + 1)
    assert list(found.values) == [field.partition(",")[0]]
    said = field.partition(",")[0]
    repeated = replace(lines[-1], **{f"{said}_" if said == "for" else said: None})
    assert judged([*lines[:-1], repeated]) is None or said in {"queue", "token"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            ONE_QUEUED + "b acquire_slot 0",
            {"token": "0", "queued by": "a", "received by": "nobody"},
        ),
        (
            DELIVERED + "r acquire_slot 0 for=c",
            {"token": "0", "queued by": "a", "received by": "b", "acts for": "c"},
        ),
    ],
)
def test_who_knew_a_token_is_said(text: str, values: dict[str, str]) -> None:
    """And for whom somebody acted who did not."""
    found = judged(script(text))
    assert found is not None
    assert (found.rule, found.values) == ("known-token", values)


def test_the_open_call_of_a_process_is_named() -> None:
    """Two threads under one name call different things."""
    found = judged(script(ONE_QUEUED + "a wait_trigger 0\n a acquire_slot 0"))
    assert found is not None
    assert found.values == {"open": "wait_trigger, since line 4"}


LATER = {
    "no-error": "a queue_slot error=true",
    "left-open": ONE_QUEUED
    + """
        a acquire_slot 0
        a acquire_slot ->
        a close_slot 0
    """,
    "left-open by a reaper": ONE_QUEUED
    + """
        r acquire_slot 0 for=a
        r acquire_slot ->
        r close_slot 0
    """,
}


@pytest.mark.parametrize("rule", LATER)
def test_callers_of_later_versions(rule: str) -> None:
    """What the seed's may do, and later ones do not."""
    lines = script(LATER[rule])
    assert judged(lines) is None
    found = judged(lines, version="later")
    assert found is not None
    assert (found.rule, found.line) == (rule.partition(" ")[0], len(lines) + 1)


def test_consumer_of_later_versions_closes_what_it_won() -> None:
    """Only a container does not close a slot that is its own."""
    lines = script(DELIVERED + "b acquire_slot 0\n b acquire_slot ->\n b close_slot 0")
    assert judged(lines, version="later") is None


@pytest.mark.parametrize("call", ["wait_trigger 0", "wait_closed 0", "acquire_slot 0"])
def test_error_is_let_go_by_who_queued_it(call: str) -> None:
    """Whatever it might wait for; a reaper may not acquire it on its behalf either."""
    for line in (f"a {call}", f"r {call} for=a"):
        if line.startswith("r") and not call.startswith("acquire"):
            continue
        lines = script(FAILED + line)
        found = judged(lines)
        assert found is not None
        assert (found.rule, found.line) == ("let-go", len(lines) + 1)
        assert first_refused(lines) == len(lines) - 1


def test_a_fault_says_all_of_itself() -> None:
    """The line, the rule in its words, the values, the calls that show it, and what might stand."""
    line = script("a acquire_slot 0")[0]
    shown = {"f": "queue_slot", "type": "invoke", "process": "a"}
    found = replace(
        fault(ONE_WINNER, 7, line, {"winner": '"b"'}),
        calls=(shown, shown),
        possible=(shown,),
        left_out=2,
    )
    assert (found.line, found.blame, found.rule, found.guard) == (
        7,
        "queue",
        "one-winner",
        "a token is won once",
    )
    assert found.details() == [
        '  the line  {"f": "acquire_slot", "type": "invoke", "process": "a", "token": 0}',
        "  breaks    one-winner: a token is won once",
        '  where     winner = "b"',
        '  calls     {"f": "queue_slot", "type": "invoke", "process": "a"}',
        '  of these  {"f": "queue_slot", "type": "invoke", "process": "a"}',
        '  instead   {"f": "queue_slot", "type": "invoke", "process": "a"}',
        "  and 2 more",
    ]
    assert fault(ONE_WINNER, 7, line).values == {}
