"""slotq.oracle.conform.random_calls: of the runs that fail, the shortest that fails again."""

from collections.abc import Callable, Sequence

import pytest

from slotq.oracle.conform.calls import OK, Call
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.places import Place, Places
from slotq.oracle.conform.player import TIMES, Clock, Failure, Made, OpenTarget, Player
from slotq.oracle.conform.random_calls import shorten
from slotq.oracle.conform.session import Patience

RUN = [Call("cancel", dequeuer=number) for number in range(7)]
NEEDED = {RUN[2], RUN[5]}


def failing(calls: Sequence[Call]) -> Failure:
    """A run that fails at its end."""
    return Failure("not-allowed", "a message", tuple((call, OK) for call in calls))


class Scripted(Player):
    """A player that fails where it is told to, whatever Hypothesis tries."""

    def __init__(self, fails: Callable[[Sequence[Call]], bool]) -> None:
        super().__init__(_no_target, Patience())
        self._fails = fails

    def play(
        self,
        places: Places,
        choose: Callable[[Place, int], Call | None],
        *,
        is_repeat: bool = False,
        nothing: Callable[[], float | None] = lambda: None,
    ) -> None:
        """Never fail."""
        del places, choose, is_repeat, nothing

    def play_again(self, places: Places, run: Sequence[Made]) -> Failure | None:
        """Fail as told."""
        del places
        calls = [call for call, _ in run]
        return failing(calls) if self._fails(calls) else None


def _no_target() -> OpenTarget:
    raise NotImplementedError


def shortened(fails: Callable[[Sequence[Call]], bool], seconds: float = 60) -> Failure:
    """What becomes of the run."""
    return shorten(Scripted(fails), Places(Size(1, 1, 1)), failing(RUN), Clock(seconds))


def test_what_is_not_needed_is_left_out() -> None:
    """Whichever calls are."""
    found = shortened(lambda calls: set(calls) >= NEEDED)
    assert (found.calls, found.times) == ([RUN[2], RUN[5]], 1)


class EndsAtReset(Scripted):
    """A player whose program ends at the second reset, before any call."""

    def play_again(self, places: Places, run: Sequence[Made]) -> Failure | None:
        """Fail as told, without a call."""
        return super().play_again(places, run) and failing([])


def test_a_run_may_fail_again_without_a_call() -> None:
    """Then nothing can be left out of it, or begun later."""
    turns = iter(range(1000))
    player = EndsAtReset(lambda _: next(turns) == 1)
    found = shorten(player, Places(Size(1, 1, 1)), failing(RUN[:1]), Clock(60))
    assert (found.calls, found.times) == ([], 2)


def test_what_fails_each_time_is_preferred() -> None:
    """A shorter run that fails now and then is none to begin with."""
    turns = iter(range(1000))
    found = shortened(lambda calls: len(calls) > 4 or next(turns) % 2 == 0)
    assert (len(found.calls), found.times) == (5, 1)


@pytest.mark.parametrize(
    ("seconds", "turn", "times"), [(60, 3, 3), (60, TIMES, TIMES), (0, 2, 2), (0, 3, 0)]
)
def test_what_does_not_fail_each_time_is_told(seconds: float, turn: int, times: int) -> None:
    """With how often it was played until it did; in vain, if time is over."""
    played = 0

    def fails(calls: Sequence[Call]) -> bool:
        nonlocal played
        played += len(calls) == len(RUN)
        return played == turn

    found = shortened(fails, seconds)
    assert (found.calls, found.times) == (RUN, times)


def test_a_dequeuer_is_started_late_where_that_makes_it_fail_each_time() -> None:
    """What it does before it is needed may come one way or the other."""
    start = Call("start_dequeuer", 0, 0)
    run = [RUN[0], start, *RUN[1:3]]
    turns = iter(range(1000))

    def fails(calls: Sequence[Call]) -> bool:
        return len(calls) == 4 and (calls[-2:] == [start, RUN[2]] or next(turns) == 2)

    player = Scripted(fails)
    found = shorten(player, Places(Size(1, 1, 1)), failing(run), Clock(60))
    assert (found.calls, found.times) == ([RUN[0], RUN[1], start, RUN[2]], 1)


def test_a_failure_without_a_run_stays_one() -> None:
    """The program failed at a reset."""
    failure = failing([])
    player = Scripted(lambda _: False)
    assert shorten(player, Places(Size(1, 1, 1)), failure, Clock(60)) == failure
