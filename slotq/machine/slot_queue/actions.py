"""The executable twin of spec/SlotQueue.tla: what the queue is, as its clients see it.

States and actions are written as in `steps`: a record for each client and each dequeuer, sets of
tokens as integers, an action as a pure function that returns the next state or the guard that is
false. `of_steps` is the refinement mapping of spec/SlotQueueSteps.tla.
"""

from slotq.machine.kernel.system import Disabled
from slotq.machine.slot_queue.state import Client, Dequeuer, State
from slotq.machine.slot_queue_steps.state import NO_CLIENT, NO_TOKEN

_new = tuple.__new__  # a named tuple's own constructor takes twice as long


def _with_client(state: State, index: int, client: Client) -> State:
    slots, next_id, won, closed, clients, dequeuers = state
    clients = (*clients[:index], client, *clients[index + 1 :])
    return _new(State, (slots, next_id, won, closed, clients, dequeuers))


def _with_dequeuer(state: State, index: int, dequeuer: Dequeuer) -> State:
    slots, next_id, won, closed, clients, dequeuers = state
    dequeuers = (*dequeuers[:index], dequeuer, *dequeuers[index + 1 :])
    return _new(State, (slots, next_id, won, closed, clients, dequeuers))


_IN_CALL = Disabled('call[p] = "nothing"', own=True)


def queue(state: State, client: int) -> State | Disabled:
    """Queue a slot, which becomes the newest.

    Spec: Queue.
    """
    known, call, hand = state.clients[client]
    if call != "nothing":
        return _IN_CALL
    token = state.next_id
    after = _with_client(state, client, Client(known | 1 << token, call, hand))
    return after._replace(slots=(*state.slots, token), next_id=token + 1)


_UNKNOWN = Disabled("t \\in known[p]", own=True)
_WON = Disabled("t \\notin won")
_NOT_WON = Disabled("t \\in won")


def win(state: State, client: int, token: int) -> State | Disabled:
    """Win a token that nobody had won.

    Spec: Win.
    """
    known, call, _ = state.clients[client]
    if call != "nothing":
        return _IN_CALL
    if not known >> token & 1:
        return _UNKNOWN
    if state.won >> token & 1:
        return _WON
    after = _with_client(state, client, Client(known, "remove", token))
    return after._replace(won=state.won | 1 << token)


def lose(state: State, client: int, token: int) -> State | Disabled:
    """Try a token that was already won, and lose.

    Spec: Lose.
    """
    known, call, _ = state.clients[client]
    if call != "nothing":
        return _IN_CALL
    if not known >> token & 1:
        return _UNKNOWN
    if not state.won >> token & 1:
        return _NOT_WON
    return state


_NOT_REMOVING = Disabled('call[p] = "remove"', own=True)


def remove(state: State, client: int) -> State | Disabled:
    """Take the winner's token out of the queue.

    Spec: Remove.
    """
    known, call, hand = state.clients[client]
    if call != "remove":
        return _NOT_REMOVING
    after = _with_client(state, client, Client(known, "close", hand))
    return after._replace(slots=tuple(token for token in state.slots if token != hand))


_NOT_CLOSING = Disabled('call[p] = "close"', own=True)


def close(state: State, client: int) -> State | Disabled:
    """Close the trigger of the winner's token: the container behind it can know.

    Spec: Close.
    """
    known, call, hand = state.clients[client]
    if call != "close":
        return _NOT_CLOSING
    return _with_client(state, client, Client(known))._replace(closed=state.closed | 1 << hand)


_STARTED = Disabled("owner[d] = None")


def start(state: State, client: int, dequeuer: int) -> State | Disabled:
    """Start a dequeuer, whose deliveries this client will receive.

    Spec: Start.
    """
    if state.clients[client].call != "nothing":
        return _IN_CALL
    _, offer, owner, done = state.dequeuers[dequeuer]
    if owner != NO_CLIENT:
        return _STARTED
    return _with_dequeuer(
        state, dequeuer, Dequeuer(running=True, offer=offer, owner=client, done=done)
    )


_NOT_RUNNING = Disabled("d \\in running", own=True)
_DONE = Disabled("d \\notin done", own=True)
_NOT_DONE = Disabled("d \\in done", own=True)
_OFFERS = Disabled("offer[d] = None", own=True)
_OFFERS_NOTHING = Disabled("offer[d] # None", own=True)
_EMPTY = Disabled("slots # <<>>")


def pick(state: State, dequeuer: int) -> State | Disabled:
    """Pick the newest listed token, for a dequeuer that offers nothing.

    Spec: Pick.
    """
    running, offer, owner, done = state.dequeuers[dequeuer]
    if not running:
        return _NOT_RUNNING
    if done:
        return _DONE
    if offer != NO_TOKEN:
        return _OFFERS
    if not state.slots:
        return _EMPTY
    return _with_dequeuer(state, dequeuer, _new(Dequeuer, (True, state.slots[-1], owner, False)))


_NOT_OWNER = Disabled("owner[d] = p", own=True)
_RECEIVER_IN_CALL = Disabled('call[p] = "nothing"')


def deliver(state: State, dequeuer: int, client: int) -> State | Disabled:
    """Give the picked token to the client that started the dequeuer.

    Spec: Deliver.
    """
    running, offer, owner, done = state.dequeuers[dequeuer]
    if owner != client:
        return _NOT_OWNER
    if offer == NO_TOKEN:
        return _OFFERS_NOTHING
    known, call, hand = state.clients[client]
    if call != "nothing":
        return _RECEIVER_IN_CALL
    after = _with_client(state, client, Client(known | 1 << offer, call, hand))
    return _with_dequeuer(after, dequeuer, _new(Dequeuer, (running, NO_TOKEN, owner, done)))


_NOT_VOID = Disabled("offer[d] \\in closed \\/ d \\in done")


def withdraw(state: State, dequeuer: int) -> State | Disabled:
    """Withdraw an offer that is void.

    Spec: Withdraw.
    """
    running, offer, owner, done = state.dequeuers[dequeuer]
    if offer == NO_TOKEN:
        return _OFFERS_NOTHING
    if not (state.closed >> offer & 1 or done):
        return _NOT_VOID
    return _with_dequeuer(state, dequeuer, _new(Dequeuer, (running, NO_TOKEN, owner, done)))


def cancel(state: State, dequeuer: int) -> State | Disabled:
    """Make the context of a dequeuer done; from now on it picks nothing.

    Spec: Cancel.
    """
    running, offer, owner, _ = state.dequeuers[dequeuer]
    return _with_dequeuer(state, dequeuer, _new(Dequeuer, (running, offer, owner, True)))


def end(state: State, dequeuer: int) -> State | Disabled:
    """End a dequeuer whose context is done.

    Spec: End.
    """
    running, offer, owner, done = state.dequeuers[dequeuer]
    if not running:
        return _NOT_RUNNING
    if not done:
        return _NOT_DONE
    if offer != NO_TOKEN:
        return _OFFERS
    return _with_dequeuer(state, dequeuer, _new(Dequeuer, (False, offer, owner, done)))
