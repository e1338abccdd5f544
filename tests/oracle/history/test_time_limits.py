"""What must happen within a limit of time that the user states."""

from collections.abc import Collection

from msgspec.structs import replace

from slotq.oracle.history import rules
from slotq.oracle.history.judge import HistoryJudge
from slotq.oracle.history.rules import HistoryFault, fault
from tests.oracle.history.script import script

SECOND = 1_000_000_000
FREE = """
    a queue_slot
    a queue_slot -> token=0
    b start_dequeuer d
    b start_dequeuer ->
"""


def judged(text: str, limit: int | None = None, omits: Collection[str] = ()) -> HistoryFault | None:
    """Judge a history whose lines are a second apart, by a limit in seconds."""
    judge = HistoryJudge(frozenset(omits), None if limit is None else limit * SECOND)
    lines = [replace(line, time=n * SECOND) for n, line in enumerate(script(text), 1)]
    for number, line in enumerate(lines, 2):
        found = judge.take(number, line)
        if found is not None:
            return found
    return judge.finish()[0]


ROUNDS = FREE + "b dequeue d\n b dequeue ! reason=timeout\n" * 3
LATE = FREE + "b dequeue d\n c cancel e\n c cancel ->\n c cancel e\n b dequeue -> token=0"


def test_a_limit() -> None:
    """Rounds that fail, or one that stays open, for longer than the limit beside a free token."""
    assert judged(ROUNDS, 5) is None
    found = judged(ROUNDS, 4)
    assert found is not None
    assert found.rule == "served"
    assert (found.line, found.values) == (
        11,
        {
            "dequeuer": "d",
            "waited": "5.0 s, since 5000000000",
            "token 0 was free": "for 5.0 s of that",
            "limit": "4.0 s",
        },
    )
    assert judged(LATE, 4) is None
    assert judged(LATE, 3) is not None
    assert judged(ROUNDS) is None


def test_the_token_that_was_free_for_longest_is_named() -> None:
    """Of two that nobody ever acquired."""
    second = "c queue_slot\n c queue_slot -> token=1\n"
    found = judged(FREE + second + "b dequeue d\n b dequeue ! reason=timeout\n" * 4, 4)
    assert found is not None
    assert found.values["token 0 was free"] == "for 7.0 s of that"


def test_an_open_round_waits_to_the_end() -> None:
    """A round that never returned has waited for as long as the history lasts."""
    still = FREE + "b dequeue d\n c cancel e\n c cancel ->\n c cancel e"
    assert judged(still, 3) is None
    assert judged(still, 2) is not None


def test_a_token_must_be_free_all_the_time() -> None:
    """Time before it was queued or after somebody called to acquire it does not count."""
    taken = FREE + "b dequeue d\n a acquire_slot 0\n c cancel e\n c cancel ->"
    assert judged(taken, 1) is None
    two = FREE.replace("b start", "c start", 1).replace("b start", "c start", 1)
    later = (
        "b start_dequeuer d\n b start_dequeuer ->\n b dequeue d\n c cancel e\n c cancel ->" + FREE
    )
    assert judged(two + "c dequeue d\n c dequeue -> token=0", 1) is None
    assert judged(later.replace("b start_dequeuer d\n    b start_dequeuer ->\n", "", 1), 3) is None


def test_who_was_cancelled_need_not_be_served() -> None:
    """Waiting ends with the cancel, and after it nothing is owed."""
    cancelled = FREE + "b dequeue d\n c cancel d\n c cancel ->\n"
    assert judged(cancelled + "b dequeue ! reason=ctx_done\n b dequeue d\n c evict x", 1) is None
    assert judged(cancelled + "b dequeue ! reason=ctx_done", 0) is not None


def test_what_a_line_itself_says_comes_before_how_late_it_is() -> None:
    """Only what was wrong before a wrong line is told in its place."""
    judge = HistoryJudge(served_within=0)
    lines = script("a queue_slot\na queue_slot -> token=0\nb dequeue d\nb dequeue -> token=0")
    lines = [replace(line, time=n * SECOND) for n, line in enumerate(lines, 1)]
    *before, found = [judge.take(number, line) for number, line in enumerate(lines, 2)]
    assert before == [None] * 3
    assert found == fault(rules.STARTED, 5, lines[-1], {"started": "by no call"})
    assert judge.earliest(found) == found
