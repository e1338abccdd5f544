"""The properties of steps: true of every step that can be taken, false where they should be."""

import re
from pathlib import Path

import pytest

from slotq.machine.kernel import explore
from slotq.machine.slot_queue_steps import (
    STEP_PROPERTIES,
    Client,
    Dequeuer,
    State,
    general_client,
)

SPECIFICATION = Path(__file__).parents[3] / "spec" / "SlotQueueProperties.tla"


@pytest.fixture(scope="module")
def steps() -> list[tuple[State, State]]:
    """Every step of two clients, a dequeuer and two tokens."""
    graph = explore(general_client(2, 1, 2))
    return [(graph.states[source], graph.states[target]) for source, _, target in graph.edges]


@pytest.mark.parametrize("name", STEP_PROPERTIES)
def test_holds(name: str, steps: list[tuple[State, State]]) -> None:
    """Whatever the clients do, the property is true."""
    assert steps
    assert all(STEP_PROPERTIES[name](before, after) for before, after in steps)


LISTED = State((0, 1), 2, 0, 0, (Client(3),), (Dequeuer("lock", owner=0, canceller="waiting"),))
WON = (Client(3, "remove", 1),)


def offering(token: int) -> tuple[Dequeuer]:
    """A dequeuer that offers a token."""
    return (Dequeuer("offering", item=token, owner=0, canceller="waiting"),)


BROKEN = [
    ("WonOnceProp", LISTED._replace(busy=1), LISTED),
    ("WonOnceProp", LISTED._replace(busy=2), LISTED._replace(busy=2, clients=WON)),
    ("WonOnceProp", LISTED, LISTED._replace(busy=3, clients=WON)),
    ("WonOnceProp", LISTED, LISTED._replace(clients=(Client(3, "remove"),))),
    ("ClosedForEverProp", LISTED._replace(closed=1), LISTED._replace(closed=2)),
    ("RemovedByWinnerProp", LISTED, LISTED._replace(slots=(0,))),
    ("RemovedByWinnerProp", LISTED._replace(clients=WON), LISTED._replace(slots=(1,))),
    ("PickedNewestProp", LISTED, LISTED._replace(dequeuers=offering(0))),
    ("PickedNewestProp", LISTED, LISTED._replace(dequeuers=offering(2))),
    ("PickLeavesProp", LISTED, LISTED._replace(slots=(0,), dequeuers=offering(1))),
]


@pytest.mark.parametrize(("name", "before", "after"), BROKEN)
def test_can_be_false(name: str, before: State, after: State) -> None:
    """A property that could not fail would say nothing."""
    assert not STEP_PROPERTIES[name](before, after)


def test_every_property_can_be_false() -> None:
    """No property is left out of the steps above."""
    assert {name for name, *_ in BROKEN} == set(STEP_PROPERTIES)


def test_names_are_those_of_the_specification() -> None:
    """The machine has the twin of every property of a single step, and no other."""
    text = SPECIFICATION.read_text(encoding="utf-8")
    assert set(STEP_PROPERTIES) == set(re.findall(r"^(\w+Prop) ==\n? *\[\]\[", text, re.MULTILINE))
