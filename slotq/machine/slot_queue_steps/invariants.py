"""The executable twins of the state properties in spec/SlotQueueProperties.tla.

Each is a pure function of the queue's state and says whether the property holds there. Properties
of steps and of whole behaviours are TLC's business.
"""

from collections.abc import Callable

from slotq.machine.slot_queue_steps.state import NO_CLIENT, NO_TOKEN, State


def _listed(state: State) -> int:
    return sum(1 << token for token in set(state.slots))


def one_winner_inv(state: State) -> bool:
    """No two clients are acquiring the same token.

    Spec: OneWinnerInv.
    """
    hands = [client.hand for client in state.clients if client.doing in {"remove", "close"}]
    return len(hands) == len(set(hands))


def hand_inv(state: State) -> bool:
    """A client that is acquiring holds a token that is won; no other client holds one.

    Spec: HandInv.
    """
    return all(
        client.hand != NO_TOKEN and bool(state.busy >> client.hand & 1)
        if client.doing in {"remove", "close"}
        else client.hand == NO_TOKEN
        for client in state.clients
    )


def closed_once_inv(state: State) -> bool:
    """A trigger that is to be closed is open.

    Spec: ClosedOnceInv.
    """
    return not any(
        state.closed >> client.hand & 1 for client in state.clients if client.doing == "close"
    )


def closed_not_listed_inv(state: State) -> bool:
    """A token whose trigger is closed was won, and is not listed.

    Spec: ClosedNotListedInv.
    """
    return not state.closed & ~(state.busy & ~_listed(state))


def ids_increase_inv(state: State) -> bool:
    """Ids increase in the list.

    Spec: IdsIncreaseInv.
    """
    return all(older < newer for older, newer in zip(state.slots, state.slots[1:], strict=False))


def free_listed_inv(state: State) -> bool:
    """A free token that was queued is listed.

    Spec: FreeListedInv.
    """
    free = (1 << state.next_id) - 1 & ~state.busy
    return not free & ~_listed(state)


def removal_finds_inv(state: State) -> bool:
    """A client that removes its token finds it.

    Spec: RemovalFindsInv.
    """
    return all(client.hand in state.slots for client in state.clients if client.doing == "remove")


def offer_inv(state: State) -> bool:
    """A dequeuer offers exactly while it is in its select.

    Spec: OfferInv.
    """
    return all(
        (dequeuer.dequeuer == "offering") == (dequeuer.item != NO_TOKEN)
        for dequeuer in state.dequeuers
    )


def no_lost_wake_up_inv(state: State) -> bool:
    """While a dequeuer sleeps, every listed token still has its broadcast to come.

    Spec: NoLostWakeUpInv.
    """
    if all(dequeuer.dequeuer != "asleep" for dequeuer in state.dequeuers):
        return True
    return len(state.slots) <= sum(client.doing == "broadcast" for client in state.clients)


def no_lost_cancel_inv(state: State) -> bool:
    """While a dequeuer sleeps with its context done, its canceller has not run yet.

    Spec: NoLostCancelInv.
    """
    return all(
        dequeuer.canceller == "waiting"
        for dequeuer in state.dequeuers
        if dequeuer.dequeuer == "asleep" and dequeuer.done
    )


def is_waiting_inv(state: State) -> bool:
    """A sleeper has set isWaiting; its setter sleeps, or has not had the lock since it woke.

    Spec: IsWaitingInv.
    """
    return all(
        dequeuer.is_waiting
        if dequeuer.dequeuer == "asleep"
        else not dequeuer.is_waiting or dequeuer.dequeuer == "lock"
        for dequeuer in state.dequeuers
    )


def life_inv(state: State) -> bool:
    """Dequeuer, canceller and owner come together; only a context that is done ends the first two.

    Spec: LifeInv.
    """
    return all(
        (dequeuer.dequeuer == "absent")
        == (dequeuer.owner == NO_CLIENT)
        == (dequeuer.canceller == "absent")
        and (dequeuer.done or "ended" not in {dequeuer.dequeuer, dequeuer.canceller})
        for dequeuer in state.dequeuers
    )


INVARIANTS: dict[str, Callable[[State], bool]] = {
    "OneWinnerInv": one_winner_inv,
    "HandInv": hand_inv,
    "ClosedOnceInv": closed_once_inv,
    "ClosedNotListedInv": closed_not_listed_inv,
    "IdsIncreaseInv": ids_increase_inv,
    "FreeListedInv": free_listed_inv,
    "RemovalFindsInv": removal_finds_inv,
    "OfferInv": offer_inv,
    "NoLostWakeUpInv": no_lost_wake_up_inv,
    "NoLostCancelInv": no_lost_cancel_inv,
    "IsWaitingInv": is_waiting_inv,
    "LifeInv": life_inv,
}
