"""The invariants: true in every state that can be reached, false where they should be."""

import re
from pathlib import Path

import pytest

from slotq.machine.kernel import explore
from slotq.machine.slot_queue_steps import INVARIANTS, Client, Dequeuer, State, general_client

SPECIFICATION = Path(__file__).parents[3] / "spec" / "SlotQueueProperties.tla"


@pytest.fixture(scope="module")
def states() -> list[State]:
    """Every state of two clients, a dequeuer and two tokens."""
    return explore(general_client(2, 1, 2)).states


@pytest.mark.parametrize("name", INVARIANTS)
def test_holds(name: str, states: list[State]) -> None:
    """Whatever the clients do, the invariant is true."""
    assert states
    assert all(INVARIANTS[name](state) for state in states)


WINNER = Client(1, "remove", 0)
CLOSER = Client(1, "close", 0)
ASLEEP = Dequeuer("asleep", is_waiting=True, owner=0, canceller="waiting")

BROKEN = [
    ("OneWinnerInv", State((0,), 1, 1, 0, (WINNER, CLOSER), ())),
    ("HandInv", State((0,), 1, 0, 0, (WINNER,), ())),
    ("HandInv", State((), 1, 1, 0, (Client(1, "close"),), ())),
    ("HandInv", State((), 1, 1, 0, (Client(1, "nothing", 0),), ())),
    ("ClosedOnceInv", State((), 1, 1, 1, (CLOSER,), ())),
    ("ClosedNotListedInv", State((0,), 1, 1, 1, (), ())),
    ("ClosedNotListedInv", State((), 1, 0, 1, (), ())),
    ("IdsIncreaseInv", State((1, 0), 2, 0, 0, (), ())),
    ("IdsIncreaseInv", State((0, 0), 1, 0, 0, (), ())),
    ("FreeListedInv", State((1,), 2, 0, 0, (), ())),
    ("RemovalFindsInv", State((1,), 2, 1, 0, (WINNER,), ())),
    ("OfferInv", State((0,), 1, 0, 0, (), (Dequeuer("lock", item=0),))),
    ("OfferInv", State((0,), 1, 0, 0, (), (Dequeuer("offering"),))),
    ("NoLostWakeUpInv", State((0,), 1, 0, 0, (Client(),), (ASLEEP,))),
    ("NoLostCancelInv", State((), 0, 0, 0, (), (ASLEEP._replace(done=True, canceller="ended"),))),
    ("IsWaitingInv", State((), 0, 0, 0, (), (ASLEEP._replace(is_waiting=False),))),
    ("IsWaitingInv", State((), 0, 0, 0, (), (ASLEEP._replace(dequeuer="offering"),))),
    ("LifeInv", State((), 0, 0, 0, (), (Dequeuer("lock", owner=0),))),
    ("LifeInv", State((), 0, 0, 0, (), (Dequeuer("lock", canceller="waiting"),))),
    ("LifeInv", State((), 0, 0, 0, (), (Dequeuer("ended", owner=0, canceller="waiting"),))),
]


@pytest.mark.parametrize(("name", "state"), BROKEN)
def test_can_be_false(name: str, state: State) -> None:
    """An invariant that could not fail would say nothing."""
    assert not INVARIANTS[name](state)


def test_every_invariant_can_be_false() -> None:
    """No invariant is left out of the states above."""
    assert {name for name, _ in BROKEN} == set(INVARIANTS)


def test_names_are_those_of_the_specification() -> None:
    """The machine has the twin of every state property of the queue, and no other."""
    defined = set(re.findall(r"^(\w+Inv) ==", SPECIFICATION.read_text(), re.MULTILINE))
    # Types are mypy's business here, and those of the abstract queue are its own.
    assert set(INVARIANTS) == defined - {"AbstractTypeInv"}
