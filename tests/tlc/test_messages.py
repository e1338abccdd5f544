"""slotq.tlc.messages: lines become messages, nested ones included."""

import pytest

from slotq.tlc import messages
from slotq.tlc.messages import Message, MessageReader
from slotq.tlc.report import Outcome


def read(*lines: str) -> list[Message | str]:
    """Whatever the reader makes of some lines."""
    reader = MessageReader()
    return [item for line in lines for item in reader.feed(line)]


def start(code: int, severity: int = 0) -> str:
    """The line that opens a message."""
    return f"@!@!@STARTMSG {code}:{severity} @!@!@"


def end(code: int) -> str:
    """The line that closes a message."""
    return f"@!@!@ENDMSG {code} @!@!@"


def test_tells_messages_from_other_lines() -> None:
    """What a specification prints stands between messages and is kept apart."""
    expected = ["before", Message(2262, 0, ["TLC2", ""]), "after"]
    assert expected == read("before", start(2262), "TLC2", "", end(2262), "after")


def test_a_message_may_hold_another_that_starts_in_mid_line() -> None:
    """TLC 2.15 prints the cause of an error inside the error."""
    lines = (start(1000, 1), "outer", ": " + start(5006), "inner", end(5006), "rest", end(1000))
    expected = Message(1000, 1, ["outer", ": ", "inner", "rest"], [5006])
    assert [expected] == read(*lines)
    assert expected.text == "outer\n: \ninner\nrest"
    assert expected.verdict() is Outcome.CONFIGURATION


def test_the_end_of_an_outer_message_closes_the_inner_one() -> None:
    """An inner message without an end does not swallow what follows."""
    lines = (start(1000, 1), start(2132), "inner", end(1000), "after")
    assert [Message(1000, 1, ["inner"], [2132]), "after"] == read(*lines)


def test_an_end_without_a_start_is_passed_over() -> None:
    """A log that is cut at its head is still read."""
    assert read(end(2262), "after") == ["after"]


def test_a_message_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message without an end does not fill the memory."""
    monkeypatch.setattr(messages, "MAX_LINES", 2)
    assert [Message(1, 0, ["a", "b"])] == read(start(1), "a", "b", "c", end(1))


@pytest.mark.parametrize(
    ("code", "severity", "expected"),
    [
        (2104, 1, Outcome.ASSUMPTION),
        (2107, 1, Outcome.INVARIANT),
        (2108, 1, Outcome.ACTION_PROPERTY),
        (2110, 1, Outcome.INVARIANT),
        (2111, 1, Outcome.EVALUATION),
        (2112, 1, Outcome.ACTION_PROPERTY),
        (2114, 1, Outcome.DEADLOCK),
        (2116, 1, Outcome.TEMPORAL_PROPERTY),
        (2229, 1, Outcome.CONFIGURATION),
        (3002, 1, Outcome.PARSE),
        (1001, 1, Outcome.FAILED),
        (99_999, 1, Outcome.FAILED),
        (99_999, 0, None),
        (2121, 1, None),
        (2401, 3, None),
    ],
)
def test_a_code_means_an_outcome(code: int, severity: int, expected: Outcome | None) -> None:
    """An error that is not known is an error all the same; other severities are none."""
    assert expected is Message(code, severity).verdict()
