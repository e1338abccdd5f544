"""The machine's callers: each action's effect on a whole state, and each of its guards."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from slotq.machine import callers, slot_queue_steps
from slotq.machine.callers import Bounds, Caller, State
from slotq.machine.kernel import Disabled
from slotq.machine.slot_queue_steps import EVERYTHING, Client, Dequeuer

# Container 0 may do everything that a container can do, container 1 nothing; so the consumers.
BOUNDS = Bounds(
    containers=2,
    consumers=2,
    rounds=2,
    idling=frozenset({0}),
    evictable=frozenset({0}),
    freezable=frozenset({0}),
    impatient=frozenset({2}),
    cancellable=frozenset({2}),
    failing=frozenset({0}),
)
LATER = replace(BOUNDS, failing=frozenset(), later=True)
K, STAYING, C, PATIENT = range(4)
GONE = Caller("gone", round=0)


def state(
    client: int,
    caller: Caller,
    *,
    busy: int = 0,
    closed: int = 0,
    doing: Client | None = None,
    dequeuer: Dequeuer | None = None,
    evicted: int = 0,
    slot_closed: int = 0,
    failed: int = 0,
) -> State:
    """Make a state where one client stands somewhere; the dequeuer is that of its first round."""
    clients = [Client(EVERYTHING)] * 4
    clients[client] = doing or Client(EVERYTHING)
    dequeuers = [Dequeuer()] * 4
    if dequeuer:
        dequeuers[BOUNDS.dequeuer(client, 1)] = dequeuer
    everybody = [Caller()] * 4
    everybody[client] = caller
    queue = slot_queue_steps.State((0,), 1, busy, closed, tuple(clients), tuple(dequeuers))
    return State(queue, tuple(everybody), evicted, slot_closed, failed)


WINNING = Client(EVERYTHING, "remove", 0)
CALLING = Client(EVERYTHING, "close", 0)
OFFERING = Dequeuer("offering", item=0, owner=C, canceller="waiting")
ROUND = Dequeuer("lock", owner=C, canceller="waiting")
OVER = ROUND._replace(done=True)

EFFECTS = [
    pytest.param(
        lambda: callers.acquire_cas(state(K, Caller("woken", 0)), BOUNDS, K),
        state(K, Caller("ejected", 0), busy=1, doing=WINNING),
        id="a container ejects itself",
    ),
    pytest.param(
        lambda: callers.acquire_cas(state(K, Caller("woken", 0), busy=1), BOUNDS, K),
        state(K, Caller("busy", 0), busy=1),
        id="a container has a request",
    ),
    pytest.param(
        lambda: callers.acquire_cas(state(C, Caller("acquiring", 0)), BOUNDS, C),
        state(C, Caller("won", 0), busy=1, doing=WINNING),
        id="a consumer wins",
    ),
    pytest.param(
        lambda: callers.acquire_cas(state(C, Caller("acquiring", 0), busy=1), BOUNDS, C),
        state(C, Caller("waiting"), busy=1),
        id="a consumer loses and asks again",
    ),
    pytest.param(
        lambda: callers.slot_close(state(K, Caller("ejected", 0)), BOUNDS, K),
        state(K, GONE, slot_closed=1),
        id="an ejected container goes",
    ),
    pytest.param(
        lambda: callers.slot_close(state(C, Caller("holding", 0)), BOUNDS, C),
        state(C, Caller(round=2), slot_closed=1),
        id="a consumer closes the slot",
    ),
    pytest.param(
        lambda: callers.slot_close(state(C, Caller("holding", 0, 2)), BOUNDS, C),
        state(C, GONE, slot_closed=1),
        id="a consumer closes its last slot",
    ),
    pytest.param(
        lambda: callers.slot_close(state(C, Caller("won", 0), failed=1), BOUNDS, C),
        state(C, Caller("failing"), slot_closed=1, failed=1),
        id="a consumer closes an error before its cancel",
    ),
    pytest.param(
        lambda: callers.acquire_close(state(K, Caller("ejected", 0), doing=CALLING), BOUNDS, K),
        state(K, Caller("ejected", 0), closed=1),
        id="an ejected container has its slot still to close",
    ),
    pytest.param(
        lambda: callers.acquire_close(state(K, Caller("ejected", 0), doing=CALLING), LATER, K),
        state(K, GONE, closed=1),
        id="one of a later version has not",
    ),
    pytest.param(
        lambda: callers.acquire_close(state(C, Caller("won", 0), doing=CALLING), LATER, C),
        state(C, Caller("won", 0), closed=1),
        id="nor is a consumer gone then",
    ),
    pytest.param(
        lambda: callers.container_wake(
            state(K, Caller("waiting", 0), closed=1), BOUNDS, K, "trigger"
        ),
        state(K, Caller("woken", 0), closed=1),
        id="trigger",
    ),
    pytest.param(
        lambda: callers.container_wake(state(K, Caller("waiting", 0)), BOUNDS, K, "idle"),
        state(K, Caller("woken", 0)),
        id="idle",
    ),
    pytest.param(
        lambda: callers.container_wake(
            state(K, Caller("waiting", 0), evicted=1), BOUNDS, K, "evict"
        ),
        state(K, Caller("woken", 0), evicted=1),
        id="evict",
    ),
    pytest.param(
        lambda: callers.container_wake(state(K, Caller("waiting", 0)), BOUNDS, K, "freeze"),
        state(K, GONE),
        id="a container that fails to freeze leaves its token",
    ),
    pytest.param(
        lambda: callers.container_return(state(K, Caller("busy", 0), slot_closed=1), BOUNDS, K),
        state(K, Caller(round=2), slot_closed=1),
        id="a container goes on",
    ),
    pytest.param(
        lambda: callers.evict(state(K, Caller("waiting", 0)), BOUNDS, K),
        state(K, Caller("waiting", 0), evicted=1),
        id="an eviction",
    ),
    pytest.param(
        lambda: callers.dequeuer_start(state(C, Caller()), BOUNDS, C),
        state(C, Caller("waiting"), dequeuer=ROUND),
        id="a request",
    ),
    pytest.param(
        lambda: callers.dequeuer_deliver(state(C, Caller("waiting"), dequeuer=OFFERING), BOUNDS, C),
        state(C, Caller("acquiring", 0), dequeuer=ROUND),
        id="a delivery",
    ),
    pytest.param(
        lambda: callers.cancel(state(C, Caller("won", 0), dequeuer=ROUND), BOUNDS, C),
        state(C, Caller("holding", 0), dequeuer=OVER),
        id="a winner cancels",
    ),
    pytest.param(
        lambda: callers.cancel(state(C, Caller("waiting"), dequeuer=ROUND), BOUNDS, C),
        state(C, Caller(round=2), dequeuer=OVER),
        id="an impatient consumer gives up",
    ),
    pytest.param(
        lambda: callers.cancel(
            state(PATIENT, Caller("failing"), dequeuer=ROUND, failed=1), BOUNDS, PATIENT
        ),
        state(PATIENT, Caller(round=2), dequeuer=OVER, failed=1),
        id="a consumer that has failed cancels",
    ),
    pytest.param(
        lambda: callers.cancel(state(PATIENT, Caller("waiting"), dequeuer=OVER), BOUNDS, PATIENT),
        state(PATIENT, Caller(round=2), dequeuer=OVER),
        id="a patient consumer gives up when its context is done",
    ),
    pytest.param(
        lambda: callers.cancel_request(
            state(C, Caller("acquiring", 0), dequeuer=ROUND), BOUNDS, C, "request"
        ),
        state(C, Caller("acquiring", 0), dequeuer=OVER),
        id="a request is cancelled from outside",
    ),
    pytest.param(
        lambda: callers.cancel_request(
            state(C, Caller("failing"), dequeuer=ROUND), BOUNDS, C, "request"
        ),
        state(C, Caller("failing"), dequeuer=OVER),
        id="also one that has failed",
    ),
]


@pytest.mark.parametrize(("action", "expected"), EFFECTS)
def test_effect(action: Callable[[], State | Disabled], expected: State) -> None:
    """An enabled action changes what the specification says, and nothing else."""
    assert action() == expected


def test_queue_append() -> None:
    """A container queues its slot and holds the token."""
    before = state(K, Caller())
    expected = state(K, Caller("waiting", 1), doing=Client(EVERYTHING, "broadcast"))
    queue = expected.queue._replace(slots=(0, 1), next_id=2)
    assert callers.queue_append(before, BOUNDS, K, error=False) == expected._replace(queue=queue)


def test_queue_append_of_an_error() -> None:
    """A container that did not start queues its error and is gone, but for its broadcast."""
    before = state(K, Caller())
    expected = state(K, GONE, doing=Client(EVERYTHING, "broadcast"), failed=2)
    queue = expected.queue._replace(slots=(0, 1), next_id=2)
    assert callers.queue_append(before, BOUNDS, K, error=True) == expected._replace(queue=queue)


WAITING = Caller("waiting", 0)

GUARDS = [
    pytest.param(
        lambda: callers.acquire_cas(state(C, Caller()), BOUNDS, C),
        'state[p] \\in {"acquiring", "woken"}',
    ),
    pytest.param(
        lambda: callers.acquire_cas(state(C, Caller("acquiring", 0), doing=CALLING), BOUNDS, C),
        'doing[p] = "nothing"',
    ),
    pytest.param(
        lambda: callers.slot_close(state(C, Caller()), BOUNDS, C),
        'state[p] \\in {"holding", "ejected", "won"}',
    ),
    pytest.param(
        lambda: callers.slot_close(state(C, Caller("won", 0), failed=2), BOUNDS, C),
        "token[p] \\in failed",
    ),
    pytest.param(
        lambda: callers.acquire_close(state(C, Caller("won", 0)), BOUNDS, C), 'doing[p] = "close"'
    ),
    pytest.param(
        lambda: callers.slot_close(state(K, Caller("ejected", 0), doing=CALLING), BOUNDS, K),
        "Queue!Ready(p)",
    ),
    pytest.param(
        lambda: callers.queue_append(state(K, WAITING), BOUNDS, K, error=False),
        'state[k] = "ready"',
    ),
    pytest.param(
        lambda: callers.queue_append(state(K, Caller(), doing=CALLING), BOUNDS, K, error=True),
        'doing[p] = "nothing"',
    ),
    pytest.param(
        lambda: callers.queue_append(state(STAYING, Caller()), BOUNDS, STAYING, error=True),
        "k \\in Failing /\\ round[k] = 1",
    ),
    pytest.param(
        lambda: callers.queue_append(state(K, Caller(round=2)), BOUNDS, K, error=True),
        "k \\in Failing /\\ round[k] = 1",
    ),
    pytest.param(
        lambda: callers.container_wake(state(K, Caller()), BOUNDS, K, "idle"),
        'state[k] = "waiting"',
    ),
    pytest.param(
        lambda: callers.container_wake(state(K, WAITING, doing=CALLING), BOUNDS, K, "idle"),
        "Queue!Ready(p)",
    ),
    pytest.param(
        lambda: callers.container_wake(state(K, WAITING), BOUNDS, K, "trigger"),
        "token[k] \\in closed",
    ),
    pytest.param(
        lambda: callers.container_wake(state(STAYING, WAITING), BOUNDS, STAYING, "shutdown"),
        "k \\in Idling",
    ),
    pytest.param(
        lambda: callers.container_wake(state(K, WAITING), BOUNDS, K, "evict"), "k \\in evicted"
    ),
    pytest.param(
        lambda: callers.container_wake(state(STAYING, WAITING), BOUNDS, STAYING, "freeze"),
        "k \\in Freezable",
    ),
    pytest.param(
        lambda: callers.container_return(state(K, WAITING), BOUNDS, K), 'state[k] = "busy"'
    ),
    pytest.param(
        lambda: callers.container_return(state(K, Caller("busy", 0)), BOUNDS, K),
        "token[k] \\in slotClosed",
    ),
    pytest.param(
        lambda: callers.evict(state(STAYING, WAITING), BOUNDS, STAYING),
        "k \\in Evictable \\ evicted",
    ),
    pytest.param(
        lambda: callers.evict(state(K, WAITING, evicted=1), BOUNDS, K),
        "k \\in Evictable \\ evicted",
    ),
    pytest.param(lambda: callers.evict(state(K, Caller()), BOUNDS, K), 'state[k] = "waiting"'),
    pytest.param(
        lambda: callers.evict(state(K, WAITING, doing=CALLING), BOUNDS, K), "Queue!Ready(p)"
    ),
    pytest.param(
        lambda: callers.dequeuer_start(state(C, WAITING), BOUNDS, C), 'state[k] = "ready"'
    ),
    pytest.param(
        lambda: callers.dequeuer_start(state(C, Caller(), dequeuer=ROUND), BOUNDS, C),
        'dequeuer[d] = "absent"',
    ),
    pytest.param(
        lambda: callers.dequeuer_deliver(state(C, Caller()), BOUNDS, C), 'state[c] = "waiting"'
    ),
    pytest.param(
        lambda: callers.dequeuer_deliver(state(C, WAITING, dequeuer=ROUND), BOUNDS, C),
        'dequeuer[d] = "offering"',
    ),
    pytest.param(
        lambda: callers.cancel(state(C, Caller("won", 0), doing=CALLING), BOUNDS, C),
        "Queue!Ready(p)",
    ),
    pytest.param(
        lambda: callers.cancel(state(C, Caller("won", 0), failed=1), BOUNDS, C),
        "token[c] \\notin failed",
    ),
    pytest.param(
        lambda: callers.cancel(state(PATIENT, WAITING, dequeuer=ROUND), BOUNDS, PATIENT),
        "c \\in Impatient \\/ <<c, round[c]>> \\in done",
    ),
    pytest.param(
        lambda: callers.cancel(state(C, Caller()), BOUNDS, C),
        'state[c] \\in {"won", "waiting", "failing"}',
    ),
    pytest.param(
        lambda: callers.cancel_request(state(PATIENT, WAITING), BOUNDS, PATIENT, "request"),
        "c \\in Cancellable",
    ),
    pytest.param(
        lambda: callers.cancel_request(state(C, Caller()), BOUNDS, C, "request"),
        'state[c] \\in {"waiting", "acquiring", "won", "failing"}',
    ),
    pytest.param(
        lambda: callers.cancel_request(state(C, WAITING, dequeuer=OVER), BOUNDS, C, "request"),
        "<<c, round[c]>> \\notin done",
    ),
]


@pytest.mark.parametrize(("action", "guard"), GUARDS)
def test_guard(action: Callable[[], State | Disabled], guard: str) -> None:
    """An action that cannot be taken says which guard is false, as the specification writes it."""
    after = action()
    assert isinstance(after, Disabled)
    assert after.guard == guard


def test_names() -> None:
    """Clients and contexts have the names of the logs."""
    assert [BOUNDS.name(client) for client in range(4)] == [
        "container-1",
        "container-2",
        "consumer-1",
        "consumer-2",
    ]
    assert [BOUNDS.context(dequeuer) for dequeuer in range(4)] == ["1.1", "1.2", "2.1", "2.2"]
