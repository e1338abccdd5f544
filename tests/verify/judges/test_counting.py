"""slotq.verify.judges.counting: the judge of counters is the machine, and what breaks is seen."""

from collections.abc import Collection

import pytest

from slotq.formats import trace_lines
from slotq.oracle.trace import counting_faults
from slotq.oracle.trace.counting import Counting
from slotq.oracle.trace.counting_faults import Counted
from slotq.oracle.verdict.verdict import Fault
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.counting import check_counting, check_faults
from tests.verify.judges.broken import HOW, broken


def test_the_incremental_counters_are_the_machine() -> None:
    """Every line of the alphabet, in every state that can be reached."""
    assert check_counting() == Evidence(states=1095, edges=587600)


def test_what_is_told_of_counters_is_the_machine() -> None:
    """A fault exactly where the machine has no step."""
    assert check_faults() == Evidence(states=124, edges=25788)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("kind", list(Counting().rules), ids=lambda kind: kind.__name__)
def test_a_broken_rule_of_the_counters_is_seen(kind: type[trace_lines.Event], how: str) -> None:
    """The claim is refuted, whichever rule is broken."""

    def judge(omits: Collection[str]) -> Counting:
        counting = Counting(omits)
        broken(counting.rules, kind, how)
        return counting

    with pytest.raises(ClaimRefutedError, match=kind.__name__):
        check_counting(judge)


class Credulous(Counting):
    """Counters that believe a launcher that decides by what they do not know."""

    def needed(self, event: trace_lines.LaunchCheck) -> bool:
        """Believe it unless all is known."""
        return super().needed(event) if all(self.sees) else event.needed


def test_a_decision_that_nothing_unknown_explains_is_seen() -> None:
    """Nobody waits, and a container is needed: whatever else is counted, that is wrong."""
    with pytest.raises(ClaimRefutedError, match="does not allow the line LaunchCheck"):
        check_counting(Credulous)


def test_a_fault_that_is_not_told_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or a line that no rule allows would pass in the end."""
    find = counting_faults.find

    def silent(counting: Counting, number: int, event: Counted) -> Fault | None:
        found = find(counting, number, event)
        return None if isinstance(event, trace_lines.ContainerExit) else found

    monkeypatch.setattr(counting_faults, "find", silent)
    with pytest.raises(ClaimRefutedError, match="does not allow the line ContainerExit"):
        check_faults()


def test_a_move_that_is_not_finished_at_the_end_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A trace may not end before both counters were changed."""
    monkeypatch.setattr(counting_faults, "unfinished", lambda *_: None)
    with pytest.raises(ClaimRefutedError, match="does not allow the line End"):
        check_faults()
