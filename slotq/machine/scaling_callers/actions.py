"""The executable twin of spec/ScalingCallers.tla: requests, the launcher and containers that count.

Processes are numbered: requests, containers, the launcher, then the reapers of those containers
that may crash. Each action is the counting's action of the same name, restricted to the process
that takes it and to its state, which it also updates; what the queue does between them is one step
each.
"""

from slotq.machine import scaling
from slotq.machine.kernel.system import OWN, Disabled
from slotq.machine.scaling.state import CONTAINER, NOTHING
from slotq.machine.scaling_callers.bounds import Bounds
from slotq.machine.scaling_callers.state import NO_CONTAINER, State


def _put(values: tuple[str, ...], place: int, value: str) -> tuple[str, ...]:
    return (*values[:place], value, *values[place + 1 :])


_NOT_READY = Disabled("Counting!Ready(p)", OWN)

_MOVES_OF_A_REQUEST = {
    "new": ("wait", "arrived"),
    "won": ("exec", "holding"),
    "leaving": ("done", "gone"),
}
_NOT_MOVING = Disabled('at[r] \\in {"new", "won", "leaving"}', OWN)


def request_move(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """Wait, run once there is a slot, or be done.

    Spec: RequestMove.
    """
    if state.at[request] not in _MOVES_OF_A_REQUEST:
        return _NOT_MOVING
    target, after = _MOVES_OF_A_REQUEST[state.at[request]]
    counting = scaling.request_move(state.counting, bounds.counting, request, request, target)
    if isinstance(counting, Disabled):
        return counting
    return state._replace(counting=counting, at=_put(state.at, request, after))


_NOT_SIGNALLING = Disabled('at[r] = "arrived" \\/ (Repeated /\\ at[r] = "waiting")', OWN)


def signal_send(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """Tell the launcher that a round of waiting has brought nothing.

    Spec: SignalSend.
    """
    at = state.at[request]
    if at != "arrived" and not (bounds.repeated and at == "waiting"):
        return _NOT_SIGNALLING
    counting = scaling.signal_send(state.counting, bounds.counting, request)
    if isinstance(counting, Disabled):
        return counting
    return state._replace(counting=counting, at=_put(state.at, request, "waiting"))


_NOT_WAITING = Disabled('at[r] \\in {"arrived", "waiting"}', OWN)
_NOT_OFFERED = Disabled('slot[c] = "offered"')
_NO_OFFER = Disabled('slot[c] \\in {"offered", "error"}')


def win(state: State, bounds: Bounds, request: int, container: int) -> State | Disabled:
    """Win a slot that is offered, or an error.

    Spec: Win.
    """
    del bounds
    if state.at[request] not in {"arrived", "waiting"}:
        return _NOT_WAITING
    if state.counting.moving[request] != NOTHING:
        return _NOT_READY
    if state.slot[container] not in {"offered", "error"}:
        return _NO_OFFER
    after = "failing" if state.slot[container] == "error" else "won"
    return State(
        state.counting,
        _put(state.at, request, after),
        _put(state.slot, container, "won"),
        (*state.hand[:request], container, *state.hand[request + 1 :]),
    )


_NOT_HOLDING = Disabled('at[r] \\in {"holding", "failing"}', OWN)


def slot_close(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """Close the slot once the request has run, or because it fails.

    Spec: SlotClose.
    """
    del bounds
    if state.at[request] not in {"holding", "failing"}:
        return _NOT_HOLDING
    if state.counting.moving[request] != NOTHING:
        return _NOT_READY
    return State(
        state.counting,
        _put(state.at, request, "leaving"),
        _put(state.slot, state.hand[request], "closed"),
        (*state.hand[:request], NO_CONTAINER, *state.hand[request + 1 :]),
    )


_PATIENT = Disabled("r \\in Impatient", OWN)


def give_up(state: State, bounds: Bounds, request: int) -> State | Disabled:
    """Wait no longer.

    Spec: GiveUp.
    """
    if request not in bounds.impatient:
        return _PATIENT
    if state.at[request] not in {"arrived", "waiting"}:
        return _NOT_WAITING
    if state.counting.moving[request] != NOTHING:
        return _NOT_READY
    return state._replace(at=_put(state.at, request, "leaving"))


_NOT_CHECKING = Disabled('at[Launcher] = "checking"', OWN)


def launch_check(state: State, bounds: Bounds) -> State | Disabled:
    """Take a snapshot, and launch or wait for a signal.

    Spec: LaunchCheck.
    """
    if state.at[bounds.launcher] != "checking":
        return _NOT_CHECKING
    checked = scaling.launch_check(state.counting, bounds.counting, bounds.launcher)
    if isinstance(checked, Disabled):
        return checked
    needed = scaling.is_new_container_needed(checked, bounds.counting)
    return state._replace(at=_put(state.at, bounds.launcher, "launching" if needed else "waiting"))


_NOT_ASKING = Disabled('at[Launcher] = "asking"', OWN)
_NOT_LAUNCHED = Disabled('at[c] = "launched"')


def grant(state: State, bounds: Bounds, container: int) -> State | Disabled:
    """Get the resources that were asked for, so that the container starts.

    Spec: Grant.
    """
    if state.at[bounds.launcher] != "asking":
        return _NOT_ASKING
    if state.at[bounds.container(container)] != "launched":
        return _NOT_LAUNCHED
    if state.counting.moving[bounds.launcher] != NOTHING:
        return _NOT_READY
    at = _put(state.at, bounds.container(container), "starting")
    return state._replace(at=_put(at, bounds.launcher, "waiting"))


_LAUNCHER_NOT_WAITING = Disabled('at[Launcher] = "waiting"', OWN)


def signal_receive(state: State, bounds: Bounds) -> State | Disabled:
    """See that a signal has come.

    Spec: SignalReceive.
    """
    if state.at[bounds.launcher] != "waiting":
        return _LAUNCHER_NOT_WAITING
    counting = scaling.signal_receive(state.counting, bounds.counting, bounds.launcher)
    if isinstance(counting, Disabled):
        return counting
    return state._replace(counting=counting, at=_put(state.at, bounds.launcher, "checking"))


_NOT_IDLE = Disabled('at[c] = "idle"', OWN)
_NOT_FAILING = Disabled('c \\in Failing /\\ at[c] = "started"', OWN)


def queue_slot(state: State, bounds: Bounds, container: int, error: bool) -> State | Disabled:  # noqa: FBT001  # the parameter of the action
    """Offer the slot of an idle container, or the error of one that could not start.

    Spec: QueueSlot.
    """
    process = bounds.container(container)
    if error and (container not in bounds.failing or state.at[process] != "started"):
        return _NOT_FAILING
    if not error and state.at[process] != "idle":
        return _NOT_IDLE
    if state.counting.moving[process] != NOTHING:
        return _NOT_READY
    at, slot = ("failed", "error") if error else ("offering", "offered")
    return state._replace(at=_put(state.at, process, at), slot=_put(state.slot, container, slot))


_NOT_LEAVING = Disabled("c \\in Leaving", OWN)
_NOT_OFFERING = Disabled('at[c] = "offering"', OWN)


def eject(state: State, bounds: Bounds, container: int) -> State | Disabled:
    """Take back a slot that nobody wanted, to leave.

    Spec: Eject.
    """
    process = bounds.container(container)
    if container not in bounds.leaving:
        return _NOT_LEAVING
    if state.at[process] != "offering":
        return _NOT_OFFERING
    if state.counting.moving[process] != NOTHING:
        return _NOT_READY
    if state.slot[container] != "offered":
        return _NOT_OFFERED
    return state._replace(
        at=_put(state.at, process, "ejected"), slot=_put(state.slot, container, "none")
    )


_ALIVE = Disabled('containerState[c] = "done"')
_NOT_LIVING = Disabled('at[c] \\in {"started", "idle", "offering", "serving"}', OWN)
_WON = Disabled('slot[c] # "won"')


def abandon(state: State, bounds: Bounds, container: int) -> State | Disabled:
    """Notice that the container has died, and end.

    Spec: Abandon.
    """
    process = bounds.container(container)
    if state.counting.sides[CONTAINER].states[container] != "done":
        return _ALIVE
    if state.at[process] not in {"started", "idle", "offering", "serving"}:
        return _NOT_LIVING
    if state.counting.moving[process] != NOTHING:
        return _NOT_READY
    if state.slot[container] == "won":
        return _WON
    return state._replace(
        at=_put(state.at, process, "gone"), slot=_put(state.slot, container, "none")
    )
