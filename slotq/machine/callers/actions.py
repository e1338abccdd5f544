"""The executable twin of spec/Callers.tla: the queue with containers and consumers as its clients.

Clients are numbered, containers first. The consumer c's dequeuer of its round r is number
`Bounds.dequeuer(c, r)`. Each action returns the next state or the guard that is false, and is the
queue's action of the same name, restricted to the client that takes it and to its state, which it
also updates.
"""

from functools import cache

from slotq.machine import slot_queue_steps
from slotq.machine.callers.bounds import Bounds
from slotq.machine.callers.state import _GONE, Caller, State
from slotq.machine.kernel.system import OWN, Disabled
from slotq.machine.slot_queue_steps.state import NO_TOKEN

# A named tuple's own constructor takes twice as long.
_new = tuple.__new__


def _put(callers: tuple[Caller, ...], client: int, after: Caller) -> tuple[Caller, ...]:
    return (*callers[:client], after, *callers[client + 1 :])


def _next_round(bounds: Bounds, round_: int) -> Caller:
    return _GONE if round_ == bounds.rounds else _new(Caller, ("ready", NO_TOKEN, round_ + 1))


_NOT_ACQUIRING = Disabled('state[p] \\in {"acquiring", "woken"}', OWN)


def acquire_cas(state: State, bounds: Bounds, client: int) -> State | Disabled:
    """Try the delivered token, or one's own.

    Spec: AcquireCas.
    """
    before, token, round_ = state.callers[client]
    if before not in {"acquiring", "woken"}:
        return _NOT_ACQUIRING
    queue = slot_queue_steps.acquire_cas(state.queue, client, token)
    if isinstance(queue, Disabled):
        return queue
    lost = state.queue.busy >> token & 1
    if client < bounds.containers:
        after = _new(Caller, ("busy" if lost else "ejected", token, round_))
    elif lost:
        after = _new(Caller, ("waiting", NO_TOKEN, round_))
    else:
        after = _new(Caller, ("won", token, round_))
    callers = _put(state.callers, client, after)
    return _new(State, (queue, callers, *state[2:]))


def acquire_close(state: State, bounds: Bounds, client: int) -> State | Disabled:
    """Close the trigger of what was won; in later versions an ejected container is gone then.

    Spec: AcquireClose.
    """
    queue = slot_queue_steps.acquire_close(state.queue, client)
    if isinstance(queue, Disabled):
        return queue
    leaves = bounds.later and state.callers[client].state == "ejected"
    callers = _put(state.callers, client, _GONE) if leaves else state.callers
    return _new(State, (queue, callers, *state[2:]))


_NOT_HOLDING = Disabled('state[p] \\in {"holding", "ejected", "won"}', OWN)
_NO_ERROR = Disabled("token[p] \\in failed")
_NOT_READY = Disabled("Queue!Ready(p)", OWN)


def slot_close(state: State, bounds: Bounds, client: int) -> State | Disabled:
    """Close the slot that was won: the call has run, or fails with an error, or the container goes.

    Spec: SlotClose.
    """
    before, token, round_ = state.callers[client]
    if before not in {"holding", "ejected", "won"}:
        return _NOT_HOLDING
    if before == "won" and not state.failed >> token & 1:
        return _NO_ERROR
    if state.queue.clients[client].doing != "nothing":
        return _NOT_READY
    if client < bounds.containers:
        after = _GONE
    elif before == "won":
        after = _new(Caller, ("failing", NO_TOKEN, round_))
    else:
        after = _next_round(bounds, round_)
    callers = _put(state.callers, client, after)
    closed = state.slot_closed | 1 << token
    return _new(State, (state.queue, callers, state.evicted, closed, state.failed))


_NOT_IN_ROUND = Disabled('state[k] = "ready"', OWN)
_NOT_FAILING = Disabled("k \\in Failing /\\ round[k] = 1", OWN)


def queue_append(state: State, bounds: Bounds, client: int, error: bool) -> State | Disabled:  # noqa: FBT001  # the parameter of the action
    """Queue the slot of an idle container, or the error of one whose start-up failed.

    Spec: QueueAppend.
    """
    before, _, round_ = state.callers[client]
    if before != "ready":
        return _NOT_IN_ROUND
    if error and (client not in bounds.failing or round_ != 1):
        return _NOT_FAILING
    token = state.queue.next_id
    queue = slot_queue_steps.queue_append(state.queue, client)
    if isinstance(queue, Disabled):
        return queue
    after = _GONE if error else _new(Caller, ("waiting", token, round_))
    callers = _put(state.callers, client, after)
    failed = state.failed | error << token
    return _new(State, (queue, callers, state.evicted, state.slot_closed, failed))


_NOT_WAITING = Disabled('state[k] = "waiting"', OWN)
_NOT_TRIGGERED = Disabled("token[k] \\in closed")
_NOT_IDLING = Disabled("k \\in Idling", OWN)
_NOT_EVICTED = Disabled("k \\in evicted")
_NOT_FREEZABLE = Disabled("k \\in Freezable", OWN)


def _no_reason(state: State, bounds: Bounds, client: int, reason: str) -> Disabled | None:
    match reason:
        case "trigger" if not state.queue.closed >> state.callers[client].token & 1:
            return _NOT_TRIGGERED
        case "idle" | "shutdown" if client not in bounds.idling:
            return _NOT_IDLING
        case "evict" if not state.evicted >> client & 1:
            return _NOT_EVICTED
        case "freeze" if client not in bounds.freezable:
            return _NOT_FREEZABLE
        case _:
            return None


def container_wake(state: State, bounds: Bounds, client: int, reason: str) -> State | Disabled:
    """End the wait of a container.

    Spec: ContainerWake.
    """
    before, token, round_ = state.callers[client]
    if before != "waiting":
        return _NOT_WAITING
    if state.queue.clients[client].doing != "nothing":
        return _NOT_READY
    asleep = _no_reason(state, bounds, client, reason)
    if asleep is not None:
        return asleep
    after = _GONE if reason == "freeze" else _new(Caller, ("woken", token, round_))
    return _new(State, (state.queue, _put(state.callers, client, after), *state[2:]))


_NOT_BUSY = Disabled('state[k] = "busy"', OWN)
_NOT_RETURNED = Disabled("token[k] \\in slotClosed")


def container_return(state: State, bounds: Bounds, client: int) -> State | Disabled:
    """See that the slot was closed, and return.

    Spec: ContainerReturn.
    """
    before, token, round_ = state.callers[client]
    if before != "busy":
        return _NOT_BUSY
    if not state.slot_closed >> token & 1:
        return _NOT_RETURNED
    callers = _put(state.callers, client, _next_round(bounds, round_))
    return _new(State, (state.queue, callers, *state[2:]))


_NOT_EVICTABLE = Disabled("k \\in Evictable \\ evicted")


def evict(state: State, bounds: Bounds, client: int) -> State | Disabled:
    """Ask a waiting container to go.

    Spec: Evict.
    """
    if client not in bounds.evictable or state.evicted >> client & 1:
        return _NOT_EVICTABLE
    if state.callers[client].state != "waiting":
        return _NOT_WAITING
    if state.queue.clients[client].doing != "nothing":
        return _NOT_READY
    return _new(State, (state.queue, state.callers, state.evicted | 1 << client, *state[3:]))


def dequeuer_start(state: State, bounds: Bounds, client: int) -> State | Disabled:
    """Start the dequeuer of the request's round.

    Spec: DequeuerStart.
    """
    before, _, round_ = state.callers[client]
    if before != "ready":
        return _NOT_IN_ROUND
    queue = slot_queue_steps.dequeuer_start(state.queue, client, bounds.dequeuer(client, round_))
    if isinstance(queue, Disabled):
        return queue
    callers = _put(state.callers, client, _new(Caller, ("waiting", NO_TOKEN, round_)))
    return _new(State, (queue, callers, *state[2:]))


@cache
def _of_another(disabled: Disabled) -> Disabled:
    # What is the dequeuer's own is not the consumer's.
    return disabled._replace(own=False)


_NOT_RECEIVING = Disabled('state[c] = "waiting"', OWN)


def dequeuer_deliver(state: State, bounds: Bounds, client: int) -> State | Disabled:
    """Receive from the dequeuer of this round.

    Spec: DequeuerDeliver.
    """
    before, _, round_ = state.callers[client]
    if before != "waiting":
        return _NOT_RECEIVING
    dequeuer = bounds.dequeuer(client, round_)
    queue = slot_queue_steps.dequeuer_deliver(state.queue, dequeuer, client)
    if isinstance(queue, Disabled):
        return _of_another(queue)
    after = _new(Caller, ("acquiring", state.queue.dequeuers[dequeuer].item, round_))
    return _new(State, (queue, _put(state.callers, client, after), *state[2:]))


_NOT_CANCELLING = Disabled('state[c] \\in {"won", "waiting", "failing"}', OWN)
_ERROR = Disabled("token[c] \\notin failed")
_PATIENT = Disabled("c \\in Impatient \\/ <<c, round[c]>> \\in done")


def cancel(state: State, bounds: Bounds, client: int) -> State | Disabled:
    """Cancel one's own context: the consumer has won, has failed, or gives up.

    Spec: Cancel, by the consumer.
    """
    before, token, round_ = state.callers[client]
    dequeuer = bounds.dequeuer(client, round_)
    if before not in {"won", "waiting", "failing"}:
        return _NOT_CANCELLING
    if before == "won":
        if state.failed >> token & 1:
            return _ERROR
        if state.queue.clients[client].doing != "nothing":
            return _NOT_READY
        after = _new(Caller, ("holding", token, round_))
    else:
        is_patient = client not in bounds.impatient and not state.queue.dequeuers[dequeuer].done
        if before == "waiting" and is_patient:
            return _PATIENT
        after = _next_round(bounds, round_)
    queue = slot_queue_steps.cancel(state.queue, dequeuer)
    return _new(State, (queue, _put(state.callers, client, after), *state[2:]))


_NOT_CANCELLABLE = Disabled("c \\in Cancellable", OWN)
_INTERESTED = frozenset({"waiting", "acquiring", "won", "failing"})
_NOT_WAITED_FOR = Disabled('state[c] \\in {"waiting", "acquiring", "won", "failing"}', OWN)
_CANCELLED = Disabled("<<c, round[c]>> \\notin done")


def cancel_request(state: State, bounds: Bounds, client: int, by: str) -> State | Disabled:
    """Cancel the context of a consumer's request from outside.

    Spec: Cancel, by the sender of the request.
    """
    del by  # always "request"; it tells the label from that of the consumer's own cancel
    if client not in bounds.cancellable:
        return _NOT_CANCELLABLE
    before, _, round_ = state.callers[client]
    if before not in _INTERESTED:
        return _NOT_WAITED_FOR
    dequeuer = bounds.dequeuer(client, round_)
    if state.queue.dequeuers[dequeuer].done:
        return _CANCELLED
    queue = slot_queue_steps.cancel(state.queue, dequeuer)
    return _new(State, (queue, state.callers, *state[2:]))
