"""The executable twins of the state properties in spec/CallersProperties.tla.

Some hold only of callers that do not do everything: each says of which.
"""

from collections.abc import Callable

from slotq.machine.callers.bounds import Bounds
from slotq.machine.callers.state import State
from slotq.machine.slot_queue_steps.state import NO_TOKEN


def _tokens(bits: int) -> list[int]:
    return [token for token in range(bits.bit_length()) if bits >> token & 1]


def free(state: State) -> list[int]:
    """List the tokens that were queued and not won.

    Spec: Free.
    """
    return _tokens((1 << state.queue.next_id) - 1 & ~state.queue.busy)


def broadcast_to_come_inv(state: State, bounds: Bounds) -> bool:
    """While a dequeuer sleeps, the container that queued each listed token has to broadcast still.

    Spec: BroadcastToComeInv.
    """
    queue = state.queue
    if all(dequeuer.dequeuer != "asleep" for dequeuer in queue.dequeuers):
        return True
    to_come = [
        caller
        for caller, client in zip(state.callers, queue.clients[: bounds.containers], strict=False)
        if client.doing == "broadcast"
    ]
    return all(
        any(
            caller.token == token or (caller.state == "gone" and state.failed >> token & 1)
            for caller in to_come
        )
        for token in queue.slots
    )


def _holders(state: State, token: int) -> int:
    # Spec: Holders.
    holding = {"won", "holding", "ejected"}
    return sum(caller.token == token and caller.state in holding for caller in state.callers)


def won_is_held_inv(state: State, bounds: Bounds) -> bool:
    """A slot that was won has one holder until it is closed, if it is not left open.

    Spec: WonIsHeldInv.
    """
    for token in _tokens(state.queue.busy & ~state.slot_closed):
        holders = _holders(state, token)
        left_open = bounds.later and state.queue.closed >> token & 1 and not holders
        if holders != 1 and not left_open:
            return False
    return True


def closed_was_won_inv(state: State, bounds: Bounds) -> bool:
    """Only a slot that was won is closed.

    Spec: ClosedWasWonInv.
    """
    del bounds
    return not state.slot_closed & ~state.queue.busy


def error_never_runs_inv(state: State, bounds: Bounds) -> bool:
    """A winner of an error never runs a call.

    Spec: ErrorNeverRunsInv.
    """
    return all(
        caller.state != "holding" or not state.failed >> caller.token & 1
        for caller in state.callers[bounds.containers :]
    )


def _has_container(state: State, bounds: Bounds, token: int) -> bool:
    return any(
        caller.token == token and caller.state in {"waiting", "woken"}
        for caller in state.callers[: bounds.containers]
    )


def container_behind_inv(state: State, bounds: Bounds) -> bool:
    """Behind each free token is a container, where none fails to freeze or to start.

    Spec: ContainerBehindInv.
    """
    if bounds.freezable or bounds.failing:
        return True
    return all(_has_container(state, bounds, token) for token in free(state))


def healthy_behind_inv(state: State, bounds: Bounds) -> bool:
    """Behind each free token that is no error is a container, where none fails to freeze.

    Spec: HealthyBehindInv.
    """
    if bounds.freezable:
        return True
    healthy = [token for token in free(state) if not state.failed >> token & 1]
    return all(_has_container(state, bounds, token) for token in healthy)


def busy_has_consumer_inv(state: State, bounds: Bounds) -> bool:
    """A busy container does not wait in vain: some consumer has its slot, or has closed it.

    Spec: BusyHasConsumerInv.
    """
    theirs = {caller.token for caller in state.callers[bounds.containers :]} - {NO_TOKEN}
    return all(
        caller.state != "busy" or caller.token in theirs or state.slot_closed >> caller.token & 1
        for caller in state.callers[: bounds.containers]
    )


INVARIANTS: dict[str, Callable[[State, Bounds], bool]] = {
    "BroadcastToComeInv": broadcast_to_come_inv,
    "WonIsHeldInv": won_is_held_inv,
    "ClosedWasWonInv": closed_was_won_inv,
    "ErrorNeverRunsInv": error_never_runs_inv,
    "ContainerBehindInv": container_behind_inv,
    "HealthyBehindInv": healthy_behind_inv,
    "BusyHasConsumerInv": busy_has_consumer_inv,
}
