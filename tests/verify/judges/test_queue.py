"""slotq.verify.judges.queue: the judge of a queue's steps is the machine; what breaks is seen."""

import pytest

from slotq.formats import trace_lines
from slotq.oracle.trace.incremental import Client, IncrementalQueue
from slotq.oracle.trace.judge import TraceJudge
from slotq.oracle.trace.queue_steps import QueueJudge
from slotq.oracle.verdict.verdict import Fault
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.queue import check_end, check_queue
from tests.verify.judges.broken import HOW, broken


def test_the_incremental_queue_is_the_machine() -> None:
    """Every line of the alphabet, in every state that can be reached."""
    assert check_queue() == Evidence(states=2561, edges=316134)


def test_the_explaining_judge_is_the_machine() -> None:
    """And a trace ends exactly where nothing is left to do."""
    assert check_end() == Evidence(states=79, edges=5609)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("kind", list(IncrementalQueue().rules), ids=lambda kind: kind.__name__)
def test_a_broken_rule_of_the_queue_is_seen(kind: type[trace_lines.Event], how: str) -> None:
    """The claim is refuted, whichever rule is broken."""

    def judge() -> IncrementalQueue:
        queue = IncrementalQueue()
        broken(queue.rules, kind, how)
        return queue

    with pytest.raises(ClaimRefutedError, match=kind.__name__):
        check_queue(judge)


class Sleepless(IncrementalQueue):
    """A queue whose broadcast wakes only one."""

    def _wake_all(self) -> None:
        if self.asleep:
            self.asleep.pop().dequeuer = "lock"


class Forgetful(IncrementalQueue):
    """A queue that forgets a dequeuer whose canceller is still there."""

    def dequeuer_exit(self, event: trace_lines.DequeuerExit) -> bool:
        """End, canceller and all."""
        before = self.dequeuer(event.process)
        if not super().dequeuer_exit(event):
            return False
        before.canceller = "ended"
        return True


class SwapsWithTheFirst(IncrementalQueue):
    """A queue that fills the place of what is removed from the wrong end."""

    def acquire_remove(self, event: trace_lines.AcquireRemove) -> bool:
        """Put the oldest one where the token was."""
        before = list(self.slots)
        if not super().acquire_remove(event):
            return False
        before[before.index(event.token)] = before[0]
        self.slots[:] = before[1:]
        return True


@pytest.mark.parametrize("judge", [Sleepless, Forgetful, SwapsWithTheFirst])
def test_another_state_is_seen(judge: type[IncrementalQueue]) -> None:
    """A rule that allows the right lines and goes elsewhere is wrong too."""
    with pytest.raises(ClaimRefutedError, match="goes to"):
        check_queue(judge)


class PicksTheSecondOfThree(IncrementalQueue):
    """A queue from which the second newest token may be picked, if there are three."""

    def dequeuer_peek(self, event: trace_lines.DequeuerPeek) -> bool:
        """Take one of the two newest."""
        if len(self.slots) > 2 and event.token == self.slots[-2]:
            return True
        return super().dequeuer_peek(event)


def test_the_second_newest_of_three_is_seen() -> None:
    """It takes three listed tokens."""
    with pytest.raises(ClaimRefutedError, match="does not allow the line DequeuerPeek"):
        check_queue(PicksTheSecondOfThree)


class KnowsItsBlock(Client):
    """A client that takes every token near one that it learnt long ago for its own."""

    def knows(self, token: int) -> bool:
        """Look at the whole block."""
        return super().knows(token) or bool(self._older.get(token // 512))


class Careless(IncrementalQueue):
    """A queue whose clients are all of that kind."""

    def client(self, name: str) -> Client:
        """Make them so."""
        if name not in self.clients:
            self.clients[name] = KnowsItsBlock(name)
        return super().client(name)


def test_an_old_token_of_another_client_is_seen() -> None:
    """It takes more tokens than a client remembers one by one."""
    with pytest.raises(ClaimRefutedError, match="does not allow the line AcquireCas"):
        check_queue(Careless)


class SaysNothing(QueueJudge):
    """A judge that finds no fault in a delivery."""

    def take(self, number: int, event: trace_lines.Event) -> Fault | None:
        """Let it pass."""
        found = super().take(number, event)
        return None if isinstance(event, trace_lines.DequeuerDeliver) else found


def test_a_fault_that_is_not_told_is_seen() -> None:
    """Or a line that no rule allows would pass in the end."""
    with pytest.raises(ClaimRefutedError, match="does not allow the line DequeuerDeliver"):
        check_end(judge=SaysNothing)


class EndsAnywhere(TraceJudge):
    """A judge that asks nothing of the end."""

    def take(self, number: int, event: trace_lines.Event) -> Fault | None:
        """Let every End pass."""
        return None if isinstance(event, trace_lines.End) else super().take(number, event)


def test_an_end_that_comes_too_early_is_seen() -> None:
    """What fairness promises is still to come, or the count is wrong."""
    with pytest.raises(ClaimRefutedError, match="does not allow the line End"):
        check_end(trace=EndsAnywhere)
