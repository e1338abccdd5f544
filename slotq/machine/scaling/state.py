"""The states of spec/Scaling.tla, as values."""

from typing import NamedTuple

from slotq.machine.scaling.bounds import Bounds

REQUEST_STATES = ("none", "wait", "exec", "done")
CONTAINER_STATES = ("none", "wait", "start", "idle", "paused", "busy", "done")
STATES = (REQUEST_STATES, CONTAINER_STATES)
REQUEST, CONTAINER = 0, 1  # the kinds of trackers
NO_TRACKER = (-1, -1)


class Move(NamedTuple):
    """What a process has still to do of a move.

    Attributes:
        step: "enter" or "exit", or "nothing".
        of: The tracker, as its kind and its number, or NO_TRACKER.
        source: The state that it leaves.
        target: The state that it goes to.
    """

    step: str = "nothing"
    of: tuple[int, int] = NO_TRACKER
    source: str = "none"
    target: str = "none"


NOTHING = Move()


class Counted(NamedTuple):
    """The trackers of one kind and their counters.

    Attributes:
        states: The state of each tracker.
        counts: The counter of each state but `none`.
    """

    states: tuple[str, ...]
    counts: tuple[int, ...]


class State(NamedTuple):
    """A state of the counting.

    Attributes:
        sides: Requests, then containers.
        moving: What each process has still to do.
        signalled: Whether a message is in the signaller.
    """

    sides: tuple[Counted, Counted]
    moving: tuple[Move, ...]
    signalled: bool


def init(bounds: Bounds) -> State:
    """Make the initial state.

    Spec: Init.
    """
    return State(
        (
            Counted(("none",) * bounds.requests, (0,) * (len(REQUEST_STATES) - 1)),
            Counted(("none",) * bounds.containers, (0,) * (len(CONTAINER_STATES) - 1)),
        ),
        (NOTHING,) * bounds.movers,
        signalled=False,
    )
