"""The executable twins of the state properties in spec/ScalingProperties.tla."""

from collections.abc import Callable

from slotq.machine.scaling.actions import is_idle, is_new_container_needed
from slotq.machine.scaling.bounds import Bounds
from slotq.machine.scaling.state import STATES, State


def _active(state: State, kind: int, of: int) -> bool:
    if state.sides[kind].states[of] in {"none", "done"}:
        return False
    return not any((move.of, move.source) == ((kind, of), "none") for move in state.moving)


def idle_inv(state: State, bounds: Bounds) -> bool:
    """A queue is never taken for idle while something is active.

    Spec: IdleInv.
    """
    del bounds
    return not is_idle(state) or not any(
        _active(state, kind, of)
        for kind, side in enumerate(state.sides)
        for of in range(len(side.states))
    )


def count_inv(state: State, bounds: Bounds) -> bool:
    """Each counter is what the trackers say, but for the moves under way.

    Spec: CountInv.
    """
    for kind, side in enumerate(state.sides):
        moves = [move for move in state.moving if move.of[0] == kind]
        for name, count in zip(STATES[kind][1:], side.counts, strict=True):
            expected = side.states.count(name)
            expected += sum(move.source == name for move in moves)
            expected -= sum((move.step, move.target) == ("enter", name) for move in moves)
            if count != expected % bounds.modulus:
                return False
    return True


def no_underflow_inv(state: State, bounds: Bounds) -> bool:
    """No counter has been exited more often than entered.

    Spec: NoUnderflowInv.
    """
    return all(count < bounds.modulus // 2 for side in state.sides for count in side.counts)


def last_guard_inv(state: State, bounds: Bounds) -> bool:
    """The last guard of the original's rule, that something is starting at all, is redundant.

    Spec: LastGuardInv.
    """
    requests, containers = state.sides
    wait, start, idle, paused, _, _ = containers.counts
    here, coming = (idle + paused) % bounds.modulus, (start + wait) % bounds.modulus
    waiters = max(requests.counts[0] - here, 0)
    guarded = waiters != 0 and not (coming > 0 and coming >= waiters)
    return is_new_container_needed(state, bounds) == guarded


INVARIANTS: dict[str, Callable[[State, Bounds], bool]] = {
    "IdleInv": idle_inv,
    "CountInv": count_inv,
    "NoUnderflowInv": no_underflow_inv,
    "LastGuardInv": last_guard_inv,
}
