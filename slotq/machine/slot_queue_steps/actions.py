"""The executable twin of spec/SlotQueueSteps.tla.

A state is a tuple of tuples and numbers, so that it can be compared, hashed and kept. What TLA+ has
as one function for each variable stands here as one record for each client and each dequeuer. Sets
of tokens are integers whose bit t says whether token t is in the set, since a log may have a great
many tokens. Values are the strings of the specification.

An action is a pure function of a state and the action's parameters. It returns the next state, or,
where a guard is false, a `Disabled` that says which: so the guards are written once, for the search
and for the explanation of a verdict.
"""

from slotq.machine.kernel.system import OWN, Disabled
from slotq.machine.slot_queue_steps.state import NO_TOKEN, Client, Dequeuer, State

# A named tuple's own constructor takes twice as long.
_new = tuple.__new__

_NOT_READY = Disabled('doing[p] = "nothing"', OWN)
_NOT_AT_LOCK = Disabled('dequeuer[d] = "lock"', OWN)
_NOT_OFFERING = Disabled('dequeuer[d] = "offering"', OWN)
_NOT_DONE = Disabled("d \\in done", OWN)
_DONE = Disabled("d \\notin done", OWN)


def queue_append(state: State, client: int) -> State | Disabled:
    """Give the new token the next id and make it the newest of the list, in the lock.

    Spec: QueueAppend.
    """
    slots, next_id, busy, closed, clients, dequeuers = state
    before = clients[client]
    if before.doing != "nothing":
        return _NOT_READY
    after = _new(Client, (before.known | 1 << next_id, "broadcast", before.hand))
    clients = (*clients[:client], after, *clients[client + 1 :])
    return _new(State, ((*slots, next_id), next_id + 1, busy, closed, clients, dequeuers))


def _wake_all(dequeuers: tuple[Dequeuer, ...]) -> tuple[Dequeuer, ...]:
    return tuple(
        [d._replace(dequeuer="lock") if d.dequeuer == "asleep" else d for d in dequeuers],
    )


_NOT_BROADCASTING = Disabled('doing[p] = "broadcast"', OWN)


def queue_broadcast(state: State, client: int) -> State | Disabled:
    """Wake every sleeping dequeuer, after the lock.

    Spec: QueueBroadcast.
    """
    slots, next_id, busy, closed, clients, dequeuers = state
    before = clients[client]
    if before.doing != "broadcast":
        return _NOT_BROADCASTING
    after = _new(Client, (before.known, "nothing", before.hand))
    clients = (*clients[:client], after, *clients[client + 1 :])
    return _new(State, (slots, next_id, busy, closed, clients, _wake_all(dequeuers)))


_UNKNOWN = Disabled("t \\in known[p]", OWN)
_NO_SUCH_TOKEN = Disabled("t < nextId")


def acquire_cas(state: State, client: int, token: int) -> State | Disabled:
    """Win the token, or lose it if it is busy.

    Spec: AcquireCas.
    """
    slots, next_id, busy, closed, clients, dequeuers = state
    before = clients[client]
    if before.doing != "nothing":
        return _NOT_READY
    if not before.known >> token & 1:
        return _UNKNOWN
    if token >= next_id:
        return _NO_SUCH_TOKEN
    if busy >> token & 1:
        return state
    after = _new(Client, (before.known, "remove", token))
    clients = (*clients[:client], after, *clients[client + 1 :])
    return _new(State, (slots, next_id, busy | 1 << token, closed, clients, dequeuers))


_NOT_REMOVING = Disabled('doing[p] = "remove"', OWN)


def acquire_remove(state: State, client: int) -> State | Disabled:
    """Take the winner's token out of the list, in the lock.

    Spec: AcquireRemove.
    """
    slots, next_id, busy, closed, clients, dequeuers = state
    before = clients[client]
    if before.doing != "remove":
        return _NOT_REMOVING
    slots = tuple([token for token in slots if token != before.hand])
    after = _new(Client, (before.known, "close", before.hand))
    clients = (*clients[:client], after, *clients[client + 1 :])
    return _new(State, (slots, next_id, busy, closed, clients, dequeuers))


_NOT_CLOSING = Disabled('doing[p] = "close"', OWN)


def acquire_close(state: State, client: int) -> State | Disabled:
    """Close the trigger of the winner's token.

    Spec: AcquireClose.
    """
    slots, next_id, busy, closed, clients, dequeuers = state
    before = clients[client]
    if before.doing != "close":
        return _NOT_CLOSING
    after = Client(before.known)
    clients = (*clients[:client], after, *clients[client + 1 :])
    return _new(State, (slots, next_id, busy, closed | 1 << before.hand, clients, dequeuers))


def _with_dequeuer(state: State, index: int, dequeuer: Dequeuer) -> State:
    slots, next_id, busy, closed, clients, dequeuers = state
    dequeuers = (*dequeuers[:index], dequeuer, *dequeuers[index + 1 :])
    return _new(State, (slots, next_id, busy, closed, clients, dequeuers))


_STARTED = Disabled('dequeuer[d] = "absent"')


def dequeuer_start(state: State, client: int, dequeuer: int) -> State | Disabled:
    """Start a dequeuer and its canceller.

    Spec: DequeuerStart.
    """
    if state.clients[client].doing != "nothing":
        return _NOT_READY
    stage, is_waiting, item, _, done, _ = state.dequeuers[dequeuer]
    if stage != "absent":
        return _STARTED
    after = _new(Dequeuer, ("lock", is_waiting, item, client, done, "waiting"))
    return _with_dequeuer(state, dequeuer, after)


_NOT_EMPTY = Disabled("slots = <<>>")


def dequeuer_wait(state: State, dequeuer: int) -> State | Disabled:
    """Find the list empty and the context alive, and go to sleep, in the lock.

    Spec: DequeuerWait.
    """
    stage, _, item, owner, done, canceller = state.dequeuers[dequeuer]
    if stage != "lock":
        return _NOT_AT_LOCK
    if state.slots:
        return _NOT_EMPTY
    if done:
        return _DONE
    after = _new(Dequeuer, ("asleep", True, item, owner, done, canceller))
    return _with_dequeuer(state, dequeuer, after)


_EMPTY = Disabled("slots # <<>>")


def dequeuer_peek(state: State, dequeuer: int) -> State | Disabled:
    """Pick the newest listed token and leave it where it is, in the lock.

    Spec: DequeuerPeek.
    """
    stage, _, _, owner, done, canceller = state.dequeuers[dequeuer]
    if stage != "lock":
        return _NOT_AT_LOCK
    if not state.slots:
        return _EMPTY
    if done:
        return _DONE
    after = _new(Dequeuer, ("offering", False, state.slots[-1], owner, done, canceller))
    return _with_dequeuer(state, dequeuer, after)


def dequeuer_exit(state: State, dequeuer: int) -> State | Disabled:
    """Find the context done and end, in the lock.

    Spec: DequeuerExit.
    """
    stage, _, item, owner, done, canceller = state.dequeuers[dequeuer]
    if stage != "lock":
        return _NOT_AT_LOCK
    if not done:
        return _NOT_DONE
    after = _new(Dequeuer, ("ended", False, item, owner, done, canceller))
    return _with_dequeuer(state, dequeuer, after)


def _go_round(state: State, index: int, before: Dequeuer) -> State:
    _, is_waiting, _, owner, done, canceller = before
    after = _new(Dequeuer, ("lock", is_waiting, NO_TOKEN, owner, done, canceller))
    return _with_dequeuer(state, index, after)


_NOT_OWNER = Disabled("owner[d] = p", OWN)
_RECEIVER_NOT_READY = Disabled('doing[p] = "nothing"')


def dequeuer_deliver(state: State, dequeuer: int, client: int) -> State | Disabled:
    """Hand the offered token to the client that started the dequeuer.

    Spec: DequeuerDeliver.
    """
    before = state.dequeuers[dequeuer]
    if before.dequeuer != "offering":
        return _NOT_OFFERING
    if before.owner != client:
        return _NOT_OWNER
    known, doing, hand = state.clients[client]
    if doing != "nothing":
        return _RECEIVER_NOT_READY
    if not known >> before.item & 1:
        receiver = _new(Client, (known | 1 << before.item, doing, hand))
        clients = (*state.clients[:client], receiver, *state.clients[client + 1 :])
        state = state._replace(clients=clients)
    return _go_round(state, dequeuer, before)


_NOT_CLOSED = Disabled("item[d] \\in closed")


def dequeuer_ejected(state: State, dequeuer: int) -> State | Disabled:
    """Give up an offer whose trigger is closed.

    Spec: DequeuerEjected.
    """
    before = state.dequeuers[dequeuer]
    if before.dequeuer != "offering":
        return _NOT_OFFERING
    if not state.closed >> before.item & 1:
        return _NOT_CLOSED
    return _go_round(state, dequeuer, before)


def dequeuer_cancelled(state: State, dequeuer: int) -> State | Disabled:
    """Give up an offer because the context is done.

    Spec: DequeuerCancelled.
    """
    before = state.dequeuers[dequeuer]
    if before.dequeuer != "offering":
        return _NOT_OFFERING
    if not before.done:
        return _NOT_DONE
    return _go_round(state, dequeuer, before)


def cancel(state: State, dequeuer: int) -> State | Disabled:
    """Make the context of a dequeuer done.

    Spec: Cancel.
    """
    stage, is_waiting, item, owner, done, canceller = state.dequeuers[dequeuer]
    if done:
        return state
    after = _new(Dequeuer, (stage, is_waiting, item, owner, True, canceller))
    return _with_dequeuer(state, dequeuer, after)


_NO_CANCELLER = Disabled('canceller[d] = "waiting"', OWN)


def canceller_wake(state: State, dequeuer: int) -> State | Disabled:
    """Wake all sleepers if this dequeuer may be one, once its context is done, in the lock.

    Spec: CancellerWake.
    """
    stage, is_waiting, item, owner, done, canceller = state.dequeuers[dequeuer]
    if canceller != "waiting":
        return _NO_CANCELLER
    if not done:
        return _NOT_DONE
    after = _new(Dequeuer, (stage, is_waiting, item, owner, done, "ended"))
    state = _with_dequeuer(state, dequeuer, after)
    if is_waiting:
        state = state._replace(dequeuers=_wake_all(state.dequeuers))
    return state
