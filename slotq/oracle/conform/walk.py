"""Goes where a call was not tried yet, the nearest place first, then to each edge that is left.

The places and the answers that are allowed between them are a graph that the driver knows before
it asks. So it knows a shortest way to each place; whether it gets there is for the implementation
to say, which may answer otherwise at a choice. Then the driver goes on from where it is, and comes
back a few times. What can be forced and was not seen by then, it forces.
"""

from slotq.oracle.conform.belief import Edge
from slotq.oracle.conform.calls import Call
from slotq.oracle.conform.findings import FindingError
from slotq.oracle.conform.force import Forces
from slotq.oracle.conform.places import Place
from slotq.oracle.conform.player import Clock, Failure, Player
from slotq.oracle.conform.session import Session

ATTEMPTS = 3
"""How often a place is headed for, and a call made whose answer was not the one hoped for."""


def walk(player: Player, session: Session, forces: Forces, clock: Clock) -> Failure | None:
    """Walk until every call that can be reached was tried, time is over, or something fails.

    Args:
        player: Who ends a target that is no longer to be trusted.
        session: The conversation with it.
        forces: How each edge that can be forced is.
        clock: How much time there is.

    Returns:
        What has failed.
    """
    try:
        for way in ways(session.places.init):
            for _ in range(ATTEMPTS):
                if clock.is_over():
                    return None
                if not _go(session, way):
                    break
        for edge in sorted(forces.edges - session.seen):
            if clock.is_over():
                return None
            _force(session, forces, edge)
    except FindingError as error:
        return player.failure(session, error)
    return None


class Way:
    """A shortest way to a place: the one before, and the call that may lead on."""

    __slots__ = ("before", "call", "place")

    def __init__(self, place: Place, before: "Way | None", call: Call | None) -> None:
        self.place = place
        self.before = before
        self.call = call

    def calls(self) -> list[Call]:
        """The calls from the reset on."""
        found = []
        way = self
        while way.before is not None and way.call is not None:
            found.append(way.call)
            way = way.before
        return found[::-1]


def ways(init: Place) -> list[Way]:
    """Find a shortest way to every place that can be reached, the nearest first."""
    found = [Way(init, None, None)]
    seen = {id(init)}
    for way in found:
        for call in way.place.calls:
            for step in way.place.steps(call).values():
                if id(step.place) not in seen:
                    seen.add(id(step.place))
                    found.append(Way(step.place, way, call))
    return found


def _go(session: Session, way: Way) -> bool:
    # Whether there was something to do.
    if _wanted(session, way.place) is None:
        return False
    session.reset()
    for call in way.calls():
        if call not in session.place.tried or call.do in session.unimplemented:
            break
        session.make(call)
    while (wanted := _wanted(session, session.place)) is not None:
        session.make(wanted)
    return True


def _force(session: Session, forces: Forces, edge: Edge) -> None:
    session.reset()
    while edge not in session.seen:
        call = forces.call(session.place, edge)
        if call.do in session.unimplemented:
            return
        session.make(call)


def _wanted(session: Session, place: Place) -> Call | None:
    while place.left:
        call = place.left[-1]
        times = place.tried[call]
        if call.do not in session.unimplemented and (
            not times or (times < ATTEMPTS and _shows_something_new(session, place, call))
        ):
            return call
        place.left.pop()
    return None


def _shows_something_new(session: Session, place: Place, call: Call) -> bool:
    return any(map(session.would_show, place.steps(call).values()))
