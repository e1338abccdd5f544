"""verify.judges.approximate_order: logs in an approximate order, and judges that are wrong."""

from collections import defaultdict

import pytest

from slotq.formats import trace_lines
from slotq.oracle.trace.partial import QueueCandidates
from slotq.oracle.trace.reordered import ReorderedQueue
from slotq.oracle.verdict.budget import Budget
from slotq.oracle.verdict.verdict import Fault
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.approximate_order import Size, check_approximate_order, make_judge


def test_the_judge_tries_every_order_within_the_window() -> None:
    """Every arrangement of all short behaviours."""
    assert check_approximate_order() == Evidence(347, 2944)


@pytest.mark.parametrize("more", [-1, 1])
def test_another_window_is_seen(more: int) -> None:
    """One that is narrower than the log says, and one that is wider."""

    def judge(size: Size, window: int) -> ReorderedQueue:
        return make_judge(size, window + more)

    with pytest.raises(ClaimRefutedError, match="has an order" if more < 0 else "has no order"):
        check_approximate_order(judge)


class Processless(ReorderedQueue):
    """A judge that lets the lines of one process change places."""

    def take(self, number: int, event: trace_lines.Event) -> Fault | None:
        """Forget which line of its process comes before it."""
        self._last = defaultdict(lambda: -1)
        return super().take(number, event)


def test_lines_of_one_process_that_change_places_are_seen() -> None:
    """No order within the window does that."""

    def judge(size: Size, window: int) -> ReorderedQueue:
        return Processless(frozenset(size.omits), Budget(), window)

    with pytest.raises(ClaimRefutedError, match="has no order"):
        check_approximate_order(judge)


def test_an_end_that_is_too_early_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """In whatever order."""
    monkeypatch.setattr(QueueCandidates, "unfinished", lambda *_: None)
    with pytest.raises(ClaimRefutedError, match="End"):
        check_approximate_order()
