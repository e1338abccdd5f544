"""The states of spec/ScalingCallers.tla, as values."""

from typing import NamedTuple

from slotq.machine import scaling
from slotq.machine.scaling_callers.bounds import Bounds

NO_CONTAINER = -1


class State(NamedTuple):
    """A state of the counting and its callers.

    Attributes:
        counting: The counting's part.
        at: What each request, each container and the launcher does next.
        slot: What has become of each container's slot: "none", "offered", "error", "won" or
            "closed". An error is on offer, too.
        hand: The container whose slot each request has.
    """

    counting: scaling.State
    at: tuple[str, ...]
    slot: tuple[str, ...]
    hand: tuple[int, ...]


def init(bounds: Bounds) -> State:
    """Make the initial state.

    Spec: Init.
    """
    return State(
        scaling.init(bounds.counting),
        (*("new",) * bounds.requests, *("absent",) * bounds.containers, "checking"),
        ("none",) * bounds.containers,
        (NO_CONTAINER,) * bounds.requests,
    )
