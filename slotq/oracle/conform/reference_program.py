"""The reference as a program to be driven: `python -m slotq.oracle.conform.reference_program`.

The queue runs on real threads; the calls come from this process's main thread.
"""

import sys
import threading
from collections.abc import Callable

import msgspec

from slotq.evaluate.answers import Evaluator, Kind
from slotq.oracle.conform.serve import CAPABILITY_OF, serve
from slotq.primitives import Channel, Context, Primitives, Signal
from slotq.queue import SlotQueue, SlotToken
from slotq.sync import After, Receive, Threads, Wait

MakeQueue = Callable[[str, Primitives], SlotQueue]


class Slot:
    """A slot that can be closed once."""

    __slots__ = ("closed",)

    def __init__(self, primitives: Primitives) -> None:
        self.closed: Signal = primitives.signal()

    def exec(self, context: Context, call: object) -> None:
        """Run nothing."""

    def close(self) -> None:
        """Hand the container back."""
        self.closed.close("SlotClose")

    def error(self) -> Exception | None:
        """Report no error."""


class _Counting(Threads):
    """Threads that know which of their own have not ended."""

    def __init__(self) -> None:
        super().__init__()
        self.live = 0
        self._counted = threading.Lock()  # guards live; nobody waits for a change of it

    def spawn(self, step: str, name: str, **functions: Callable[[], None]) -> None:
        """Start the processes of a dequeuer, and count them until they end."""

        def counted(function: Callable[[], None]) -> Callable[[], None]:
            def run() -> None:
                try:
                    function()
                finally:
                    with self._counted:
                        self.live -= 1

            return run

        with self._counted:
            self.live += len(functions)
        super().spawn(step, name, **{key: counted(each) for key, each in functions.items()})


class Reference:
    """The reference's queue, its slots and its dequeuers.

    Args:
        make_queue: Makes the queue; tests put broken ones here.
    """

    def __init__(self, make_queue: MakeQueue = SlotQueue) -> None:
        self._threads = _Counting()
        self._queue = make_queue("conform", self._threads)
        # Calls may come from several threads: a token is known before its number is told.
        self._tokens: dict[int, SlotToken] = {}
        self._slots: dict[int, Slot] = {}
        self._guard = threading.Lock()  # of the contexts, and of looking at a slot and closing it
        self._contexts: dict[str, Context] = {}
        self._outputs: dict[str, Channel[SlotToken]] = {}

    def queue_slot(self, process: str) -> int:
        """Queue a new slot."""
        del process
        slot = Slot(self._threads)
        return self._told(self._queue.queue_slot(slot))

    def _told(self, token: SlotToken) -> int:
        assert isinstance(token.slot, Slot)  # noqa: S101  # made so above
        self._slots[token.id] = token.slot
        self._tokens[token.id] = token
        return token.id

    def start_dequeuer(self, process: str, dequeuer: str) -> None:
        """Start a dequeuer."""
        del process
        self._outputs[dequeuer] = self._queue.start_dequeuer(self._context(dequeuer))

    def dequeue(self, dequeuer: str, wait: float) -> int | None:
        """Receive from a dequeuer, or time out."""
        arms = (Receive(self._outputs[dequeuer]), After(None, wait))
        arm, token = self._threads.select(*arms)
        return None if arm else self._told(token)

    def acquire_slot(self, process: str, token: int) -> bool:
        """Try to win a token."""
        del process
        return self._queue.acquire_slot(self._tokens[token])

    def cancel(self, dequeuer: str) -> None:
        """Make a context done."""
        self._context(dequeuer).cancel("Cancel")

    def wait_trigger(self, token: int, wait: float) -> bool:
        """Wait for a trigger."""
        return self._happens(self._tokens[token].trigger, wait)

    def close_slot(self, token: int) -> bool:
        """Close a slot, unless it is closed."""
        slot = self._slots[token]
        with self._guard:
            if slot.closed.is_closed():
                return False
            slot.close()
            return True

    def wait_closed(self, token: int, wait: float) -> bool:
        """Wait for a slot."""
        return self._happens(self._slots[token].closed, wait)

    def live_dequeuer_threads(self) -> int:
        """Count the threads of dequeuers and cancellers that run."""
        return self._threads.live

    def close(self) -> None:
        """Let every dequeuer end."""
        for context in self._contexts.values():
            context.cancel("Cancel")

    def _context(self, dequeuer: str) -> Context:
        with self._guard:
            if dequeuer not in self._contexts:
                self._contexts[dequeuer] = self._threads.context(dequeuer)
            return self._contexts[dequeuer]

    def _happens(self, signal: Signal, wait: float) -> bool:
        arm, _ = self._threads.select(Wait(None, signal), After(None, wait))
        return arm == 0


def evaluate(kind: str, record: dict[str, object]) -> object:
    """Answer a record of `slotq eval`."""
    answer = msgspec.json.decode(Evaluator(Kind(kind)).answer(msgspec.json.encode(record)))
    return {key: value for key, value in answer.items() if key != "id"}


def main(make_queue: MakeQueue = SlotQueue, name: str = "slotq.queue") -> None:
    """Answer on standard input and output."""
    functions = dict.fromkeys(CAPABILITY_OF.values(), evaluate)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    serve(lambda: Reference(make_queue), source, sink, name, functions, concurrent=True)


if __name__ == "__main__":
    main()
