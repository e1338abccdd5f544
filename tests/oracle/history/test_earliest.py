"""slotq.oracle.history.earliest: of several things that have no order, the first is told."""

from collections.abc import Sequence

import pytest

from slotq.formats.history_lines import Dequeue, Line, QueueSlot, StartDequeuer
from slotq.oracle.history import earliest
from slotq.oracle.history.judge import HistoryJudge
from slotq.oracle.history.rules import HistoryFault

Numbered = tuple[int, Line]


def make_judge() -> HistoryJudge:
    """A judge of a history that sees all."""
    return HistoryJudge(frozenset(), None, None)


def delivered(*tokens: int) -> list[Numbered]:
    """A history in which three slots are queued, and then these are delivered."""
    lines: list[Line] = []
    for number in range(3):
        lines += [QueueSlot("invoke", "a"), QueueSlot("ok", "a", token=number)]
    lines += [StartDequeuer(kind, "c", dequeuer="d") for kind in ("invoke", "ok")]
    for token in tokens:
        asked = Dequeue("invoke", "c", dequeuer="d")
        lines += [asked, Dequeue("ok", "c", dequeuer="d", token=token)]
    return list(enumerate(lines, 2))


def judged(lines: Sequence[Numbered]) -> HistoryFault | None:
    """What the judge finds."""
    judge = make_judge()
    assert [judge.take(*line) for line in lines] == [None] * len(lines)
    found, _ = judge.finish()
    return found


@pytest.mark.parametrize("legal", [0, 1, 28, 29, 30, 61, 200])
def test_the_first_is_told(legal: int) -> None:
    """Two tokens that are not the newest are delivered; the judge comes upon the newer one."""
    lines = delivered(*[2] * legal, 0, 2, 1)
    last = judged(lines)
    assert last is not None
    assert last.line == lines[-1][0]
    first = len(lines) - 4  # up to the first delivery that is wrong
    assert judged(lines[: first - 1]) is None
    expected = judged(lines[:first])
    assert expected is not None
    assert expected.line == lines[first - 1][0]
    assert expected == earliest.earliest(last, lines[:-1], make_judge)


def test_what_was_legal_before_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is blamed that is right; nor is anything looked for in too many lines."""
    lines = delivered(2, 2, 0)
    found = judged(lines)
    assert found is not None
    assert earliest.earliest(found, lines[:-1], make_judge) is found
    assert earliest.earliest(found, [], make_judge) is found
    lines = delivered(*[0] * 99, 1)
    found = judged(lines)
    assert found is not None
    monkeypatch.setattr(earliest, "MOST_LINES", 63)
    assert earliest.earliest(found, lines[:-1], make_judge) is found
    monkeypatch.setattr(earliest, "MOST_LINES", 64)
    nearer = earliest.earliest(found, lines[:-1], make_judge)
    assert nearer == judged(lines[:64])


def test_a_line_that_is_wrong_by_itself_is_not_the_first() -> None:
    """The lines before it may be wrong together, in more than one place."""
    lines = delivered(2, 0, 1)
    wrong = len(lines) + 2, QueueSlot("ok", "b", token=7)
    judge = make_judge()
    found = [judge.take(*line) for line in (*lines, wrong)][-1]
    assert found is not None
    first = earliest.earliest(found, lines, make_judge)
    assert (first, first.line) == (judged(lines[:-2]), lines[-3][0])
