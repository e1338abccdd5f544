"""Callers, over an algebra: its variables, its initial state and its actions.

An action that is conjoined with one of the queue's is written with that one, so that each step is
one of SlotQueueSteps, or leaves the queue as it is. The constants of the module are variables that
no action changes: any clients may be containers, and any of them may do what the module leaves
open. `dequeuerOf` is the dequeuer of a consumer's round, which the module writes as a pair.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from slotq.prove import queue
from slotq.prove.algebra import (
    TRUTH,
    WORD,
    Action,
    Algebra,
    Definition,
    Formula,
    Sort,
    State,
    Step,
    Term,
    Variable,
    insert,
    one_of,
    put,
)
from slotq.prove.queue import CLIENT, DEQUEUER, TOKEN, ready

ROUND = Sort("round", ordered=True)

CHOICES = ("Idling", "Evictable", "Freezable", "Impatient", "Cancellable", "Failing")
CONSTANTS = {
    "isContainer": Variable((CLIENT,), TRUTH),
    "Rounds": Variable((), ROUND),
    "dequeuerOf": Variable((CLIENT, ROUND), DEQUEUER),
    **{name: Variable((CLIENT,), TRUTH) for name in CHOICES},
    "Later": Variable((), TRUTH),
}
VARIABLES = {
    **CONSTANTS,
    **{name: variable for name, variable in queue.VARIABLES.items() if name != "known"},
    "state": Variable((CLIENT,), WORD),
    "token": Variable((CLIENT,), TOKEN),
    "round": Variable((CLIENT,), ROUND),
    "evicted": Variable((CLIENT,), TRUTH),
    "slotClosed": Variable((TOKEN,), TRUTH),
    "failed": Variable((TOKEN,), TRUTH),
}
OF_CONTAINER = ("ready", "waiting", "woken", "busy", "ejected", "gone")
OF_CONSUMER = ("ready", "waiting", "acquiring", "won", "holding", "failing", "gone")
WORDS = tuple(dict.fromkeys((*queue.WORDS, *OF_CONTAINER, *OF_CONSUMER)))


def constants(m: Algebra, s: State) -> Formula:
    """There is a round, and each round of a consumer has a dequeuer."""

    def of_round(c: Term, r: Term) -> Formula:
        asks = m.both(m.no(s.isContainer(c)), m.less(0, r))
        return m.implies(asks, m.belongs(s.dequeuerOf(c, r), DEQUEUER))

    rounds = m.both(m.belongs(s.Rounds(), ROUND), m.less(0, s.Rounds()))
    return m.both(rounds, m.each([CLIENT, ROUND], of_round))


def init(m: Algebra, s: State) -> Formula:
    """Init."""
    return m.both(
        queue.init(m, State(**vars(s), known=lambda *_: False)),
        m.each(
            [CLIENT],
            lambda p: m.both(
                m.same(s.state(p), "ready"),
                m.same(s.token(p), m.none(TOKEN)),
                m.same(s.round(p), 1),
                m.no(s.evicted(p)),
            ),
        ),
        constants(m, s),
        m.each([TOKEN], lambda t: m.no(m.either(s.slotClosed(t), s.failed(t)))),
    )


def _queue(action: Definition, m: Algebra, s: State, *values: Term) -> Step:
    # A step of the queue, whose clients know everything.
    step = action(m, State(**vars(s), known=lambda *_: True), *values)
    return Step(step.when, State(**{name: getattr(step.then, name) for name in vars(s)}))


def _becomes(m: Algebra, z: State, p: Term, state: Term, token: Term) -> State:
    return z.but(state=put(m, z.state, p, value=state), token=put(m, z.token, p, value=token))


def _next_round(m: Algebra, z: State, p: Term, *, leaves: Formula = False) -> State:
    # The next round, or the end: after the last one, and where a client leaves for good.
    last = m.either(leaves, m.same(z.round(p), z.Rounds()))
    round_ = m.choose(last, 0, m.after(z.round(p)))
    after = _becomes(m, z, p, m.choose(last, "gone", "ready"), m.none(TOKEN))
    return after.but(round=put(m, z.round, p, value=round_))


def _leave(m: Algebra, z: State, p: Term) -> State:
    return _next_round(m, z, p, leaves=True)


def _context(s: State, c: Term) -> Term:
    return s.dequeuerOf(c, s.round(c))


def acquire_cas(m: Algebra, s: State, p: Term) -> Step:
    """AcquireCas."""
    token = s.token(p)
    step, lost = _queue(queue.acquire_cas, m, s, p, token), s.busy(token)
    of_container = m.choose(lost, "busy", "ejected")
    of_consumer = m.choose(lost, "waiting", "won")
    kept = m.choose(m.both(lost, m.no(s.isContainer(p))), m.none(TOKEN), token)
    return Step(
        [one_of(m, s.state(p), "acquiring", "woken"), *step.when],
        _becomes(m, step.then, p, m.choose(s.isContainer(p), of_container, of_consumer), kept),
    )


def acquire_close(m: Algebra, s: State, p: Term) -> Step:
    """AcquireClose."""
    step = _queue(queue.acquire_close, m, s, p)
    leaves, gone = m.both(s.Later(), m.same(s.state(p), "ejected")), _leave(m, step.then, p)
    return Step(
        step.when,
        step.then.but(
            state=lambda q: m.choose(leaves, gone.state(q), s.state(q)),
            token=lambda q: m.choose(leaves, gone.token(q), s.token(q)),
            round=lambda q: m.choose(leaves, gone.round(q), s.round(q)),
        ),
    )


def slot_close(m: Algebra, s: State, p: Term) -> Step:
    """SlotClose."""
    fails = m.same(s.state(p), "won")
    next_round = _next_round(m, s, p, leaves=s.isContainer(p))
    error = m.both(fails, s.failed(s.token(p)))
    return Step(
        [m.either(one_of(m, s.state(p), "holding", "ejected"), error), ready(m, s, p)],
        next_round.but(
            slotClosed=insert(m, s.slotClosed, s.token(p)),
            state=put(m, s.state, p, value=m.choose(fails, "failing", next_round.state(p))),
            round=put(m, s.round, p, value=m.choose(fails, s.round(p), next_round.round(p))),
        ),
    )


def queue_append(m: Algebra, s: State, k: Term) -> Step:
    """QueueAppend of a slot that carries no error."""
    step = _queue(queue.queue_append, m, s, k)
    return Step(
        [s.isContainer(k), m.same(s.state(k), "ready"), *step.when],
        _becomes(m, step.then, k, "waiting", s.nextId()),
    )


def queue_error(m: Algebra, s: State, k: Term) -> Step:
    """QueueAppend of an error."""
    step = _queue(queue.queue_append, m, s, k)
    starts = m.both(s.Failing(k), m.same(s.round(k), 1))
    return Step(
        [s.isContainer(k), m.same(s.state(k), "ready"), starts, *step.when],
        _leave(m, step.then, k).but(failed=insert(m, s.failed, s.nextId())),
    )


_MAY_WAKE: dict[str, Callable[[State, Term], Formula]] = {
    "trigger": lambda s, k: s.closed(s.token(k)),
    "idle": lambda s, k: s.Idling(k),
    "evict": lambda s, k: s.evicted(k),
    "shutdown": lambda s, k: s.Idling(k),
    "freeze": lambda s, k: s.Freezable(k),
}


def container_wake(reason: str, m: Algebra, s: State, k: Term) -> Step:
    """ContainerWake, for one of its reasons."""
    guards = [s.isContainer(k), m.same(s.state(k), "waiting"), ready(m, s, k)]
    woken = _becomes(m, s, k, "woken", s.token(k))
    after = _leave(m, s, k) if reason == "freeze" else woken
    return Step([*guards, _MAY_WAKE[reason](s, k)], after)


def container_return(m: Algebra, s: State, k: Term) -> Step:
    """ContainerReturn."""
    return Step(
        [s.isContainer(k), m.same(s.state(k), "busy"), s.slotClosed(s.token(k))],
        _next_round(m, s, k),
    )


def evict(m: Algebra, s: State, k: Term) -> Step:
    """Evict."""
    waits = m.both(m.same(s.state(k), "waiting"), ready(m, s, k))
    return Step(
        [s.isContainer(k), s.Evictable(k), m.no(s.evicted(k)), waits],
        s.but(evicted=insert(m, s.evicted, k)),
    )


def dequeuer_start(m: Algebra, s: State, c: Term) -> Step:
    """DequeuerStart."""
    step = _queue(queue.dequeuer_start, m, s, c, _context(s, c))
    return Step(
        [m.no(s.isContainer(c)), m.same(s.state(c), "ready"), *step.when],
        _becomes(m, step.then, c, "waiting", m.none(TOKEN)),
    )


def dequeuer_deliver(m: Algebra, s: State, c: Term) -> Step:
    """DequeuerDeliver."""
    step = _queue(queue.dequeuer_deliver, m, s, _context(s, c), c)
    return Step(
        [m.no(s.isContainer(c)), m.same(s.state(c), "waiting"), *step.when],
        _becomes(m, step.then, c, "acquiring", s.item(_context(s, c))),
    )


def _cancel(m: Algebra, s: State, c: Term, guard: Formula, after: Callable[[State], State]) -> Step:
    step = _queue(queue.cancel, m, s, _context(s, c))
    return Step([m.no(s.isContainer(c)), guard, *step.when], after(step.then))


def cancel_of_winner(m: Algebra, s: State, c: Term) -> Step:
    """Cancel, by a consumer that has won a slot."""
    won = m.both(m.same(s.state(c), "won"), m.no(s.failed(s.token(c))), ready(m, s, c))
    return _cancel(m, s, c, won, lambda z: _becomes(m, z, c, "holding", s.token(c)))


def cancel_of_loser(m: Algebra, s: State, c: Term) -> Step:
    """Cancel, by a consumer that has failed or gives up."""
    may = m.either(s.Impatient(c), s.done(_context(s, c)))
    ends = m.either(m.same(s.state(c), "failing"), m.both(m.same(s.state(c), "waiting"), may))
    return _cancel(m, s, c, ends, lambda z: _next_round(m, z, c))


def cancel_from_outside(m: Algebra, s: State, c: Term) -> Step:
    """Cancel, by the sender of the request."""
    cancelled = m.both(
        s.Cancellable(c),
        one_of(m, s.state(c), "waiting", "acquiring", "won", "failing"),
        m.no(s.done(_context(s, c))),
    )
    return _cancel(m, s, c, cancelled, lambda z: z)


_OF_CLIENT: tuple[tuple[str, Definition], ...] = (
    ("AcquireCas", acquire_cas),
    ("AcquireRemove", partial(_queue, queue.acquire_remove)),
    ("AcquireClose", acquire_close),
    ("SlotClose", slot_close),
    ("QueueAppend", queue_append),
    ("QueueBroadcast", partial(_queue, queue.queue_broadcast)),
    *(
        ("ContainerWake", partial(container_wake, reason))
        for reason in _MAY_WAKE
        if reason != "freeze"
    ),
    ("ContainerReturn", container_return),
    ("Evict", evict),
    ("DequeuerStart", dequeuer_start),
    ("DequeuerDeliver", dequeuer_deliver),
    ("Cancel", cancel_of_winner),
    ("Cancel", cancel_of_loser),
    ("Cancel", cancel_from_outside),
)
_OF_DEQUEUER = (
    "DequeuerWait",
    "DequeuerPeek",
    "DequeuerExit",
    "DequeuerEjected",
    "DequeuerCancelled",
    "CancellerWake",
)
ACTIONS = (
    *(Action(name, (CLIENT,), step) for name, step in _OF_CLIENT),
    *(
        replace(action, step=partial(_queue, action.step))
        for action in queue.ACTIONS
        if action.name in _OF_DEQUEUER
    ),
)
"""The actions of callers that leave no token behind."""
ERROR = Action("QueueAppend", (CLIENT,), queue_error)
"""Leaves a slot that carries an error, with no container behind it."""
FREEZE = Action("ContainerWake", (CLIENT,), partial(container_wake, "freeze"))
"""Leaves a slot with no container behind it."""
