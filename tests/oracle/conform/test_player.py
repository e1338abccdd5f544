"""slotq.oracle.conform.player: a run that is made again waits for what came in it."""

from typing import Self

from slotq.oracle.conform.calls import FAIL, OK, TIMEOUT, Answer, Call
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.places import Places
from slotq.oracle.conform.player import Failure, Made, Player
from slotq.oracle.conform.session import Patience
from tests.oracle.conform.targets import Telling


class Noting:
    """Answers as in the run, and notes how long each call might have waited."""

    def __init__(self, run: list[Made]) -> None:
        self._answers = [answer for _, answer in run]
        self.waits: list[float] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End nothing."""

    def reset(self) -> None:
        """Forget nothing."""

    def ask(self, call: Call, wait: float) -> Answer | None:
        """Answer as in the run."""
        if call.do == "dequeue":
            self.waits.append(wait)
        return self._answers.pop(0)


RUN: list[Made] = [
    (Call("start_dequeuer", 0, 0), OK),
    (Call("dequeue", 0, 0), TIMEOUT),
    (Call("queue_slot", 0), Answer("ok", 0)),
    (Call("cancel", dequeuer=0), OK),
    (Call("dequeue", 0, 0), Answer("ok", 0)),
    (Call("dequeue", 0, 0), TIMEOUT),
]


def test_what_came_is_waited_for_when_a_run_is_made_again() -> None:
    """However slow the machine is then; what did not come costs no time."""
    target = Noting(RUN)
    patience = Patience(nothing=0.002, repeated=0.25)
    with Player(lambda: target, patience) as player:
        assert player.play_again(Places(Size(1, 1, 1)), RUN) is None
    assert target.waits == [0.002, 0.25, 0.002]


def test_what_was_not_answered_is_waited_for_as_what_came() -> None:
    """Nobody knows whether it would have come."""
    run = [*RUN[:1], (Call("dequeue", 0, 0), None)]
    target = Noting(run)
    patience = Patience(nothing=0.002, repeated=0.25)
    with Player(lambda: target, patience) as player:
        assert player.play_again(Places(Size(1, 1, 1)), run) is None
    assert target.waits == [0.25]


def test_a_run_that_fails_again_is_told_with_its_calls() -> None:
    """The failure is that of the calls that were made, with the answers of this time."""
    call = Call("queue_slot", 0)
    with Player(lambda: Telling(lambda _: FAIL), Patience()) as player:
        failure = player.play_again(Places(Size(1, 1, 1)), [(call, Answer("ok", 7))])
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.run, failure.times) == ("not-allowed", ((call, FAIL),), 1)
    assert failure.message.startswith("queue_slot p1 answered 'fail', allowed: ok 0")
