"""The invariants of callers: true in every state that is reachable, false where they should be."""

import re
from pathlib import Path

import pytest

from slotq.machine.callers import INVARIANTS, Bounds, Caller, Callers, State
from slotq.machine.kernel import explore
from slotq.machine.slot_queue_steps import EVERYTHING, Client, Dequeuer
from slotq.machine.slot_queue_steps import INVARIANTS as QUEUE_INVARIANTS
from slotq.machine.slot_queue_steps import State as Queue

SPECIFICATION = Path(__file__).parents[3] / "spec" / "CallersProperties.tla"
_FIRST, _SECOND = frozenset({0}), frozenset({1})
PLAIN = Bounds(1, 1, 1)
EXPLORED = [
    PLAIN,
    Bounds(1, 1, 1, _FIRST, _FIRST, _FIRST, _SECOND, _SECOND, _FIRST),
    Bounds(1, 1, 1, _FIRST, _FIRST, frozenset(), _SECOND, _SECOND, later=True),
    Bounds(2, 1, 1, idling=_FIRST, failing=_SECOND),
]


@pytest.mark.parametrize("bounds", EXPLORED)
def test_all_hold(bounds: Bounds) -> None:
    """Whatever these callers do, each invariant is true."""
    states = explore(Callers(bounds)).states
    assert states
    for name, holds in INVARIANTS.items():
        assert all(holds(state, bounds) for state in states), name


NOTHING = Client(EVERYTHING)
BROADCASTING = Client(EVERYTHING, "broadcast")
ASLEEP = Dequeuer("asleep", is_waiting=True, owner=1, canceller="waiting")
LISTED = Queue((0,), 1, 0, 0, (NOTHING, NOTHING), (ASLEEP,))
OTHERS = LISTED._replace(clients=(BROADCASTING, NOTHING))
WAITS = Caller("waiting", 0)
IDLE = Caller("waiting")


def of(queue: Queue, *callers: Caller, closed: int = 0, failed: int = 0) -> State:
    """A state of these callers, who were not evicted."""
    return State(queue, callers, 0, closed, failed)


BROKEN = [
    ("BroadcastToComeInv", of(LISTED, WAITS, IDLE)),
    ("BroadcastToComeInv", of(OTHERS, Caller("waiting", 1), IDLE)),
    ("BroadcastToComeInv", of(OTHERS, Caller("gone", -1, 0), IDLE)),
    ("WonIsHeldInv", of(LISTED._replace(busy=1), WAITS, IDLE)),
    ("WonIsHeldInv", of(LISTED._replace(busy=1), Caller("ejected", 0), Caller("won", 0))),
    ("ClosedWasWonInv", of(LISTED, WAITS, IDLE, closed=1)),
    ("ErrorNeverRunsInv", of(LISTED, WAITS, Caller("holding", 0), failed=1)),
    ("ContainerBehindInv", of(LISTED, Caller("gone", -1, 0), IDLE)),
    ("HealthyBehindInv", of(LISTED, Caller("gone", -1, 0), IDLE)),
    ("BusyHasConsumerInv", of(LISTED, Caller("busy", 0), IDLE)),
]
HOLDING = [
    ("BroadcastToComeInv", of(OTHERS, WAITS, IDLE)),
    ("BroadcastToComeInv", of(OTHERS, Caller("gone", -1, 0), IDLE, failed=1)),
    ("WonIsHeldInv", of(LISTED._replace(busy=1), Caller("busy", 0), Caller("won", 0))),
    ("HealthyBehindInv", of(LISTED, Caller("gone", -1, 0), IDLE, failed=1)),
    ("BusyHasConsumerInv", of(LISTED, Caller("busy", 0), Caller("acquiring", 0))),
]


@pytest.mark.parametrize(("name", "state"), BROKEN)
def test_can_be_false(name: str, state: State) -> None:
    """An invariant that could not fail would say nothing."""
    assert not INVARIANTS[name](state, PLAIN)


@pytest.mark.parametrize(("name", "state"), HOLDING)
def test_says_no_more(name: str, state: State) -> None:
    """It holds of a state that differs from a broken one in what it is about."""
    assert INVARIANTS[name](state, PLAIN)


@pytest.mark.parametrize("name", ["ContainerBehindInv", "HealthyBehindInv"])
def test_some_are_not_said_of_all_callers(name: str) -> None:
    """A container that fails to freeze leaves its token behind."""
    bounds = Bounds(1, 1, 1, freezable=_FIRST)
    assert INVARIANTS[name](of(LISTED, Caller("gone", -1, 0), IDLE), bounds)


def test_every_invariant_can_be_false() -> None:
    """No invariant is left out of the states above."""
    assert {name for name, _ in BROKEN} == set(INVARIANTS)


def test_names_are_those_of_the_specification() -> None:
    """The machine has the twin of every state property of callers, and no other."""
    text = SPECIFICATION.read_text(encoding="utf-8")
    # What is said of the queue, the queue's own module has.
    assert set(INVARIANTS) == {*re.findall(r"^(\w+Inv) ==", text, re.MULTILINE)} - {"QueueInv"}


def test_what_is_said_of_the_queue_is_all_of_it() -> None:
    """QueueInv is one name of many invariants: without one of them no model would be violated."""
    text = SPECIFICATION.read_text(encoding="utf-8")
    found = re.search(r"^QueueInv ==\n((?:  /\\ Properties!\w+\n)+)\n", text, re.MULTILINE)
    assert found
    assert re.findall(r"!(\w+)", found[1]) == [*QUEUE_INVARIANTS]
