"""The moves of a container's tracker in spec/ScalingCallers.tla: the processes that ask for them.

The launcher moves it before it asks for resources and when they are refused, the container as it
lives, and its reaper when it has died.
"""

from slotq.machine import scaling
from slotq.machine.kernel.system import Disabled
from slotq.machine.scaling.state import CONTAINER
from slotq.machine.scaling_callers.bounds import Bounds
from slotq.machine.scaling_callers.state import State

_MORTAL = frozenset({"started", "failed", "idle", "offering", "serving", "ejected"})

# The container's own moves: where it stands and the state that it asks for; what must have become
# of its slot, if that matters, and where it goes.
_LIFE: dict[tuple[str, str], tuple[frozenset[str] | None, str]] = {
    ("starting", "start"): (None, "started"),
    ("started", "idle"): (None, "idle"),
    ("offering", "busy"): (frozenset({"won", "closed"}), "serving"),
    ("serving", "idle"): (frozenset({"closed"}), "idle"),
    ("ejected", "done"): (None, "gone"),
    ("failed", "done"): (None, "gone"),
}


def _launches(state: State, bounds: Bounds, container: int, target: str) -> tuple[str, str] | None:
    # Where the launcher and the container go.
    at, launcher = state.at[bounds.container(container)], state.at[bounds.launcher]
    first = "absent" not in state.at[bounds.requests : bounds.container(container)]
    if (launcher, at, target) == ("launching", "absent", "wait") and first:
        return "asking", "launched"
    if bounds.refusing and (launcher, at, target) == ("asking", "launched", "done"):
        return "waiting", "gone"
    return None


def _course(
    state: State, bounds: Bounds, process: int, container: int, target: str
) -> tuple[str, ...] | None:
    # What everybody does next, or None if that process does not ask for that move.
    own = bounds.container(container)
    at, before = state.at[own], state.counting.sides[CONTAINER].states[container]
    launches = _launches(state, bounds, container, target) if process == bounds.launcher else None
    if launches is not None:
        launcher, after = launches
        return (*state.at[:own], after, *state.at[own + 1 : -1], launcher)
    if process == own:
        slot, after = _LIFE.get((at, target), (frozenset(), at))
        if slot is None or state.slot[container] in slot:
            return (*state.at[:own], after, *state.at[own + 1 :])
        if (at, target) == ("started", "done") and container in bounds.failing & bounds.leaving:
            return (*state.at[:own], "gone", *state.at[own + 1 :])
        freezes = container in bounds.freezable and at == "offering"
        return state.at if freezes and (before, target) == ("idle", "paused") else None
    if (container, process) in bounds.reapers and at in _MORTAL:
        return state.at if before != "done" and target == "done" else None
    return None


_NO_COURSE = Disabled("Course(p, c, s)")


def container_move(
    state: State, bounds: Bounds, process: int, container: int, target: str
) -> State | Disabled:
    """Ask a container's tracker to move.

    Spec: ContainerMove.
    """
    at = _course(state, bounds, process, container, target)
    if at is None:
        return _NO_COURSE
    counting = scaling.container_move(state.counting, bounds.counting, process, container, target)
    if isinstance(counting, Disabled):
        return counting
    return state._replace(counting=counting, at=at)
