"""A slot queue in Python, as a driver sees it."""

from collections.abc import Callable
from typing import Protocol

from slotq.oracle.conform.calls import FAIL, OK, TIMEOUT, TRIGGERED, Answer, Do


class Implementation(Protocol):
    """One queue with its slots and dequeuers.

    Processes and dequeuers have names, tokens have the numbers that `queue_slot` gave. Waiting is
    in seconds. A method that the implementation does not have raises NotImplementedError; without
    the first five nothing can be said.
    """

    def queue_slot(self, process: str) -> int:
        """Queue a new slot, and say its token's number."""
        ...

    def start_dequeuer(self, process: str, dequeuer: str) -> None:
        """Start a dequeuer for that process; its context may be done already."""
        ...

    def dequeue(self, dequeuer: str, wait: float) -> int | None:
        """Wait for a token from that dequeuer; None if there was none."""
        ...

    def acquire_slot(self, process: str, token: int) -> bool:
        """Try to win a token."""
        ...

    def cancel(self, dequeuer: str) -> None:
        """Make the context of a dequeuer done, whether it was started or not."""
        ...

    def wait_trigger(self, token: int, wait: float) -> bool:
        """Wait until the trigger of a token is closed, and say whether it is."""
        ...

    def close_slot(self, token: int) -> bool:
        """Close the slot of a token, and say whether it was open."""
        ...

    def wait_closed(self, token: int, wait: float) -> bool:
        """Wait until the slot of a token is closed, and say whether it is."""
        ...

    def live_dequeuer_threads(self) -> int:
        """Count the processes of dequeuers that have not ended."""
        ...

    def close(self) -> None:
        """End everything; nothing more will be asked."""
        ...


def perform(  # noqa: PLR0913, PLR0917  # what a line may carry
    implementation: Implementation, do: Do, process: str, dequeuer: str, token: int, wait: float
) -> Answer | None:
    """Make a call by its name.

    Returns:
        How it returned; None if the implementation does not have it.
    """
    call = _CALLS[do]
    try:
        return call(implementation, process, dequeuer, token, wait)
    except NotImplementedError:
        return None


_Perform = Callable[[Implementation, str, str, int, float], Answer]


def _dequeued(token: int | None) -> Answer:
    return TIMEOUT if token is None else Answer("ok", token)


def _done(nothing: None) -> Answer:
    del nothing
    return OK


_CALLS: dict[Do, _Perform] = {
    "queue_slot": lambda it, process, *_: Answer("ok", it.queue_slot(process)),
    "start_dequeuer": lambda it, process, name, *_: _done(it.start_dequeuer(process, name)),
    "dequeue": lambda it, _, name, __, wait: _dequeued(it.dequeue(name, wait)),
    "acquire_slot": lambda it, process, _, token, __: (
        OK if it.acquire_slot(process, token) else FAIL
    ),
    "cancel": lambda it, _, name, *__: _done(it.cancel(name)),
    "wait_trigger": lambda it, _, __, token, wait: (
        TRIGGERED if it.wait_trigger(token, wait) else TIMEOUT
    ),
    "close_slot": lambda it, _, __, token, ___: OK if it.close_slot(token) else FAIL,
    "wait_closed": lambda it, _, __, token, wait: OK if it.wait_closed(token, wait) else TIMEOUT,
    "quiesce": lambda it, *_: Answer("ok", it.live_dequeuer_threads()),
}
