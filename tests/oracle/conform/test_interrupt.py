"""slotq.oracle.conform.interrupt: a signal is neither a test that fails nor lost."""

import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import NoReturn

import pytest

from slotq.oracle.conform.calls import Call
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.interrupt import interruptible
from slotq.oracle.conform.places import Place, Places
from slotq.oracle.conform.player import Clock, Failure, OpenTarget, Player
from slotq.oracle.conform.random_calls import search
from slotq.oracle.conform.session import Patience


@pytest.fixture(autouse=True)
def _handler() -> Iterator[None]:
    """One that ends us by an exception, as the command line has it."""

    def end(number: int, frame: FrameType | None) -> NoReturn:
        del frame
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    yield
    signal.signal(signal.SIGTERM, before)


class Ended(Player):
    """A player to whom a signal comes when it plays."""

    def __init__(self) -> None:
        super().__init__(_no_target, Patience())
        self.played = 0

    def play(
        self,
        places: Places,
        choose: Callable[[Place, int], Call | None],
        *,
        is_repeat: bool = False,
        nothing: Callable[[], float | None] = lambda: None,
    ) -> Failure | None:
        """Play nothing."""
        del places, choose, is_repeat, nothing
        self.played += 1
        signal.raise_signal(signal.SIGTERM)
        return None


def _no_target() -> OpenTarget:
    raise NotImplementedError


def test_a_signal_ends_a_search() -> None:
    """Hypothesis would take the exception for a failure of the program, and try to repeat it."""
    player = Ended()
    with pytest.raises(SystemExit) as ended:
        search(player, Places(Size(1, 1, 1)), 100, Clock(60))
    assert (ended.value.code, player.played) == (143, 1)


def test_a_signal_is_not_lost_where_nothing_may_be_raised() -> None:
    """What the collector calls swallows exceptions: then the next look finds it."""
    steps = []

    def gc_callback() -> None:
        signal.raise_signal(signal.SIGTERM)

    def work() -> None:
        with interruptible() as look:
            look()
            gc_callback()
            steps.append("still here")
            look()
            steps.append("not here")

    with pytest.raises(SystemExit):
        work()
    assert steps == ["still here"]


def test_an_interrupt_of_another_kind_is_let_through() -> None:
    """And the handlers are those that were there before."""
    before = signal.getsignal(signal.SIGTERM)

    def work() -> NoReturn:
        with interruptible():
            assert signal.getsignal(signal.SIGTERM) is not before
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert signal.getsignal(signal.SIGTERM) is before
