"""Walks to calls that were not tried yet, the nearest first, then to each edge that is left.

The places and the answers that are allowed between them are a graph that the driver knows before
it asks. So it knows a shortest way to each place; whether it gets there is for the implementation
to say, which may answer otherwise at a choice. Then the driver continues from where it is, and
comes back a few times. What can be forced and was not seen by then, it forces.
"""

from slotq.oracle.conform.candidates import Edge
from slotq.oracle.conform.failures import FindingError
from slotq.oracle.conform.force import Forces
from slotq.oracle.conform.places import Move, Place, Way
from slotq.oracle.conform.player import Clock, Failure, Player
from slotq.oracle.conform.session import Session

ATTEMPTS = 3
"""How often a place is missed, and a call made whose answer was not the one hoped for."""


def walk(player: Player, session: Session, forces: Forces, clock: Clock) -> Failure | None:
    """Walk until every call that can be reached was tried, time is over, or something fails.

    Args:
        player: Ends a target that is no longer to be trusted.
        session: The conversation with it.
        forces: How each edge that can be forced is.
        clock: How much time there is.

    Returns:
        What has failed.
    """
    try:
        for way in session.places.ways():
            missed = 0
            while missed < ATTEMPTS and _wanted(session, way.place) is not None:
                if clock.is_over():
                    return None
                missed += not _arrives(session, way)
                _go_on(session)
        for edge in sorted(forces.edges - session.seen):
            if clock.is_over():
                return None
            _force(session, forces, edge)
    except FindingError as error:
        return player.failure(session, error)
    return None


def _arrives(session: Session, way: Way) -> bool:
    # Where it arrives, something is wanted, and made: so that it arrives has an end.
    session.reset()
    for call in way.calls():
        move = session.place.moves.get(call)
        if move is None or call.do in session.unimplemented:
            break
        session.make(move)
    return session.place is way.place


def _go_on(session: Session) -> None:
    while (wanted := _wanted(session, session.place)) is not None:
        session.make(wanted)


def _force(session: Session, forces: Forces, edge: Edge) -> None:
    session.reset()
    while edge not in session.seen:
        call = forces.call(session.place, edge)
        if call.do in session.unimplemented:
            return
        session.make(session.place.moves[call])


def _wanted(session: Session, place: Place) -> Move | None:
    left = place.left
    while left:
        move = left[-1]
        if move.call.do not in session.unimplemented and (
            not move.times or (move.times < ATTEMPTS and _shows_something_new(session, place, move))
        ):
            return move
        left.pop()
    return None


def _shows_something_new(session: Session, place: Place, move: Move) -> bool:
    return any(map(session.would_show, place.steps(move.call).values()))
