"""The reference as a program conforms: it is driven through every edge that calls can force.

How many edges there are, and how many can be forced, is fixed here as the counts of the models are:
so a driver that forgets how to force some of them is noticed.
"""

import sys
from collections.abc import Mapping, Sequence

from slotq.errors import SlotqError
from slotq.oracle.conform.calls import write_run
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.edge_walk import walk
from slotq.oracle.conform.edges import Coverage, every_edge
from slotq.oracle.conform.force import Forces
from slotq.oracle.conform.pipe import Pipe
from slotq.oracle.conform.places import Places
from slotq.oracle.conform.player import Clock, Player
from slotq.oracle.conform.session import Patience
from slotq.verify.claim import ClaimRefutedError, Evidence, UndecidedError

REFERENCE = (sys.executable, "-m", "slotq.oracle.conform.reference_program")
EDGES = {
    # Three listed tokens, so that one in the middle is removed and the order of the rest shows.
    Size(1, 1, 3): (1603, 350),
    # Two clients that race for one token.
    Size(2, 1, 1): (542, 140),
}
"""How many edges SlotQueue has at a size, and how many of them calls can force."""
_PATIENCE = Patience(answer=20, served=20)


_NO_ANSWERS = frozenset({"ended", "cut-line", "no-answer", "not-reading", "not-stopping"})
"""The kinds of findings that are no wrong answer: the program was ended, or had no time."""


class OverTimeError(SlotqError):
    """The walk took too long, which says nothing about the program."""


def check_conformance(
    command: Sequence[str] = REFERENCE,
    counts: Mapping[Size, tuple[int, int]] = EDGES,
    patience: Patience = _PATIENCE,
    seconds: float = 60,
) -> Evidence:
    """Drive a program through every edge that calls can force.

    Args:
        command: The program and its arguments.
        counts: At which sizes, and how many edges there are and can be forced.
        patience: How long to wait for it.
        seconds: How long to walk.

    Raises:
        ClaimRefutedError: An answer is wrong, an edge was not seen, or the counts differ.
        UndecidedError: The program did not answer.
        OverTimeError: Time was over.
        UnusableError: The program cannot be driven.
    """
    states = seen = 0
    with Player(lambda: Pipe(command, patience), patience) as player:
        for size, expected in counts.items():
            coverage = _walk(player, size, Clock(seconds))
            counted = (len(coverage.every), len(coverage.forced))
            if counted != expected:
                message = f"{size}: calls can force {counted[1]} of {counted[0]} edges"
                message += f", but {expected[1]} of {expected[0]} were expected"
                raise ClaimRefutedError(message)
            missed = sorted(set(coverage.forced) - set(coverage.seen))
            if missed:
                message = f"{size}: {len(missed)} edges were not seen, among them {missed[0]}"
                raise ClaimRefutedError(message)
            states += len({state for state, _ in coverage.forced})
            seen += len(coverage.forced)
    return Evidence(states, seen)


def _walk(player: Player, size: Size, clock: Clock) -> Coverage:
    places = Places(size)
    forces = Forces(places)
    session = player.session(places)
    failure = walk(player, session, forces, clock)
    if failure is not None:
        message = f"{failure.message}, after {write_run(failure.calls[:-1]) or 'nothing'}"
        raise UndecidedError(message) if failure.kind in _NO_ANSWERS else ClaimRefutedError(message)
    if clock.is_over():
        message = f"{size}: timed out before every call was tried"
        raise OverTimeError(message)
    return Coverage(every_edge(size), forces.edges, session.seen, session.maybe)
