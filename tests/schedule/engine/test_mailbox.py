"""The mailbox of sync, under every schedule of its lock."""

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any, NamedTuple

from slotq.schedule.engine.locks import MakeLock, Process
from slotq.schedule.walk.lock_graph import explore
from slotq.sync import After, Take, Threads, _Mailbox

SENDERS = ("first", "second")
ROUNDS = 2


class State(NamedTuple):
    """What there is: in the mailbox, and of each process."""

    items: tuple[object, ...]
    parked: int
    sent: tuple[tuple[str, bool], ...]
    taken: tuple[tuple[int, object], ...]
    stands: tuple[tuple[Hashable, ...], ...]


class Letters:
    """Two processes that send a letter each, and one that looks for letters twice."""

    def __init__(
        self, make_lock: MakeLock, make_mailbox: Callable[[Threads], _Mailbox] = _Mailbox
    ) -> None:
        self._threads = Threads(make_lock)
        self._mailbox = make_mailbox(self._threads)
        self._sent: list[tuple[str, bool]] = []
        self._taken: list[tuple[int, object]] = []

    def processes(self) -> Mapping[str, Callable[[], object]]:
        """Name the processes."""
        return {**{name: partial(self._send, name) for name in SENDERS}, "taker": self._take}

    def _send(self, name: str) -> None:
        ok = self._mailbox.send("SignalSend", name)
        self._sent.append((name, ok))

    def _take(self) -> None:
        for _ in range(ROUNDS):
            self._taken.append(
                self._threads.select(Take("SignalReceive", self._mailbox), After("Timer", 1))
            )

    def state(self, processes: Mapping[str, Process]) -> State:
        """Read everything."""
        stands = tuple((*map(_stand, p.frames()), p.error) for p in processes.values())
        mailbox = self._mailbox
        items, sent = tuple(mailbox.items), tuple(sorted(self._sent))
        return State(items, len(mailbox.takers), sent, tuple(self._taken), stands)

    def action(self, before: tuple[str, ...], after: tuple[str, ...]) -> str:
        """Name a move by where it led from."""
        del after
        return before[-1]


def _stand(frame: Any) -> Hashable:
    waiter = frame.f_locals.get("waiter")
    return frame.f_code.co_name, frame.f_lasti, waiter and (waiter.outcome, waiter.parked.is_held)


class Forgetful(_Mailbox):
    """A mailbox that does not look for who waits."""

    __slots__ = ()

    def send(self, step: str, item: object) -> bool:
        """Leave the item."""
        with self._threads.guard:
            ok = not self.items
            self._threads.happened(step, ok=ok)
            if ok:
                self.items.append(item)
        return ok


def wrong(state: State) -> bool:
    """Whether a letter lies there while somebody waits for it, or one is lost or doubled."""
    delivered = [item for arm, item in state.taken if arm == 0] + [*state.items]
    accepted = [name for name, ok in state.sent if ok]
    is_over = not any(len(stands) > 1 for stands in state.stands)
    return (
        (bool(state.items) and state.parked > 0)
        or len(state.items) > 1
        or len(set(delivered)) < len(delivered)
        or (is_over and sorted(map(str, delivered)) != sorted(accepted))
        or any(stands[-1] is not None for stands in state.stands)
    )


def test_no_letter_is_lost_or_left_behind() -> None:
    """Whoever waits gets the letter, and one that is dropped was dropped for another."""
    graph = explore(Letters)
    assert not [state for state in graph.moves if wrong(state)]
    ends = {(state.sent, state.taken, state.items) for state in graph.ends}
    dropped = ((("first", True), ("second", False)), ((1, None), (1, None)), ("first",))
    both = ((("first", True), ("second", True)), ((0, "first"), (0, "second")), ())
    assert {dropped, both} <= ends


def test_a_letter_that_nobody_is_told_of_shows() -> None:
    """The invariant is one that a mailbox can break."""
    graph = explore(lambda make_lock: Letters(make_lock, Forgetful))
    assert any(wrong(state) for state in graph.moves)
