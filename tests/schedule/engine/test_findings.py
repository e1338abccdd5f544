"""slotq.schedule.engine.findings: what a finding looks like."""

import pytest

from slotq.schedule.engine.findings import (
    FindingError,
    Kind,
    ScheduleSyntaxError,
    Transition,
    columns,
    parse_schedule,
    surprise,
)

SCHEDULE = (
    (Transition("container-1"), "QueueAppend"),
    (Transition("dequeuer-1.1", 0, "consumer-1"), "DequeuerDeliver"),
    (Transition("consumer-1", 2), "Cancel"),
)


def test_columns() -> None:
    """A column a process, a line a step, a mark for the partner."""
    expected = [
        "   container-1  dequeuer-1.1     consumer-1",
        "1  QueueAppend",
        "2               DequeuerDeliver  *",
        "3                                Cancel",
    ]
    assert expected == columns(SCHEDULE)


def test_a_finding_says_how_to_see_it_again() -> None:
    """Its text has the schedule as columns, and the line that replays it."""
    finding = FindingError(Kind.DEADLOCK, "nobody can move", SCHEDULE)
    finding.options = "--containers 1"
    first, *table, last = str(finding).splitlines()
    assert first == "deadlock: nobody can move"
    assert table == columns(SCHEDULE)
    replay = "slotq replay --containers 1 'container-1 dequeuer-1.1>consumer-1 consumer-1:2'"
    assert replay == last


def test_a_finding_of_what_cannot_be_replayed_names_no_command() -> None:
    """A command without options would run another program."""
    finding = FindingError(Kind.DEADLOCK, "nobody can move", SCHEDULE[:1])
    assert str(finding).splitlines()[-1] == "the schedule is 'container-1'"


def test_nothing_has_no_columns() -> None:
    """A finding in the very beginning has no schedule."""
    assert columns(()) == ["  "]


def test_schedules_are_read_as_they_are_written() -> None:
    """What a finding prints can be replayed."""
    text = " ".join(str(transition) for transition, _ in SCHEDULE)
    assert [transition for transition, _ in SCHEDULE] == parse_schedule(text)


@pytest.mark.parametrize("text", ["a:b", ":1", "a>", "a:1:2", "a:1000", "a>b>c"])
def test_what_is_no_schedule(text: str) -> None:
    """A text from outside is refused whole."""
    with pytest.raises(ScheduleSyntaxError):
        parse_schedule(f"container-1 {text}")


def test_a_long_word_is_not_said_to_its_end() -> None:
    """A schedule may be from outside."""
    with pytest.raises(ScheduleSyntaxError) as raised:
        parse_schedule("a:b" + 100 * "c")
    shown = "a:b" + 77 * "c"
    assert str(raised.value) == (
        f"'{shown}' is not a transition; one looks like dequeuer-1.1:0>consumer-1"
    )


def test_an_exception_is_a_finding_by_its_name() -> None:
    """What a generator makes of an iterator at its end is that end; other causes stay behind."""
    found = surprise(KeyError("token"), SCHEDULE[:1])
    assert (found.kind, found.message, found.schedule) == (
        Kind.EXCEPTION,
        "KeyError: 'token'",
        SCHEDULE[:1],
    )
    ended = RuntimeError("generator raised StopIteration")
    ended.__cause__ = StopIteration("a")
    assert surprise(ended, (), Kind.REGION).message == "StopIteration: a"
    other = RuntimeError("a")
    other.__cause__ = KeyError("b")
    assert surprise(other, ()).message == "RuntimeError: a"
