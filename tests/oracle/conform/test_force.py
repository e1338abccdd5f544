"""slotq.oracle.conform.force: what can be forced is forced, whatever the program answers."""

import pytest

from slotq.oracle.conform.candidates import Edge, Size
from slotq.oracle.conform.edges import every_edge
from slotq.oracle.conform.force import Forces
from slotq.oracle.conform.places import Place, Places

SIZE = Size(1, 1, 2)
MOST_CALLS = 12


@pytest.fixture(scope="module")
def places() -> Places:
    """Where a driver can be."""
    return Places(SIZE)


@pytest.fixture(scope="module")
def forces(places: Places) -> Forces:
    """What it can force."""
    return Forces(places)


def is_forced(forces: Forces, place: Place, edge: Edge, left: int) -> bool:
    """Whether each answer to each call that is made shows the edge in the end."""
    return left > 0 and all(
        edge in step.certain or is_forced(forces, step.place, edge, left - 1)
        for step in place.steps(forces.call(place, edge)).values()
    )


def test_what_can_be_forced_is(places: Places, forces: Forces) -> None:
    """In a few calls, by every answer that is allowed."""
    assert len(forces.edges) > 100
    lost = [edge for edge in forces.edges if not is_forced(forces, places.init, edge, MOST_CALLS)]
    assert lost == []


def test_what_cannot_be_forced_can_be_avoided(places: Places, forces: Forces) -> None:
    """By a program that knows it: each call, anywhere, has an answer that does not lead to it."""
    shown = {
        edge
        for place in places.all()
        for call in place.calls
        for step in place.steps(call).values()
        for edge in step.certain
    }
    others = shown - forces.edges
    assert {label.action for _, label in others} == {"Deliver"}
    for edge in others:
        assert not can_force(forces, places.init, edge)
        for place in places.all():
            for call in () if can_force(forces, place, edge) else place.calls:
                assert any(
                    edge not in step.certain and not can_force(forces, step.place, edge)
                    for step in place.steps(call).values()
                )


def can_force(forces: Forces, place: Place, edge: Edge) -> bool:
    """Whether an edge can be forced in a place."""
    try:
        forces.call(place, edge)
    except StopIteration:
        return False
    return True


def test_a_call_that_is_missing_forces_nothing(places: Places, forces: Forces) -> None:
    """Without quiesce nobody can tell that a dequeuer has ended."""
    fewer = Forces(places, {"quiesce"}).edges
    assert fewer < forces.edges
    assert forces.edges <= set(every_edge(SIZE))
