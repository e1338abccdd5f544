"""slotq.verify.judges.two_queues: two queues in one trace, and a judge that mixes them up."""

import pytest

from slotq.formats import trace_lines
from slotq.oracle.trace.judge import TraceJudge
from slotq.oracle.verdict.verdict import Fault
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.two_queues import check_queues


def test_two_queues_are_judged_as_two() -> None:
    """Every line in every two states, and every End."""
    assert check_queues() == Evidence(100, 5000)


class OneQueue(TraceJudge):
    """A judge that takes every line for one of the first queue."""

    def take(self, number: int, event: trace_lines.Event) -> Fault | None:
        """Let the second queue do it."""
        fields = {name: getattr(event, name) for name in event.__struct_fields__}
        return super().take(number, type(event)(**fields | {"queue": event.queue and "1"}))


class Endless(TraceJudge):
    """A judge that forgets that a queue has ended."""

    def take(self, number: int, event: trace_lines.Event) -> Fault | None:
        """Forget it."""
        self._ended.clear()
        return super().take(number, event)


@pytest.mark.parametrize("judge", [OneQueue, Endless])
def test_a_judge_that_mixes_them_up_is_seen(judge: type[TraceJudge]) -> None:
    """By a line, or by an End."""
    with pytest.raises(ClaimRefutedError, match="the line"):
        check_queues(judge)
