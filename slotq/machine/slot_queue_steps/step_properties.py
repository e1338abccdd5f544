"""The executable twins of the properties of single steps in spec/SlotQueueProperties.tla.

Each is a pure function of the queue's states before and after a step. Properties of whole
behaviours are TLC's business.
"""

from collections.abc import Callable, Iterator

from slotq.machine.slot_queue_steps.state import NO_TOKEN, State


def won_once_prop(before: State, after: State) -> bool:
    """A token is won at most once: it stays won, and a win is of a free token and of no other.

    Spec: WonOnceProp.
    """
    if before.busy & ~after.busy:
        return False
    return all(
        new.hand != NO_TOKEN
        and not before.busy >> new.hand & 1
        and after.busy == before.busy | 1 << new.hand
        for old, new in zip(before.clients, after.clients, strict=True)
        if new.doing == "remove" and old.doing != "remove"
    )


def closed_for_ever_prop(before: State, after: State) -> bool:
    """A trigger stays closed.

    Spec: ClosedForEverProp.
    """
    return not before.closed & ~after.closed


def removed_by_winner_prop(before: State, after: State) -> bool:
    """A token leaves the list only when its winner removes it.

    Spec: RemovedByWinnerProp.
    """
    removing = {client.hand for client in before.clients if client.doing == "remove"}
    return set(before.slots) <= removing.union(after.slots)


def _picked(before: State, after: State) -> Iterator[int]:
    for old, new in zip(before.dequeuers, after.dequeuers, strict=True):
        if old.item == NO_TOKEN != new.item:
            yield new.item


def picked_newest_prop(before: State, after: State) -> bool:
    """What is picked is the newest listed token, so that no free token is newer.

    Spec: PickedNewestProp.
    """
    free = {token for token in range(before.next_id) if not before.busy >> token & 1}
    return all(
        item in before.slots and item >= max(free.union(before.slots))
        for item in _picked(before, after)
    )


def pick_leaves_prop(before: State, after: State) -> bool:
    """A pick does not change the list, so that a cancel loses no slot.

    Spec: PickLeavesProp.
    """
    return before.slots == after.slots or not any(True for _ in _picked(before, after))


STEP_PROPERTIES: dict[str, Callable[[State, State], bool]] = {
    "WonOnceProp": won_once_prop,
    "ClosedForEverProp": closed_for_ever_prop,
    "RemovedByWinnerProp": removed_by_winner_prop,
    "PickedNewestProp": picked_newest_prop,
    "PickLeavesProp": pick_leaves_prop,
}
