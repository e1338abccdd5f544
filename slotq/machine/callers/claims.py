"""The executable twins of spec/CallersClaims.tla: what one might expect, and what is false.

Its claims of whole behaviours are TLC's business, and a witness is no claim.
"""

from collections.abc import Callable, Iterator

from slotq.machine.callers.bounds import Bounds
from slotq.machine.callers.invariants import free
from slotq.machine.callers.state import Caller, State
from slotq.machine.slot_queue_steps.state import NO_TOKEN


def no_busy_listed_inv(state: State, bounds: Bounds) -> bool:
    """No busy token is listed.

    Spec: NoBusyListedInv.
    """
    del bounds
    return not any(state.queue.busy >> token & 1 for token in state.queue.slots)


def offered_once_inv(state: State, bounds: Bounds) -> bool:
    """Two dequeuers never offer the same token.

    Spec: OfferedOnceInv.
    """
    del bounds
    items = [d.item for d in state.queue.dequeuers if d.item != NO_TOKEN]
    return len(items) == len(set(items))


def healthy_first_inv(state: State, bounds: Bounds) -> bool:
    """A consumer wins no error while a healthy container waits with a free token.

    Spec: HealthyFirstInv.
    """
    containers, consumers = (
        state.callers[: bounds.containers],
        state.callers[bounds.containers :],
    )
    if not any(c.state == "won" and state.failed >> c.token & 1 for c in consumers):
        return True
    return not any(k.state == "waiting" and k.token in free(state) for k in containers)


def picked_free_prop(before: State, after: State, bounds: Bounds) -> bool:
    """A picked token is free.

    Spec: PickedFreeProp.
    """
    del bounds
    steps = zip(before.queue.dequeuers, after.queue.dequeuers, strict=True)
    return not any(
        old.item == NO_TOKEN != new.item and before.queue.busy >> new.item & 1 for old, new in steps
    )


def _became(
    before: State, after: State, bounds: Bounds, source: str, target: str
) -> Iterator[tuple[int, Caller]]:
    """List the consumers that went from one state to another, by their numbers."""
    for number in range(bounds.containers, bounds.clients):
        if before.callers[number].state == source and after.callers[number].state == target:
            yield number, after.callers[number]


def delivered_open_prop(before: State, after: State, bounds: Bounds) -> bool:
    """A delivered token is free, or at least listed, or at least open.

    Spec: DeliveredOpenProp.
    """
    queue = before.queue
    return all(
        not queue.busy >> c.token & 1 or c.token in queue.slots or not queue.closed >> c.token & 1
        for _, c in _became(before, after, bounds, "waiting", "acquiring")
    )


def delivered_newest_prop(before: State, after: State, bounds: Bounds) -> bool:
    """A delivered token is the newest.

    Spec: DeliveredNewestProp.
    """
    delivered = _became(before, after, bounds, "waiting", "acquiring")
    return all(token <= c.token for _, c in delivered for token in before.queue.slots)


def won_newest_prop(before: State, after: State, bounds: Bounds) -> bool:
    """A win takes the newest free token.

    Spec: WonNewestProp.
    """
    won = _became(before, after, bounds, "acquiring", "won")
    return all(token <= c.token for _, c in won for token in free(before))


def cancelled_loses_prop(before: State, after: State, bounds: Bounds) -> bool:
    """A cancelled consumer never wins.

    Spec: CancelledLosesProp.
    """
    return not any(
        before.queue.dequeuers[bounds.dequeuer(number, c.round)].done
        for number, c in _became(before, after, bounds, "acquiring", "won")
    )


def nobody_loses_prop(before: State, after: State, bounds: Bounds) -> bool:
    """A consumer that is delivered a token wins it.

    Spec: NobodyLosesProp.
    """
    return not any(True for _ in _became(before, after, bounds, "acquiring", "waiting"))


CLAIMS: dict[str, Callable[[State, Bounds], bool]] = {
    "NoBusyListedInv": no_busy_listed_inv,
    "OfferedOnceInv": offered_once_inv,
    "HealthyFirstInv": healthy_first_inv,
}
STEP_CLAIMS: dict[str, Callable[[State, State, Bounds], bool]] = {
    "PickedFreeProp": picked_free_prop,
    "DeliveredOpenProp": delivered_open_prop,
    "DeliveredNewestProp": delivered_newest_prop,
    "WonNewestProp": won_newest_prop,
    "CancelledLosesProp": cancelled_loses_prop,
    "NobodyLosesProp": nobody_loses_prop,
}
