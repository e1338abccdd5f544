"""Every line of a trace about the queue's own steps at small bounds, and what the machine says."""

from collections.abc import Iterator, Sequence
from itertools import product

from slotq.formats import trace_lines
from slotq.machine import slot_queue_steps
from slotq.machine.kernel import Disabled
from slotq.oracle.trace.alphabet import STEPS

Numbered = tuple[trace_lines.Event, tuple[int, ...]]
"""A line, and the arguments of the machine's action."""


def client(number: int) -> str:
    """Name a client."""
    return f"client-{number}"


def dequeuer(number: int) -> str:
    """Name a dequeuer."""
    return f"dequeuer-{number}"


def every_line(
    clients: int, dequeuers: int, tokens: int, older: Sequence[int] = ()
) -> list[Numbered]:
    """List the lines that are about these processes and tokens, or about one token more.

    Args:
        clients: How many clients there are.
        dequeuers: How many dequeuers.
        tokens: How many tokens.
        older: The ids of older tokens, which come before these.
    """
    before = max(older, default=-1) + 1
    ids = [*older, *range(before, before + tokens + 1)]
    return [*_of_clients(clients, dequeuers, tokens, ids), *_of_dequeuers(dequeuers, tokens, ids)]


def _of_clients(
    clients: int, dequeuers: int, tokens: int, ids: Sequence[int]
) -> Iterator[Numbered]:
    yes = (True, False)
    lengths, woken = (None, *range(tokens + 2)), (None, *range(dequeuers + 2))
    for p in range(clients):
        who = client(p)
        for length, token in product(lengths, ids):
            yield trace_lines.QueueAppend(process=who, token=token, slot=0, length=length), (p,)
        for number in woken:
            yield trace_lines.QueueBroadcast(process=who, woken=number), (p,)
        for token, ok in product(ids, yes):
            yield trace_lines.AcquireCas(process=who, token=token, ok=ok), (p, token, p)
            for owner in range(clients):
                cas = trace_lines.AcquireCas(process=who, token=token, ok=ok, for_=client(owner))
                yield cas, (p, token, owner)
            yield trace_lines.AcquireClose(process=who, token=token, ok=ok), (p,)
            for length in lengths:
                remove = trace_lines.AcquireRemove(process=who, token=token, ok=ok, length=length)
                yield remove, (p,)
        for d in range(dequeuers):
            yield trace_lines.DequeuerStart(process=who, dequeuer=dequeuer(d)), (p, d)
            for token in ids:
                deliver = trace_lines.DequeuerDeliver(process=dequeuer(d), token=token, to=who)
                yield deliver, (d, p)


def _of_dequeuers(dequeuers: int, tokens: int, ids: Sequence[int]) -> Iterator[Numbered]:
    yes = (True, False)
    lengths, woken = (None, *range(tokens + 2)), (None, *range(dequeuers + 2))
    for d in range(dequeuers):
        who = dequeuer(d)
        yield trace_lines.DequeuerWait(process=who), (d,)
        yield trace_lines.DequeuerExit(process=who), (d,)
        for token in ids:
            yield trace_lines.DequeuerEjected(process=who, token=token), (d,)
            yield trace_lines.DequeuerCancelled(process=who, token=token), (d,)
            for length in lengths:
                yield trace_lines.DequeuerPeek(process=who, token=token, length=length), (d,)
        for ok in yes:
            yield trace_lines.Cancel(process="anybody", dequeuer=who, ok=ok), (d,)
            for number in woken:
                canceller = f"canceller-{d}"
                wake = trace_lines.CancellerWake(process=canceller, waiting=ok, woken=number)
                yield wake, (d,)


def machine_step(
    state: slot_queue_steps.State, event: trace_lines.Event, arguments: tuple[int, ...]
) -> slot_queue_steps.State | None:
    """Say where the machine goes by a line, if it does."""
    step = STEPS[event.__class__]
    after = step.action(state, *arguments)
    if isinstance(after, Disabled):
        return None
    for field, _, value in step.shown:
        said = getattr(event, field)
        if said is not None and said != value(state, after, arguments):
            return None
    return after


_OF_A_CLIENT = (
    slot_queue_steps.queue_broadcast,
    slot_queue_steps.acquire_remove,
    slot_queue_steps.acquire_close,
)
_OF_A_DEQUEUER = (
    slot_queue_steps.dequeuer_wait,
    slot_queue_steps.dequeuer_peek,
    slot_queue_steps.dequeuer_exit,
    slot_queue_steps.dequeuer_ejected,
    slot_queue_steps.dequeuer_cancelled,
    slot_queue_steps.canceller_wake,
)


def is_at_rest(state: slot_queue_steps.State) -> bool:
    """Say whether no step is possible that comes in the end.

    Spec: Fairness.
    """
    return all(
        isinstance(action(state, number), Disabled)
        for actions, processes in (
            (_OF_A_CLIENT, state.clients),
            (_OF_A_DEQUEUER, state.dequeuers),
        )
        for action in actions
        for number in range(len(processes))
    )


def settled(state: slot_queue_steps.State) -> slot_queue_steps.State:
    """Forget whose the dequeuers were that are over, of which nobody asks."""
    return state._replace(
        dequeuers=tuple(
            each._replace(owner=slot_queue_steps.NO_CLIENT)
            if each.dequeuer == each.canceller == "ended"
            else each
            for each in state.dequeuers
        )
    )


def difference(state: object, event: trace_lines.Event, expected: object) -> str:
    """Say what a judge got wrong."""
    allowed = "does not allow" if expected is None else f"goes to {expected} by"
    return f"in the state {state} the machine {allowed} the line {event}"
