"""slotq.prove.census: all states that the formulas of the invariant allow."""

from dataclasses import replace

from slotq.prove.census import states
from slotq.prove.concrete import Concrete, from_tables
from slotq.prove.queue_invariant import INVARIANT, QUEUE

SIZES = {"client": 1, "dequeuer": 1, "token": 1}


def test_as_many_states_as_tlc_counts() -> None:
    """Each once, and each is one when it is evaluated, too: Inductive_1x1x1 has so many."""
    found = list(states(QUEUE, SIZES))
    assert len(found) == 196
    assert len({str(tables) for tables in found}) == 196
    algebra = Concrete(SIZES)
    for tables in found:
        state = from_tables(QUEUE, tables)
        assert all(conjunct(algebra, state) for conjunct in INVARIANT.values())


def test_a_conjunct_that_is_left_out_allows_more() -> None:
    """So the count would show it."""
    fewer = {name: each for name, each in INVARIANT.items() if name != "NoLostCancel"}
    assert len(list(states(replace(QUEUE, invariant=fewer), SIZES))) > 196
