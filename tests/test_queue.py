"""The queue on real threads: what its callers rely on, and what it refuses."""

import queue
from typing import Any, NoReturn

import pytest

from slotq.agent.callers import ContainerSlot
from slotq.errors import MisuseError
from slotq.queue import Slot, SlotCaller, SlotQueue, SlotToken
from slotq.stats import RequestState
from slotq.sync import After, Channel, Condition, Lock, Receive, Take, Threads, Wait

SECONDS = 10
"""After so long without a step, what a test waits for does not come."""


class Noticing(Threads):
    """Threads whose steps a test can wait for."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.taken: list[str] = []

    def happened(
        self,
        step: str | None,
        token: object = None,
        process: str | None = None,
        /,
        **fields: object,
    ) -> None:
        """Tell the test."""
        del token, process, fields
        self.taken += [step] if step else []
        self.steps.put(step)

    def until(self, *wanted: str) -> None:
        """Wait until these steps have been taken, in any order."""
        missing = set(wanted)
        while missing:
            try:
                missing.discard(self.steps.get(timeout=SECONDS) or "")
            except queue.Empty:
                self.fail(f"{', '.join(sorted(missing))} did not happen", SECONDS)

    def fail(self, what: str, seconds: float) -> NoReturn:
        """Say what did not happen, and what did."""
        pytest.fail(f"{what} within {seconds} s, after {', '.join(self.taken)}")


def receive(threads: Noticing, offers: Channel[SlotToken], seconds: float = SECONDS) -> SlotToken:
    """Take the next offer, which has to come in so many seconds."""
    arm, token = threads.select(Receive(offers), After(None, seconds))
    if arm:
        threads.fail("nothing was offered: a dequeuer sleeps on, or picks nothing", seconds)
    assert isinstance(token, SlotToken)
    return token


def slots(of: SlotQueue) -> list[int]:
    """List the ids that are in a queue, oldest first."""
    return [token.id for token in of._slots]


def queued(number: int) -> tuple[Noticing, SlotQueue, list[SlotToken]]:
    """Make a queue with so many slots."""
    threads = Noticing()
    of = SlotQueue("key", threads)
    return threads, of, [of.queue_slot(ContainerSlot(threads)) for _ in range(number)]


def test_ids_are_given_in_order() -> None:
    """A token's id is its number in the order of queueing, and the newest is last."""
    _, of, tokens = queued(3)
    assert [token.id for token in tokens] == [0, 1, 2]
    assert slots(of) == [0, 1, 2]


def test_ids_wrap() -> None:
    """Ids are as wide as the original's."""
    threads, of, _ = queued(0)
    of._next_id = 2**64 - 1
    assert [of.queue_slot(ContainerSlot(threads)).id for _ in range(2)] == [2**64 - 1, 0]


def test_acquire() -> None:
    """The first to acquire a token wins, takes it out of the queue and closes its trigger."""
    _, of, tokens = queued(3)
    assert of.acquire_slot(tokens[1])
    assert not of.acquire_slot(tokens[1])
    assert slots(of) == [0, 2]
    assert [token.trigger.is_closed() for token in tokens] == [False, True, False]
    assert [token.is_busy.is_set() for token in tokens] == [False, True, False]


def test_acquire_of_what_is_not_listed() -> None:
    """As in the original, a winner whose token is not in the list finds nothing to remove."""
    _, of, tokens = queued(1)
    of._slots.clear()
    assert of.acquire_slot(tokens[0])
    assert tokens[0].trigger.is_closed()


def test_the_newest_is_offered_and_stays_listed() -> None:
    """Two dequeuers offer the same, newest slot: an offer takes nothing out of the queue."""
    threads, of, tokens = queued(2)
    contexts = [threads.context(name) for name in ("1.1", "2.1")]
    offers = [of.start_dequeuer(context) for context in contexts]
    assert [receive(threads, offer) for offer in offers] == [tokens[1], tokens[1]]
    assert slots(of) == [0, 1]
    for context in contexts:
        context.cancel("Cancel")
    threads.until("DequeuerExit")
    threads.until("DequeuerExit")


def test_a_sleeping_dequeuer_is_woken_by_a_slot() -> None:
    """Queueing wakes a dequeuer that found the queue empty."""
    threads, of, _ = queued(0)
    context = threads.context("1.1")
    offers = of.start_dequeuer(context)
    threads.until("DequeuerWait")
    token = of.queue_slot(ContainerSlot(threads))
    assert receive(threads, offers) is token
    context.cancel("Cancel")
    threads.until("DequeuerExit", "CancellerWake")


class Unheard(Noticing):
    """Threads whose broadcasts wake nobody, as if the line were deleted."""

    def condition(self, lock: Lock) -> Condition:
        """Make a condition that nobody is woken on."""
        made = super().condition(lock)
        made._sleepers = Forgetful()  # type: ignore[attr-defined]
        return made


class Forgetful(list[Any]):
    """A list of sleepers that is empty whenever it is looked at."""

    def append(self, _: object) -> None:
        """Forget."""


def test_a_wake_up_that_is_lost_is_said_to_be() -> None:
    """In a sentence, instead of a test that hangs."""
    threads = Unheard()
    of = SlotQueue("key", threads)
    offers = of.start_dequeuer(threads.context("1.1"))
    threads.until("DequeuerWait")
    of.queue_slot(ContainerSlot(threads))
    said = (
        r"nothing was offered: a dequeuer sleeps on, or picks nothing within 0.1 s, "
        "after DequeuerStart, DequeuerWait, QueueAppend, QueueBroadcast"
    )
    with pytest.raises(pytest.fail.Exception, match=said):
        receive(threads, offers, 0.1)


def test_a_sleeping_dequeuer_ends_with_its_context() -> None:
    """A dequeuer that cannot see its context is woken by its canceller, and both end."""
    threads, of, _ = queued(0)
    context = threads.context("1.1")
    of.start_dequeuer(context)
    threads.until("DequeuerWait")
    assert context.cancel("Cancel")
    threads.until("CancellerWake", "DequeuerExit")


def test_an_offer_is_given_up_when_its_token_is_won() -> None:
    """A dequeuer that offers a token which somebody else won looks again, and finds the next."""
    threads, of, tokens = queued(2)
    context = threads.context("1.1")
    offers = of.start_dequeuer(context)
    threads.until("DequeuerPeek")
    assert of.acquire_slot(tokens[1])
    threads.until("DequeuerEjected", "DequeuerPeek")
    assert receive(threads, offers) is tokens[0]
    context.cancel("Cancel")
    threads.until("DequeuerExit")


def test_an_offer_is_given_up_when_the_context_is_done() -> None:
    """A dequeuer whose offer nobody takes ends with its context; the slot stays in the queue."""
    threads, of, _ = queued(1)
    context = threads.context("1.1")
    of.start_dequeuer(context)
    threads.until("DequeuerPeek")
    context.cancel("Cancel")
    threads.until("DequeuerCancelled", "DequeuerExit")
    assert slots(of) == [0]


def test_a_context_that_is_done_from_the_start() -> None:
    """A dequeuer started too late ends at once, even beside a slot."""
    threads, of, _ = queued(1)
    context = threads.context("1.1")
    context.cancel("Cancel")
    of.start_dequeuer(context)
    threads.until("DequeuerExit", "CancellerWake")


def test_a_token_of_another_queue_is_refused() -> None:
    """The original would win the foreign token and remove one of its own with the same id."""
    _, of, tokens = queued(1)
    _, other, others = queued(1)
    with pytest.raises(MisuseError, match="token 0 belongs to queue 'key', not 'key'"):
        of.acquire_slot(others[0])
    assert not others[0].is_busy.is_set()
    assert (slots(of), slots(other)) == ([0], [0])
    assert of.acquire_slot(tokens[0])


@pytest.mark.parametrize("candidate", [None, 7, object(), "slot"])
def test_what_is_not_a_slot_is_refused(candidate: Any) -> None:
    """What could not run a call is not queued."""
    _, of, _ = queued(0)
    with pytest.raises(MisuseError, match="a slot needs exec, close and error"):
        of.queue_slot(candidate)
    assert slots(of) == []


def test_a_slot_of_ones_own() -> None:
    """Anything with the three methods is a slot, and the token carries it."""

    class Own:
        def exec(self, context: object, call: object) -> None:
            """Run nothing."""

        def close(self) -> None:
            """Close nothing."""

        def error(self) -> Exception | None:
            """Report an error."""
            return ValueError("broken")

    _, of, _ = queued(0)
    slot = Own()
    assert isinstance(slot, Slot)
    assert of.queue_slot(slot).slot is slot


def test_a_consumer_can_wait_for_several_things() -> None:
    """The channel of offers can be selected on beside other signals."""
    threads, of, _ = queued(0)
    context, shutdown = threads.context("1.1"), threads.signal()
    offers = of.start_dequeuer(context)
    shutdown.close("Shutdown")
    assert threads.select(Receive(offers), Wait(None, shutdown)) == (1, None)
    context.cancel("Cancel")
    threads.until("DequeuerExit")


def test_the_signaller_keeps_one_caller() -> None:
    """A request that signals never waits, and the launcher learns of the first."""
    threads, of, _ = queued(0)
    first, second = (SlotCaller(threads.channel(), threads.signal()) for _ in range(2))
    assert [of.signaller.send("SignalSend", caller) for caller in (first, second)] == [True, False]
    arms = Take("SignalReceive", of.signaller), After("Timeout", 0)
    assert [threads.select(*arms), threads.select(*arms)] == [(0, first), (1, None)]


def test_a_queue_has_counters_of_its_own() -> None:
    """What is counted in one is not in another."""
    one, other = SlotQueue("key"), SlotQueue("key")
    one.counters.enter_request_state(RequestState.WAIT)
    assert [one.counters.is_idle(), other.counters.is_idle()] == [False, True]
