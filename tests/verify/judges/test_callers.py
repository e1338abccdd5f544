"""slotq.verify.judges.callers: the judge of callers is Callers, and what breaks is seen."""

from collections.abc import Collection, Iterator

import pytest

from slotq.formats import trace_lines
from slotq.machine.callers import Bounds, Callers
from slotq.machine.kernel import explore
from slotq.oracle.trace import caller_faults
from slotq.oracle.trace.caller_state import READY, Container, Objection, SeenQueue
from slotq.oracle.trace.caller_steps import CallerJudge
from slotq.verify.claim import ClaimRefutedError
from slotq.verify.judges.caller_record import view_of
from slotq.verify.judges.callers import SIZES, check_callers, seen_by_callers


def test_judge_of_callers_is_the_machine() -> None:
    """Every line that only callers have, in every state that the machine can reach."""
    evidence = check_callers()
    assert evidence.states > 1_000
    assert evidence.edges > 100_000


@pytest.mark.parametrize("bounds", [SIZES[0], SIZES[1], SIZES[3]], ids=str)
def test_what_no_caller_sees_leads_nowhere_else(bounds: Bounds) -> None:
    """Without those steps the same is reached, for callers, in a twentieth of the states."""
    every, fewer = Callers(bounds), seen_by_callers(bounds)
    assert set(map(view_of, explore(every).states)) == set(map(view_of, explore(fewer).states))


KINDS = list(CallerJudge(SeenQueue).rules)  # type: ignore[arg-type]
HEARD = list(CallerJudge(SeenQueue).saw)  # type: ignore[arg-type]


@pytest.mark.parametrize("passes", [True, False])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_broken_rule_is_seen(kind: type[trace_lines.Event], passes: bool) -> None:
    """The claim is refuted, whichever rule is broken; an Evict is always allowed."""

    def judge(
        queue: SeenQueue, omits: Collection[str], version: trace_lines.Callers
    ) -> CallerJudge:
        judge = CallerJudge(queue, omits, version)
        rule = judge.rules[kind]
        judge.rules[kind] = lambda event: (rule(event) or True) if passes else False
        return judge

    if passes and kind is trace_lines.Evict:
        check_callers(judge)
        return
    with pytest.raises(ClaimRefutedError, match=kind.__name__):
        check_callers(judge)


@pytest.mark.parametrize("kind", HEARD, ids=lambda kind: kind.__name__)
def test_step_of_the_queue_that_is_not_heeded_is_seen(kind: type[trace_lines.Event]) -> None:
    """The judge has to follow each of them."""

    def judge(
        queue: SeenQueue, omits: Collection[str], version: trace_lines.Callers
    ) -> CallerJudge:
        judge = CallerJudge(queue, omits, version)
        del judge.saw[kind]
        return judge

    with pytest.raises(ClaimRefutedError, match=kind.__name__):
        check_callers(judge)


class WinnerOnly(CallerJudge):
    """Looks at who has won, and not at whether waiting has ended."""

    def may_close(self, token: int) -> bool:
        """Let every winner close its slot."""
        return token in self.winners


class CancelledEarlier(CallerJudge):
    """Takes a cancel of before the win for the one that comes after it."""

    def _saw_cancel(self, event: trace_lines.Cancel) -> None:
        super()._saw_cancel(event)
        self.waiting.pop(f"consumer-{event.dequeuer.removeprefix('dequeuer-')[0]}", None)


class OneWinner(CallerJudge):
    """Forgets who has won a token as soon as another one is won."""

    def _saw_close(self, event: trace_lines.AcquireClose) -> None:
        self.winners.clear()
        super()._saw_close(event)


class Unforgiving(CallerJudge):
    """Forgets an eviction once the container has been woken."""

    def _wake(self, event: trace_lines.ContainerWake) -> Iterator[Objection]:
        yield from super()._wake(event)
        self.evicted.pop(event.process, None)


class Lingering(CallerJudge):
    """Keeps a container that failed to freeze."""

    def _leave(self, process: str) -> None:
        before = self.containers.get(process, READY)
        super()._leave(process)
        if before.states == ("waiting",):
            self.containers[process] = Container(("woken",), before.token)


class AnyToken(CallerJudge):
    """Lets a container come back by the closed slot of another one."""

    def is_slot_closed(self, token: int) -> bool:
        """Look whether any slot is closed."""
        return bool(self._closed) or super().is_slot_closed(token)


class Winning(CallerJudge):
    """Takes a consumer that has lost for one that has won and waits no longer."""

    def _saw_cas(self, event: trace_lines.AcquireCas) -> None:
        super()._saw_cas(event)
        waiting = self.waiting.get(event.process)
        if waiting is not None:
            self.waiting[event.process] = waiting._replace(won=True)


@pytest.mark.parametrize("forgotten", ["DequeuerDeliver", "AcquireCas"])
def test_what_a_consumer_owes_is_asked_for(forgotten: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that asks for one of its steps less at the End does not do."""
    due = caller_faults._of_consumers
    monkeypatch.setattr(
        caller_faults,
        "_of_consumers",
        lambda judge: (line for line in due(judge) if line["action"] != forgotten),
    )
    with pytest.raises(ClaimRefutedError, match="promises a step of a caller: True"):
        check_callers()


@pytest.mark.parametrize(
    "judge", [WinnerOnly, CancelledEarlier, OneWinner, Unforgiving, Lingering, AnyToken, Winning]
)
def test_wrong_judge_is_seen(judge: type[CallerJudge]) -> None:
    """Each is wrong in a line that it allows, or in where it goes."""
    with pytest.raises(ClaimRefutedError):
        check_callers(judge)
