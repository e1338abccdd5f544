"""The machine's queue: each action's effect on a whole state, and each of its guards."""

from collections.abc import Callable

import pytest

from slotq.machine import slot_queue_steps
from slotq.machine.kernel import Disabled
from slotq.machine.slot_queue_steps import NO_CLIENT, NO_TOKEN, Client, Dequeuer, State


def state(
    *,
    slots: tuple[int, ...] = (),
    next_id: int = 2,
    busy: int = 0,
    closed: int = 0,
    client: Client | None = None,
    dequeuer: Dequeuer | None = None,
) -> State:
    """Make a state of two clients and two dequeuers, of which the first ones matter."""
    return State(
        slots,
        next_id,
        busy,
        closed,
        (client or Client(), Client(0b10)),
        (dequeuer or Dequeuer(), Dequeuer("asleep", is_waiting=True, owner=1, canceller="waiting")),
    )


AWAKE = Dequeuer("lock", is_waiting=True, owner=1, canceller="waiting")
OFFERING = Dequeuer("offering", item=0, owner=0, canceller="waiting")


def woken(of: State) -> State:
    """Say what a state is once the second dequeuer was woken."""
    return of._replace(dequeuers=(of.dequeuers[0], AWAKE))


EFFECTS = [
    pytest.param(
        lambda: slot_queue_steps.queue_append(state(slots=(1,)), 0),
        state(slots=(1, 2), next_id=3, client=Client(0b100, "broadcast")),
        id="QueueAppend gives the next id",
    ),
    pytest.param(
        lambda: slot_queue_steps.queue_broadcast(state(client=Client(1, "broadcast")), 0),
        woken(state(client=Client(1))),
        id="QueueBroadcast wakes the sleeper",
    ),
    pytest.param(
        lambda: slot_queue_steps.acquire_cas(state(slots=(0, 1), client=Client(1)), 0, 0),
        state(slots=(0, 1), busy=1, client=Client(1, "remove", 0)),
        id="AcquireCas wins a free token and leaves it listed",
    ),
    pytest.param(
        lambda: slot_queue_steps.acquire_cas(state(busy=1, client=Client(1)), 0, 0),
        state(busy=1, client=Client(1)),
        id="AcquireCas loses a busy token",
    ),
    pytest.param(
        lambda: slot_queue_steps.acquire_remove(
            state(slots=(0, 1), busy=1, client=Client(1, "remove", 0)), 0
        ),
        state(slots=(1,), busy=1, client=Client(1, "close", 0)),
        id="AcquireRemove removes its own token",
    ),
    pytest.param(
        lambda: slot_queue_steps.acquire_close(state(busy=1, client=Client(1, "close", 0)), 0),
        state(busy=1, closed=1, client=Client(1)),
        id="AcquireClose closes the trigger and returns",
    ),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_start(state(dequeuer=Dequeuer(done=True)), 0, 0),
        state(dequeuer=Dequeuer("lock", owner=0, done=True, canceller="waiting")),
        id="DequeuerStart starts a dequeuer whose context is done",
    ),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_wait(state(dequeuer=Dequeuer("lock", owner=0)), 0),
        state(dequeuer=Dequeuer("asleep", is_waiting=True, owner=0)),
        id="DequeuerWait says that it waits",
    ),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_peek(
            state(slots=(0, 1), dequeuer=Dequeuer("lock", is_waiting=True, owner=0)), 0
        ),
        state(slots=(0, 1), dequeuer=Dequeuer("offering", item=1, owner=0)),
        id="DequeuerPeek picks the newest and leaves it listed",
    ),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_exit(
            state(slots=(0,), dequeuer=Dequeuer("lock", is_waiting=True, owner=0, done=True)), 0
        ),
        state(slots=(0,), dequeuer=Dequeuer("ended", owner=0, done=True)),
        id="DequeuerExit ends beside a listed token",
    ),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_deliver(state(dequeuer=OFFERING), 0, 0),
        state(client=Client(1), dequeuer=Dequeuer("lock", owner=0, canceller="waiting")),
        id="DequeuerDeliver makes the token known",
    ),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_deliver(state(client=Client(1), dequeuer=OFFERING), 0, 0),
        state(client=Client(1), dequeuer=Dequeuer("lock", owner=0, canceller="waiting")),
        id="DequeuerDeliver of a known token",
    ),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_ejected(state(closed=1, dequeuer=OFFERING), 0),
        state(closed=1, dequeuer=Dequeuer("lock", owner=0, canceller="waiting")),
        id="DequeuerEjected goes round",
    ),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_cancelled(
            state(dequeuer=OFFERING._replace(done=True)), 0
        ),
        state(dequeuer=Dequeuer("lock", owner=0, done=True, canceller="waiting")),
        id="DequeuerCancelled goes round",
    ),
    pytest.param(
        lambda: slot_queue_steps.cancel(state(), 0),
        state(dequeuer=Dequeuer(done=True)),
        id="Cancel of a dequeuer that is not started",
    ),
    pytest.param(
        lambda: slot_queue_steps.cancel(state(dequeuer=Dequeuer(done=True)), 0),
        state(dequeuer=Dequeuer(done=True)),
        id="Cancel twice",
    ),
    pytest.param(
        lambda: slot_queue_steps.canceller_wake(
            state(
                dequeuer=Dequeuer(
                    "asleep", is_waiting=True, owner=0, done=True, canceller="waiting"
                )
            ),
            0,
        ),
        woken(
            state(dequeuer=Dequeuer("lock", is_waiting=True, owner=0, done=True, canceller="ended"))
        ),
        id="CancellerWake wakes every sleeper if its dequeuer waits",
    ),
    pytest.param(
        lambda: slot_queue_steps.canceller_wake(
            state(dequeuer=Dequeuer("ended", owner=0, done=True, canceller="waiting")), 0
        ),
        state(dequeuer=Dequeuer("ended", owner=0, done=True, canceller="ended")),
        id="CancellerWake wakes nobody if its dequeuer does not wait",
    ),
]


@pytest.mark.parametrize(("action", "expected"), EFFECTS)
def test_effect(action: Callable[[], State | Disabled], expected: State) -> None:
    """An enabled action changes what the specification says, and nothing else."""
    assert action() == expected


LOCKED = Dequeuer("lock", owner=0)
DONE = Dequeuer("lock", owner=0, done=True)
CLOSING = Client(1, "close", 0)

GUARDS = [
    pytest.param(
        lambda: slot_queue_steps.queue_append(state(client=CLOSING), 0), 'doing[p] = "nothing"'
    ),
    pytest.param(lambda: slot_queue_steps.queue_broadcast(state(), 0), 'doing[p] = "broadcast"'),
    pytest.param(
        lambda: slot_queue_steps.acquire_cas(state(client=CLOSING), 0, 0), 'doing[p] = "nothing"'
    ),
    pytest.param(lambda: slot_queue_steps.acquire_cas(state(), 0, 0), "t \\in known[p]"),
    pytest.param(lambda: slot_queue_steps.acquire_cas(state(client=Client(4)), 0, 2), "t < nextId"),
    pytest.param(
        lambda: slot_queue_steps.acquire_remove(state(client=CLOSING), 0), 'doing[p] = "remove"'
    ),
    pytest.param(lambda: slot_queue_steps.acquire_close(state(), 0), 'doing[p] = "close"'),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_start(state(client=CLOSING), 0, 0), 'doing[p] = "nothing"'
    ),
    pytest.param(lambda: slot_queue_steps.dequeuer_start(state(), 0, 1), 'dequeuer[d] = "absent"'),
    pytest.param(lambda: slot_queue_steps.dequeuer_wait(state(), 0), 'dequeuer[d] = "lock"'),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_wait(state(slots=(0,), dequeuer=LOCKED), 0),
        "slots = <<>>",
    ),
    pytest.param(lambda: slot_queue_steps.dequeuer_wait(state(dequeuer=DONE), 0), "d \\notin done"),
    pytest.param(lambda: slot_queue_steps.dequeuer_peek(state(), 0), 'dequeuer[d] = "lock"'),
    pytest.param(lambda: slot_queue_steps.dequeuer_peek(state(dequeuer=LOCKED), 0), "slots # <<>>"),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_peek(state(slots=(0,), dequeuer=DONE), 0),
        "d \\notin done",
    ),
    pytest.param(lambda: slot_queue_steps.dequeuer_exit(state(), 0), 'dequeuer[d] = "lock"'),
    pytest.param(lambda: slot_queue_steps.dequeuer_exit(state(dequeuer=LOCKED), 0), "d \\in done"),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_deliver(state(), 0, 0), 'dequeuer[d] = "offering"'
    ),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_deliver(state(dequeuer=OFFERING), 0, 1), "owner[d] = p"
    ),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_deliver(state(client=CLOSING, dequeuer=OFFERING), 0, 0),
        'doing[p] = "nothing"',
    ),
    pytest.param(lambda: slot_queue_steps.dequeuer_ejected(state(), 0), 'dequeuer[d] = "offering"'),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_ejected(state(dequeuer=OFFERING), 0),
        "item[d] \\in closed",
    ),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_cancelled(state(), 0), 'dequeuer[d] = "offering"'
    ),
    pytest.param(
        lambda: slot_queue_steps.dequeuer_cancelled(state(dequeuer=OFFERING), 0), "d \\in done"
    ),
    pytest.param(lambda: slot_queue_steps.canceller_wake(state(), 0), 'canceller[d] = "waiting"'),
    pytest.param(lambda: slot_queue_steps.canceller_wake(state(), 1), "d \\in done"),
]


@pytest.mark.parametrize(("action", "guard"), GUARDS)
def test_guard(action: Callable[[], State | Disabled], guard: str) -> None:
    """An action that cannot be taken says which guard is false, as the specification writes it."""
    after = action()
    assert isinstance(after, Disabled)
    assert after.guard == guard


def test_init() -> None:
    """In the beginning nothing has happened."""
    expected = State((), 0, 0, 0, (Client(0, "nothing", NO_TOKEN),), (Dequeuer(),) * 2)
    assert slot_queue_steps.init(1, 2) == expected
    assert Dequeuer() == ("absent", False, NO_TOKEN, NO_CLIENT, False, "absent")
