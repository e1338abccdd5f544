"""Lets Hypothesis look for faults where the walk does not go, and makes a failing run short.

A run is drawn as numbers, each of which chooses among the calls that are possible where the run
has got to. So a run that Hypothesis has shortened is a run again, and smaller numbers are simpler
calls. The implementation is free to answer otherwise the next time; so every run that failed
counts, and the shortest of them is kept, whatever Hypothesis makes of the rest.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

from slotq.oracle.conform.calls import Call, Do
from slotq.oracle.conform.interrupt import interruptible
from slotq.oracle.conform.places import Place, Places
from slotq.oracle.conform.player import TIMES, Clock, Failure, Player

LONGEST_RUN = 24


class _FailedError(Exception):
    """A run has failed; Hypothesis is to make it shorter."""


def search(
    player: Player, places: Places, examples: int, clock: Clock, longest: int = LONGEST_RUN
) -> tuple[int, Failure | None]:
    """Let Hypothesis look for a run that fails.

    Args:
        player: Plays the runs.
        places: Where the runs go.
        examples: How many runs are tried before one fails.
        clock: How much time there is.
        longest: How many calls a run may have.

    Returns:
        How many runs were played, and the shortest one that failed.
    """
    played = 0
    failures: list[Failure] = []

    @settings(
        max_examples=examples,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
    )
    @given(st.lists(st.integers(0, 255), min_size=1, max_size=longest))
    def play(numbers: list[int]) -> None:
        nonlocal played
        look()
        if clock.is_over():
            return
        played += 1
        choose = _chooser(numbers, player.unimplemented)
        failure = player.play(
            places, lambda place, made: None if clock.is_over() else choose(place, made)
        )
        if failure is not None:
            failures.append(failure)
            raise _FailedError

    with interruptible() as look, suppress(_FailedError, HypothesisException, BaseExceptionGroup):
        play()
    return played, min(failures, key=lambda it: (len(it.run), str(it.run)), default=None)


def shorten(player: Player, places: Places, failure: Failure, clock: Clock) -> Failure:
    """Find a shorter run that fails: by leaving calls out, then by asking Hypothesis for one.

    To leave calls out takes at most half of the time, so that some is left to play what is found
    again, before Hypothesis has the rest.

    Returns:
        The shortest run that was found and fails again; if none does, the shortest, which says so.
    """
    with interruptible() as look:
        found = [failure, *_shorter(player, places, failure, clock.half(), look)]
        best = _that_repeats(player, places, found, clock, look)
        if best.times != 1 and best.run:  # without calls it is the reset that fails
            best = _begun_late(player, places, best, look) or best
        another = _another(player, places, best, clock)
        if another is not None:
            another = _that_repeats(player, places, [another], clock, look)
            best = min(another, best, key=lambda it: (it.times != 1, it.times == 0, len(it.run)))
    return best


def _begun_late(
    player: Player, places: Places, best: Failure, look: Callable[[], None]
) -> Failure | None:
    # A run that fails each time because one of its dequeuers is started as late as it can be: what
    # that one did in between is nothing that could come one way or the other.
    *before, last = best.run
    for place, made in enumerate(before):
        if made[0].do == "start_dequeuer":
            look()
            run = [*before[:place], *before[place + 1 :], made, last]
            late = player.play_again(places, run) and player.play_again(places, run)
            if late is not None:
                return late
    return None


def _another(player: Player, places: Places, best: Failure, clock: Clock) -> Failure | None:
    # A shorter run; where the best does not fail each time, as long a one will do.
    least = len(best.run) - 1
    if least < 1:
        return None
    longest = least + (best.times != 1)
    return search(player, places, 100, clock, longest=longest)[1]


def _shorter(
    player: Player, places: Places, failure: Failure, clock: Clock, look: Callable[[], None]
) -> Iterator[Failure]:
    # One after the other, each shorter than the one before: without half of the calls, a quarter, a
    # single one.
    best = failure
    left_out = len(best.run)
    while left_out > 1:
        left_out //= 2
        place = 0
        while place < len(best.run) and not clock.is_over():
            look()
            fewer = best.run[:place] + best.run[place + left_out :]
            # Not if it fails now and then: what fails each time is worth more than what is shorter.
            shorter = player.play_again(places, fewer) and player.play_again(places, fewer)
            if shorter is not None and len(shorter.run) < len(best.run):
                best = shorter
                yield best
            else:
                place += left_out


def _that_repeats(
    player: Player,
    places: Places,
    failures: list[Failure],
    clock: Clock,
    look: Callable[[], None],
) -> Failure:
    # With threads, what has failed once need not fail again.
    for failure in reversed(failures):
        look()
        if not failure.run:
            return failure
        for times in range(1, TIMES + 1):
            again = player.play_again(places, failure.run)
            if again is not None:
                return replace(again, times=times)
            if times > 1 and clock.is_over():
                break
        if clock.is_over():
            break
    return replace(failures[-1], times=0)


def _chooser(numbers: list[int], unimplemented: set[Do]) -> Callable[[Place, int], Call | None]:
    def choose(place: Place, made: int) -> Call | None:
        calls = [call for call in place.calls if call.do not in unimplemented]
        return calls[numbers[made] % len(calls)] if made < len(numbers) and calls else None

    return choose
