"""A state of Callers as the judge of callers should know it, and the lines of its steps."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, cast, get_args

from slotq.formats import trace_lines
from slotq.machine.callers import Bounds, State
from slotq.machine.kernel import Label
from slotq.machine.slot_queue_steps import NO_TOKEN, OF_A_DEQUEUER
from slotq.oracle.trace.caller_state import READY, CallerState, Container, Owed, Waiting, Winner

OUTSIDE = "request"
"""The process that cancels a context from outside."""
_PROMISED = frozenset({"ContainerReturn", "SlotClose"})


class View(NamedTuple):
    """What there is in a state for callers: states that are equal in it are one to them."""

    callers: object
    rest: object


def view_of(state: State) -> View:
    """Take down what callers see of a state."""
    queue = state.queue
    seen = (
        queue.next_id,
        queue.busy,
        queue.closed,
        tuple([(client.doing, client.hand) for client in queue.clients]),
        tuple([each.done for each in queue.dequeuers]),
    )
    return View(state[1:], seen)


def offers_of(state: State) -> tuple[int, ...]:
    """Take down what else matters to callers at the End: what each dequeuer offers."""
    return tuple([each.item for each in state.queue.dequeuers])


def is_promised(bounds: Bounds, state: State, label: Label) -> bool:
    """Say whether Callers' Fairness promises a step that the judge asks for at the End."""
    if label.action in _PROMISED:
        return True
    if label.action == "ContainerWake":
        return label.arguments[1] in {"trigger", "evict"}
    client = int(label.arguments[0])
    if label.action in {"AcquireCas", "DequeuerDeliver"}:
        return client < bounds.containers or not _is_done(bounds, state, client)
    own = label.action == "Cancel" and len(label.arguments) == 1
    return own and state.callers[client].state in {"won", "failing"}


def _is_done(bounds: Bounds, state: State, client: int) -> bool:
    # Whether the context is done where a consumer waits.
    return state.queue.dequeuers[bounds.dequeuer(client, state.callers[client].round)].done


def line_of(bounds: Bounds, state: State, label: Label) -> trace_lines.Event | None:
    """Write the line of a step, if callers see it."""
    if label.action in OF_A_DEQUEUER:
        return None
    client = int(label.arguments[0])
    if label.action in {"DequeuerStart", "DequeuerDeliver", "Cancel"}:
        return _line_of_waiting(bounds, state, client, label)
    queue, who, token = state.queue, bounds.name(client), state.callers[client].token
    lines: dict[str, Callable[[], trace_lines.Event]] = {
        "QueueAppend": lambda: trace_lines.QueueAppend(
            process=who, token=queue.next_id, slot=0, error=bool(label.arguments[1])
        ),
        "QueueBroadcast": lambda: trace_lines.QueueBroadcast(process=who),
        "AcquireCas": lambda: trace_lines.AcquireCas(
            process=who, token=token, ok=not queue.busy >> token & 1
        ),
        "AcquireRemove": lambda: trace_lines.AcquireRemove(process=who, token=token, ok=True),
        "AcquireClose": lambda: trace_lines.AcquireClose(process=who, token=token, ok=True),
        "SlotClose": lambda: trace_lines.SlotClose(process=who, token=token, ok=True),
        "ContainerWake": lambda: trace_lines.ContainerWake(
            process=who, token=token, reason=cast("trace_lines.Reason", label.arguments[1])
        ),
        "ContainerReturn": lambda: trace_lines.ContainerReturn(process=who, token=token),
        "Evict": lambda: trace_lines.Evict(process="environment", container=who),
    }
    return lines[label.action]()


def _line_of_waiting(bounds: Bounds, state: State, client: int, label: Label) -> trace_lines.Event:
    number = bounds.dequeuer(client, state.callers[client].round)
    who, name = bounds.name(client), f"dequeuer-{bounds.context(number)}"
    record = state.queue.dequeuers[number]
    if label.action == "DequeuerStart":
        return trace_lines.DequeuerStart(process=who, dequeuer=name)
    if label.action == "DequeuerDeliver":
        return trace_lines.DequeuerDeliver(process=name, token=record.item, to=who)
    by = who if len(label.arguments) == 1 else OUTSIDE
    return trace_lines.Cancel(process=by, dequeuer=name, ok=not record.done)


def lines_of(bounds: Bounds, queued: int) -> Iterator[trace_lines.Event]:
    """List every line that only callers have, about the tokens that were queued and one more."""
    tokens = range(queued + 1)
    for client in range(bounds.clients):
        who = bounds.name(client)
        yield trace_lines.Evict(process="environment", container=who)
        if client in bounds.failing or bounds.later:
            yield trace_lines.QueueAppend(process=who, token=0, slot=0, error=True)
        for token in tokens:
            yield trace_lines.ContainerReturn(process=who, token=token)
            for ok in (True, False):
                yield trace_lines.SlotClose(process=who, token=token, ok=ok)
            for reason in _reasons(bounds, client):
                yield trace_lines.ContainerWake(process=who, token=token, reason=reason)


def _reasons(bounds: Bounds, client: int) -> list[trace_lines.Reason]:
    # What may end the wait of a client; a log does not say who may be idle or fail to freeze.
    forbidden = set[str]()
    if client < bounds.containers and client not in bounds.idling:
        forbidden |= {"idle", "shutdown"}
    if client < bounds.containers and client not in bounds.freezable:
        forbidden |= {"freeze"}
    return [reason for reason in get_args(trace_lines.Reason) if reason not in forbidden]


def expected(bounds: Bounds, state: State) -> CallerState:
    """Say what the judge should know in a state of the machine."""
    found = CallerState(
        evicted=tuple(
            (bounds.name(client), True)
            for client in range(bounds.containers)
            if state.evicted >> client & 1 and state.callers[client].state != "gone"
        ),
        failed=tuple(
            (token, "")
            for token in range(state.queue.next_id)
            if (state.failed & ~state.slot_closed) >> token & 1
        ),
    )
    for client in range(bounds.containers):
        found = _with_container(found, bounds, state, client)
    for client in range(bounds.containers, bounds.clients):
        found = _with_consumer(found, bounds, state, client)
    return found._replace(winners=tuple(sorted(found.winners)), closed=tuple(sorted(found.closed)))


def _with_container(found: CallerState, bounds: Bounds, state: State, client: int) -> CallerState:
    where, token, round_ = state.callers[client]
    who, doing = bounds.name(client), state.queue.clients[client].doing
    if where == "gone" or (where == "ready" and round_ == 1):
        return found
    if where == "waiting" and doing == "broadcast":
        where = "queueing"
    container = READY if where == "ready" else Container((where,), token)
    found = found._replace(containers=(*found.containers, (who, container)))
    if where == "ejected" and doing == "nothing":
        found = found._replace(winners=(*found.winners, (token, Winner(who, who))))
    if where != "ready" and state.slot_closed >> token & 1:
        found = found._replace(closed=(*found.closed, token))
    return found


def _with_consumer(found: CallerState, bounds: Bounds, state: State, client: int) -> CallerState:
    where, token, round_ = state.callers[client]
    who, won = bounds.name(client), state.queue.clients[client].doing == "nothing"
    name = f"dequeuer-{bounds.context(bounds.dequeuer(client, max(round_, 1)))}"
    # Where it waits is not asked of later versions.
    winner = Winner(who, who, "" if bounds.later else name)
    if where in {"won", "holding"} and won:
        found = found._replace(winners=(*found.winners, (token, winner)))
    if where in {"waiting", "acquiring", "won", "failing"}:
        waiting = Waiting(
            name, token if where == "acquiring" else NO_TOKEN, where in {"won", "failing"}
        )
        found = found._replace(waiting=(*found.waiting, (who, waiting)))
    if bounds.later:
        return found
    if where == "won" and not won:
        found = found._replace(taken=(*found.taken, (token, winner)))
    if where == "failing" or (where == "won" and won):
        owed = (name, Owed(who, token))
        found = found._replace(uncancelled=(*found.uncancelled, owed))
    return found


def normal(bounds: Bounds, value: CallerState, state: State) -> CallerState:
    """Take from what the judge knows what the machine does not know, and what is of no further use.

    That is which process queued an error, what a container won itself, that it could have another
    round that the bounds do not give it, and a slot that was closed behind one that is gone.
    """
    gone = {
        bounds.name(client) for client, caller in enumerate(state.callers) if caller.state == "gone"
    }
    containers = tuple(
        (who, container)
        for who, container in value.containers
        if container != READY or who not in gone
    )
    behind = {container.token for _, container in containers}
    closed = tuple(token for token in value.closed if token in behind)
    evicted = tuple(each for each in value.evicted if each[0] not in gone)
    return value._replace(
        containers=containers,
        closed=closed,
        evicted=evicted,
        failed=tuple((token, "") for token, _ in value.failed),  # the machine forgets the process
        ejected=(),
        acted=False,
    )
