"""slotq.oracle.conform.edge_walk: it goes everywhere, and ends when its time is over."""

import pytest

from slotq.oracle.conform.calls import FAIL, Answer, Call
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.edge_walk import walk
from slotq.oracle.conform.force import Forces
from slotq.oracle.conform.places import Places
from slotq.oracle.conform.player import Clock, Failure, Player
from slotq.oracle.conform.session import Patience, Session
from tests.oracle.conform.targets import Changing, Right, Telling

SIZE = Size(1, 1, 1)


def player() -> Player:
    """A player whose targets are not asked."""
    return Player(lambda: Telling(lambda _: None), Patience())


def test_every_call_that_can_be_reached_is_made() -> None:
    """With a program that answers the same each time: in each place where it ever is."""
    places = Places(SIZE)
    session = Session(Right(places), places, Patience())
    assert walk(player(), session, Forces(places), Clock(600)) is None
    reached = {id(places.init)}
    for place in places.all():  # the nearest first
        if id(place) in reached:
            steps = [list(place.steps(call).values())[-1] for call in place.calls]
            reached |= {id(step.place) for step in steps}
    left = [
        (place.position, move.call)
        for place in places.all()
        for move in place.moves.values()
        if id(place) in reached and not move.times
    ]
    assert left == []
    assert len(reached) > 20


def test_what_can_be_forced_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little the walk before has shown: here nothing."""
    places = Places(SIZE)
    session = Session(Right(places), places, Patience())
    forces = Forces(places)
    monkeypatch.setattr(places, "ways", list)
    assert walk(player(), session, forces, Clock(600)) is None
    assert forces.edges <= session.seen


def test_a_call_is_made_again_while_its_answers_may_show_more() -> None:
    """A program that answers otherwise the second time shows then what it did not show before."""
    seen = []
    for target in (Right, Changing):
        places = Places(SIZE)
        session = Session(target(places), places, Patience())
        assert walk(player(), session, Forces(places), Clock(600)) is None
        seen.append(session.seen)
    assert seen[0] < seen[1]


def test_nothing_is_begun_when_time_is_over() -> None:
    """Neither a walk nor what could be forced."""
    places = Places(SIZE)
    session = Session(Right(places), places, Patience())
    assert walk(player(), session, Forces(places), Clock(-1)) is None
    assert session.asked == 0


def test_a_finding_is_a_failure_with_its_run() -> None:
    """It ends the walk."""
    places = Places(SIZE)
    session = Session(Telling(lambda _: FAIL), places, Patience())
    failure = walk(player(), session, Forces(places), Clock(600))
    assert isinstance(failure, Failure)
    assert failure.kind == "not-allowed"
    assert failure.run == ((Call("queue_slot", 0), FAIL),)
    assert failure.message.startswith("queue_slot p1 answered 'fail', allowed: ok 0")


def test_a_call_that_is_missing_is_asked_once() -> None:
    """What depends on it is left out."""
    asked: list[Call] = []

    def answer(call: Call) -> Answer | None:
        asked.append(call)
        return None

    places = Places(SIZE)
    session = Session(Telling(answer), places, Patience())
    assert walk(player(), session, Forces(places), Clock(600)) is None
    assert {call.do for call in asked} == {"cancel", "queue_slot", "quiesce", "start_dequeuer"}
    assert len(asked) == 4
