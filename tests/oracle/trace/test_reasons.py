"""trace.reasons: the values behind a guard, and the lines that would have been allowed."""

import pytest

from slotq.machine.slot_queue_steps import (
    Dequeuer,
    State,
    cancel,
    dequeuer_peek,
    dequeuer_start,
    dequeuer_wait,
    init,
    queue_append,
    queue_broadcast,
)
from slotq.oracle.trace.alphabet import SLEEPERS
from slotq.oracle.trace.named_state import Processes
from slotq.oracle.trace.reasons import (
    LIVE,
    call_of_client,
    of_canceller,
    of_client,
    of_dequeuer,
    values,
)


def after(*steps: tuple[object, ...]) -> State:
    """The state of two clients and two dequeuers after some steps."""
    state = init(2, 2)
    for action, *arguments in steps:
        assert callable(action)
        state = action(state, *arguments)
        assert isinstance(state, State)
    return state


def named(state: State) -> Processes:
    """Its processes, by the names that a log has for them."""
    return Processes(state, ["a", "b"], ["dequeuer-1", "dequeuer-2"])


ASLEEP = after((dequeuer_start, 1, 0), (dequeuer_wait, 0))
OFFERED = after((queue_append, 0), (queue_broadcast, 0), (dequeuer_start, 1, 0), (dequeuer_peek, 0))


@pytest.mark.parametrize(
    ("text", "parameters", "expected"),
    [
        ('doing[p] = "nothing"', {"p": 0}, {"p": '"a"', "doing[p]": '"nothing"'}),
        ("t \\in known[p]", {"p": 0, "t": 7}, {"p": '"a"', "t": "7", "known[p]": "{0}"}),
        ("owner[d] = p", {"d": 0, "p": 1}, {"d": '"dequeuer-1"', "p": '"b"', "owner[d]": '"b"'}),
        ("owner[d] = p", {"d": 1}, {"d": '"dequeuer-2"', "owner[d]": "None"}),
        ("item[d] \\in closed", {"d": 0}, {"d": '"dequeuer-1"', "item[d]": "0", "closed": "{}"}),
        ("token = Newest", {}, {"Newest": "0", "slots": "<<0>>"}),
        ("d \\notin done", {"d": 0}, {"d": '"dequeuer-1"', "done": "{}"}),
        ("nextId < Len(slots)", {}, {"nextId": "1", "slots": "<<0>>"}),
        (f"live = Cardinality({LIVE})", {}, {LIVE: '{"dequeuer-1"}'}),
        ("t \\in known[o]", {"o": 1, "t": 0}, {"o": '"b"', "t": "0", "known[o]": "{}"}),
        ("t \\in busy", {"o": 1, "t": 0}, {"t": "0", "busy": "{}"}),
    ],
)
def test_what_an_expression_mentions_is_looked_up(
    text: str, parameters: dict[str, int], expected: dict[str, str]
) -> None:
    """Each variable, of whichever process it is, and nothing that it does not mention."""
    assert values(text, named(OFFERED), parameters) == expected


def test_who_sleeps_is_named() -> None:
    """A dequeuer that sleeps stands between the two guards of a broadcast."""
    found = values(f"woken = Cardinality({SLEEPERS})", named(ASLEEP), {})
    assert found == {SLEEPERS: '{"dequeuer-1"}'}


def test_of_many_tokens_the_newest_are_shown() -> None:
    """A verdict is for a reader."""
    many = OFFERED._replace(busy=(1 << 30) - 1, slots=tuple(range(30)))
    found = values("busy slots", named(many), {})
    newest = ", ".join(map(str, range(20, 30)))
    assert found == {"busy": f"{{..., {newest}}}", "slots": f"<<..., {newest}>>"}


def test_what_a_dequeuer_can_do() -> None:
    """Deliver what it offers to its owner; more once its context is done; nothing if it sleeps."""
    deliver = {"process": "dequeuer-1", "action": "DequeuerDeliver", "to": "b", "token": 0}
    cancelled = {"process": "dequeuer-1", "action": "DequeuerCancelled", "token": 0}
    assert list(of_dequeuer(named(OFFERED), 0)) == [deliver]
    done = cancel(OFFERED, 0)
    assert isinstance(done, State)
    assert list(of_dequeuer(named(done), 0)) == [cancelled, deliver]
    assert list(of_dequeuer(named(ASLEEP), 0)) == []


def test_what_a_canceller_can_do() -> None:
    """Wake its dequeuer, once the context is done; its name is the dequeuer's."""
    assert list(of_canceller(named(ASLEEP), 0)) == []
    done = cancel(ASLEEP, 0)
    assert isinstance(done, State)
    assert list(of_canceller(named(done), 0)) == [
        {"process": "canceller-1", "action": "CancellerWake", "waiting": True, "woken": 1}
    ]


def test_what_a_client_can_do() -> None:
    """Continue a call; otherwise queue, start a dequeuer, and try what it knows."""
    begun = after((queue_append, 0))
    broadcast = {"process": "a", "action": "QueueBroadcast", "woken": 0}
    assert list(call_of_client(named(begun), 0)) == [broadcast]
    assert list(of_client(named(begun), 0)) == [broadcast]
    assert list(call_of_client(named(OFFERED), 0)) == []
    assert list(of_client(named(OFFERED), 0)) == [
        {"process": "a", "action": "QueueAppend", "token": 1, "length": 2},
        {"process": "a", "action": "DequeuerStart"},
        {"process": "a", "action": "AcquireCas", "token": 0, "ok": True},
    ]


def test_a_dequeuer_without_a_name_does_nothing() -> None:
    """Its place is free for another one."""
    processes = Processes(init(0, 0))
    processes.dequeuers.append(None)
    processes.state = processes.state._replace(dequeuers=(Dequeuer(),))
    assert list(of_dequeuer(processes, 0)) == []
    assert list(of_canceller(processes, 0)) == []
