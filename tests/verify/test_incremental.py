"""slotq.verify.incremental: the judges of long logs are the machine, and what breaks is seen."""

import pytest

from slotq.oracle import formats
from slotq.oracle.counting import Counting, Rule
from slotq.oracle.incremental import IncrementalQueue
from slotq.verify.claim import ClaimFallsError, Evidence
from slotq.verify.incremental import check_counting, check_queue


def test_incremental_queue_is_the_machine() -> None:
    """Every line of the alphabet, in every state that can be reached."""
    assert check_queue() == Evidence(states=1856, edges=194267)


def test_incremental_counters_are_the_machine() -> None:
    """Every line of the alphabet, in every state that can be reached."""
    assert check_counting() == Evidence(states=1033, edges=246378)


def broken(rules: dict[type[formats.Event], Rule], kind: type[formats.Event], how: str) -> None:
    """Break a rule: it lets everything pass, or nothing."""
    rule = rules[kind]
    passes = how == "passes everything"
    rules[kind] = lambda event: (rule(event) or True) if passes else (rule(event) and False)


HOW = ["passes everything", "passes nothing"]


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("kind", list(IncrementalQueue().rules), ids=lambda kind: kind.__name__)
def test_broken_rule_of_the_queue_is_seen(kind: type[formats.Event], how: str) -> None:
    """The claim falls, whichever rule is broken."""

    def judge() -> IncrementalQueue:
        queue = IncrementalQueue()
        broken(queue.rules, kind, how)
        return queue

    with pytest.raises(ClaimFallsError, match=kind.__name__):
        check_queue(judge)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("kind", list(Counting().rules), ids=lambda kind: kind.__name__)
def test_broken_rule_of_the_counters_is_seen(kind: type[formats.Event], how: str) -> None:
    """The claim falls, whichever rule is broken."""

    def judge() -> Counting:
        counting = Counting()
        broken(counting.rules, kind, how)
        return counting

    with pytest.raises(ClaimFallsError, match=kind.__name__):
        check_counting(judge)


class Sleepless(IncrementalQueue):
    """A queue whose broadcast wakes only one."""

    def _wake_all(self) -> None:
        if self.asleep:
            self.asleep.pop().dequeuer = "lock"


class Forgetful(IncrementalQueue):
    """A queue that forgets a dequeuer whose canceller is still there."""

    def dequeuer_exit(self, event: formats.DequeuerExit) -> bool:
        """End, canceller and all."""
        before = self.dequeuer(event.process)
        if not super().dequeuer_exit(event):
            return False
        before.canceller = "ended"
        return True


@pytest.mark.parametrize("judge", [Sleepless, Forgetful])
def test_another_state_is_seen(judge: type[IncrementalQueue]) -> None:
    """A rule that allows the right lines and goes elsewhere is wrong too."""
    with pytest.raises(ClaimFallsError, match="goes to"):
        check_queue(judge)
