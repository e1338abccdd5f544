"""A slot queue in Python, as a driver sees it."""

from collections.abc import Callable
from inspect import isawaitable
from typing import Protocol

from slotq.errors import SlotqError
from slotq.formats.errors import shown
from slotq.formats.trace_lines import LARGEST
from slotq.oracle.conform.calls import FAIL, OK, TIMEOUT, TRIGGERED, Answer, Do


class ReturnedError(SlotqError):
    """A method returned what is no answer: a number for a token, None for True or False."""


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


def make_one(make: Callable[[], Implementation]) -> Implementation:
    """Make a queue.

    Raises:
        ReturnedError: Nothing was made.
    """
    made: Implementation | None = make()  # whatever its types say
    if made is None:
        refusal = _refuse("make", made, "a queue")
        raise refusal
    return made


def perform(  # noqa: PLR0913, PLR0917  # what a line may carry
    implementation: Implementation, do: Do, process: str, dequeuer: str, token: int, wait: float
) -> Answer | None:
    """Make a call by its name.

    Returns:
        How it returned; None if the implementation does not have it.

    Raises:
        ReturnedError: It returned what is no answer.
    """
    call = _CALLS[do]
    try:
        return call(implementation, process, dequeuer, token, wait)
    except NotImplementedError:
        return None


_Perform = Callable[[Implementation, str, str, int, float], Answer]


def _number(do: str, returned: object) -> int:
    # Not what is only equal to a number, as 1.0 and True are: another language would refuse them.
    if type(returned) is not int or not 0 <= returned <= LARGEST:
        raise _refuse(do, returned, "a natural number below 2^64")
    return returned


def _truth(do: str, returned: object, true: Answer, false: Answer) -> Answer:
    if not isinstance(returned, bool):
        raise _refuse(do, returned, "True or False")
    return true if returned else false


def _nothing(do: str, returned: object) -> Answer:
    if isawaitable(returned):
        raise _refuse(do, returned, "None")
    return OK


def _refuse(do: str, returned: object, expected: str) -> ReturnedError:
    if isawaitable(returned):
        if close := getattr(returned, "close", None):
            close()  # or Python complains that nobody has awaited it
        expected += "; coroutines are not awaited"
    return ReturnedError(f"{do} returned {shown(returned)}, not {expected}")


def _dequeue(it: Implementation, name: str, wait: float) -> Answer:
    returned = it.dequeue(name, wait)
    return TIMEOUT if returned is None else Answer("ok", _number("dequeue", returned))


_CALLS: dict[Do, _Perform] = {
    "queue_slot": lambda it, process, *_: Answer(
        "ok", _number("queue_slot", it.queue_slot(process))
    ),
    "start_dequeuer": lambda it, process, name, *_: _nothing(
        "start_dequeuer",
        it.start_dequeuer(process, name),
    ),
    "dequeue": lambda it, _, name, __, wait: _dequeue(it, name, wait),
    "acquire_slot": lambda it, process, _, token, __: _truth(
        "acquire_slot", it.acquire_slot(process, token), OK, FAIL
    ),
    "cancel": lambda it, _, name, *__: _nothing(
        "cancel",
        it.cancel(name),
    ),
    "wait_trigger": lambda it, _, __, token, wait: _truth(
        "wait_trigger", it.wait_trigger(token, wait), TRIGGERED, TIMEOUT
    ),
    "close_slot": lambda it, _, __, token, ___: _truth(
        "close_slot", it.close_slot(token), OK, FAIL
    ),
    "wait_closed": lambda it, _, __, token, wait: _truth(
        "wait_closed", it.wait_closed(token, wait), OK, TIMEOUT
    ),
    "quiesce": lambda it, *_: Answer(
        "ok", _number("live_dequeuer_threads", it.live_dequeuer_threads())
    ),
}
