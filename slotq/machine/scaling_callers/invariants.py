"""The executable twins of the state properties in spec/ScalingCallersProperties.tla.

Those that it has from ScalingProperties are true of the counting's part of a state.
"""

from collections.abc import Callable

from slotq.machine.scaling.actions import is_idle, is_new_container_needed
from slotq.machine.scaling.invariants import count_inv, idle_inv, no_underflow_inv
from slotq.machine.scaling.state import CONTAINER, REQUEST
from slotq.machine.scaling_callers.bounds import Bounds
from slotq.machine.scaling_callers.state import State


def launched(state: State, bounds: Bounds) -> int:
    """How many containers the launcher has wanted so far.

    Spec: Launched.
    """
    return sum(at != "absent" for at in state.at[bounds.requests : bounds.launcher])


def one_holder_inv(state: State, bounds: Bounds) -> bool:
    """One request has a slot at most, and one slot one request.

    Spec: OneHolderInv.
    """
    del bounds
    return all(
        state.hand.count(container) == (slot == "won") for container, slot in enumerate(state.slot)
    )


def failing_waits_inv(state: State, bounds: Bounds) -> bool:
    """A request that fails with an error is never counted as executing.

    Spec: FailingWaitsInv.
    """
    states = state.counting.sides[REQUEST].states
    return all(states[r] == "wait" for r in range(bounds.requests) if state.at[r] == "failing")


def idle_offers_nothing_inv(state: State, bounds: Bounds) -> bool:
    """Nothing is on offer in a queue that is taken for idle.

    Spec: IdleOffersNothingInv.
    """
    del bounds
    idle = is_idle(state.counting)
    return not idle or not {"offered", "error"}.intersection(state.slot)


def at_most_twice_inv(state: State, bounds: Bounds) -> bool:
    """The launcher has never wanted more than two containers for each request that there was.

    Spec: AtMostTwiceInv.
    """
    number = launched(state, bounds)
    wants_more = state.at[bounds.launcher] == "launching" and number == bounds.containers
    return number <= 2 * bounds.requests and not wants_more


def reach_twice(state: State, bounds: Bounds) -> bool:
    """The launcher has not yet wanted two containers for each request.

    Spec: ReachTwice.
    """
    return launched(state, bounds) < 2 * bounds.requests


def reach_blind_launcher(state: State, bounds: Bounds) -> bool:
    """No counter that has wrapped hides it from the launcher that a container is needed.

    Spec: ReachBlindLauncher.
    """
    counting = state.counting
    requests, containers = counting.sides[REQUEST], counting.sides[CONTAINER]
    return (
        no_underflow_inv(counting, bounds.counting)
        or requests.counts[0] == 0
        or set(requests.states) != {"wait"}
        or not set(containers.states) <= {"none", "done"}
        or is_new_container_needed(counting, bounds.counting)
    )


INVARIANTS: dict[str, Callable[[State, Bounds], bool]] = {
    "IdleInv": lambda state, bounds: idle_inv(state.counting, bounds.counting),
    "CountInv": lambda state, bounds: count_inv(state.counting, bounds.counting),
    "NoUnderflowInv": lambda state, bounds: no_underflow_inv(state.counting, bounds.counting),
    "OneHolderInv": one_holder_inv,
    "FailingWaitsInv": failing_waits_inv,
    "IdleOffersNothingInv": idle_offers_nothing_inv,
    "AtMostTwiceInv": at_most_twice_inv,
    "ReachTwice": reach_twice,
    "ReachBlindLauncher": reach_blind_launcher,
}
