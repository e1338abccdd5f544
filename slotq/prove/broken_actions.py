"""Broken actions of SlotQueueSteps, over an algebra.

The names are those of models/faults where a model has the same fault.
"""

from collections.abc import Callable
from typing import NamedTuple

from slotq.prove import queue
from slotq.prove.algebra import (
    Algebra,
    Definition,
    Formula,
    Function,
    Sort,
    State,
    Step,
    Term,
    insert,
    put,
)
from slotq.prove.queue import CLIENT, DEQUEUER, TOKEN


def _changed(right: Definition, **changes: Callable[..., Function]) -> Definition:
    """The right action, but for some variables: each a function of what the action is given."""

    def wrong(m: Algebra, s: State, *values: Term) -> Step:
        step = right(m, s, *values)
        named = {name: change(m, s, *values) for name, change in changes.items()}
        return Step(step.when, step.then.but(**named))

    return wrong


def _unguarded(right: Definition, *numbers: int) -> Definition:
    """The right action without some of its guards."""

    def wrong(m: Algebra, s: State, *values: Term) -> Step:
        step = right(m, s, *values)
        when = [guard for number, guard in enumerate(step.when) if number not in numbers]
        return Step(when, step.then)

    return wrong


def _unchanged(name: str) -> Callable[..., Function]:
    return lambda _, s, *__: getattr(s, name)


def _signal_one(m: Algebra, s: State, p: Term, d: Term) -> Step:
    step = queue.queue_broadcast(m, s, p)
    asleep = m.same(s.dequeuer(d), "asleep")
    woken = put(m, s.dequeuer, d, value=m.choose(asleep, "lock", s.dequeuer(d)))
    nobody = m.each([DEQUEUER], lambda e: m.no(m.same(s.dequeuer(e), "asleep")))
    return Step([*step.when, m.either(asleep, nobody)], step.then.but(dequeuer=woken))


def _prepended(m: Algebra, s: State, _: Term) -> Function:
    new = s.nextId()
    return lambda t, u: m.either(s.older(t, u), m.both(m.same(t, new), s.listed(u)))


def _remove_last(m: Algebra, s: State, p: Term, last: Term) -> Step:
    step = queue.acquire_remove(m, s, p)
    return Step([*step.when, queue.is_newest(m, s, last)], step.then.but(**queue.drop(m, s, last)))


def _is_oldest(m: Algebra, s: State, t: Term) -> Formula:
    return m.both(
        s.listed(t),
        m.each([TOKEN], lambda u: m.implies(s.listed(u), m.either(m.same(t, u), s.older(t, u)))),
    )


def _remove_by_swap(m: Algebra, s: State, p: Term, oldest: Term) -> Step:
    # The oldest takes the place of the one that goes.
    step = queue.acquire_remove(m, s, p)
    gone = s.hand(p)

    def place(t: Term) -> Term:
        return m.choose(m.same(t, oldest), gone, t)

    def older(t: Term, u: Term) -> Formula:
        stay = m.both(step.then.listed(t), step.then.listed(u))
        return m.both(stay, s.older(place(t), place(u)))

    return Step([*step.when, _is_oldest(m, s, oldest)], step.then.but(older=older))


def _pick_oldest(m: Algebra, s: State, d: Term, oldest: Term) -> Step:
    step = queue.dequeuer_peek(m, s, d, oldest)
    return Step([step.when[0], _is_oldest(m, s, oldest), step.when[2]], step.then)


def _pick_removes(m: Algebra, s: State, d: Term, newest: Term) -> Step:
    step = queue.dequeuer_peek(m, s, d, newest)
    return Step(step.when, step.then.but(**queue.drop(m, s, newest)))


def _pick_reverses(m: Algebra, s: State, d: Term, newest: Term) -> Step:
    step = queue.dequeuer_peek(m, s, d, newest)
    return Step(step.when, step.then.but(older=lambda t, u: s.older(u, t)))


def _wait_for_another(m: Algebra, s: State, d: Term) -> Step:
    # Whoever has still to broadcast will wake it, but maybe for another token.
    step = queue.dequeuer_wait(m, s, d)
    comes = m.some([CLIENT], lambda p: m.same(s.doing(p), "broadcast"))
    return Step([step.when[0], m.either(step.when[1], comes), step.when[2]], step.then)


def _append_old(m: Algebra, s: State, p: Term, old: Term) -> Step:
    # A token that the client queued before is queued once more, under its old id.
    step = queue.queue_append(m, s, p)
    guards = [s.known(p, old), queue.exists(m, s, old)]
    return Step(
        [*step.when, *guards],
        step.then.but(
            **queue.append(m, s, old),
            nextId=s.nextId,
            known=s.known,
            appended=put(m, s.appended, p, value=old),
        ),
    )


def _append_twice(m: Algebra, s: State, p: Term) -> Step:
    # The id is given once more: nextId stays.
    return _changed(queue.queue_append, nextId=_unchanged("nextId"))(m, s, p)


def _close_unremoved(m: Algebra, s: State, p: Term) -> Step:
    return Step([m.same(s.doing(p), "remove")], queue.acquire_close(m, s, p).then)


def _close_and_free(m: Algebra, s: State, p: Term) -> Function:
    gone = s.hand(p)
    return put(m, s.busy, gone, value=False)


class Broken(NamedTuple):
    """A broken action.

    Attributes:
        instead: The action that it takes the place of.
        step: What it does.
        chosen: The sorts of what it chooses, as in `Action`.
    """

    instead: str
    step: Definition
    chosen: tuple[Sort, ...] = ()


BROKEN = {
    "PrependToken": Broken("QueueAppend", _changed(queue.queue_append, older=_prepended)),
    "AppendTwice": Broken("QueueAppend", _append_twice),
    "AppendOld": Broken("QueueAppend", _append_old, (TOKEN,)),
    "AppendUnordered": Broken(
        "QueueAppend", _changed(queue.queue_append, older=_unchanged("older"))
    ),
    "ForgetNextId": Broken(
        "QueueAppend",
        _changed(queue.queue_append, nextId=lambda m, *_: lambda: m.none(TOKEN)),
    ),
    "AppendUnlisted": Broken(
        "QueueAppend",
        _changed(queue.queue_append, listed=_unchanged("listed"), older=_unchanged("older")),
    ),
    "AppendSilently": Broken(
        "QueueAppend",
        _changed(queue.queue_append, doing=_unchanged("doing"), appended=_unchanged("appended")),
    ),
    "SignalOne": Broken("QueueBroadcast", _signal_one, (DEQUEUER,)),
    "BroadcastNobody": Broken(
        "QueueBroadcast", _changed(queue.queue_broadcast, dequeuer=_unchanged("dequeuer"))
    ),
    "AcquireForeign": Broken(
        "AcquireCas",
        _changed(
            queue.acquire_cas,
            busy=_unchanged("busy"),
            doing=lambda m, s, p, _: put(m, s.doing, p, value="remove"),
            hand=lambda m, s, p, t: put(m, s.hand, p, value=t),
        ),
    ),
    "LoserGoesOn": Broken(
        "AcquireCas",
        _changed(
            queue.acquire_cas,
            doing=lambda m, s, p, _: put(m, s.doing, p, value="remove"),
            hand=lambda m, s, p, t: put(m, s.hand, p, value=t),
        ),
    ),
    "AcquireAll": Broken(
        "AcquireCas",
        _changed(
            queue.acquire_cas,
            busy=lambda m, s, *_: lambda t: m.either(s.busy(t), s.listed(t)),
        ),
    ),
    "AcquireNext": Broken("AcquireCas", _unguarded(queue.acquire_cas, 1, 2)),
    "CheckThenSet": Broken(
        "AcquireCas",
        _changed(
            queue.acquire_cas,
            busy=_unchanged("busy"),
            doing=lambda m, s, p, t: put(
                m, s.doing, p, value=m.choose(s.busy(t), s.doing(p), "set")
            ),
        ),
    ),
    "RemoveLast": Broken("AcquireRemove", _remove_last, (TOKEN,)),
    "RemoveBySwap": Broken("AcquireRemove", _remove_by_swap, (TOKEN,)),
    "RemoveNothing": Broken(
        "AcquireRemove",
        _changed(queue.acquire_remove, listed=_unchanged("listed"), older=_unchanged("older")),
    ),
    "RemoveAndClose": Broken(
        "AcquireRemove",
        _changed(queue.acquire_remove, closed=lambda m, s, p: insert(m, s.closed, s.hand(p))),
    ),
    "CloseUnremoved": Broken("AcquireClose", _close_unremoved),
    "CloseAndFree": Broken("AcquireClose", _changed(queue.acquire_close, busy=_close_and_free)),
    "CloseOnly": Broken(
        "AcquireClose",
        _changed(queue.acquire_close, closed=lambda m, s, p: lambda t: m.same(t, s.hand(p))),
    ),
    "CloseNothing": Broken(
        "AcquireClose", _changed(queue.acquire_close, closed=_unchanged("closed"))
    ),
    "StartAgain": Broken("DequeuerStart", _unguarded(queue.dequeuer_start, 1)),
    "StartAlone": Broken(
        "DequeuerStart", _changed(queue.dequeuer_start, canceller=_unchanged("canceller"))
    ),
    "StartUnowned": Broken(
        "DequeuerStart", _changed(queue.dequeuer_start, owner=_unchanged("owner"))
    ),
    "WaitAnyway": Broken("DequeuerWait", _unguarded(queue.dequeuer_wait, 1)),
    "WaitForAnother": Broken("DequeuerWait", _wait_for_another),
    "WaitBlindly": Broken("DequeuerWait", _unguarded(queue.dequeuer_wait, 2)),
    "WaitSilently": Broken(
        "DequeuerWait", _changed(queue.dequeuer_wait, isWaiting=_unchanged("isWaiting"))
    ),
    "PickOldest": Broken("DequeuerPeek", _pick_oldest, (TOKEN,)),
    "PickNext": Broken(
        "DequeuerPeek",
        _changed(queue.dequeuer_peek, item=lambda m, s, d, _: put(m, s.item, d, value=s.nextId())),
        (TOKEN,),
    ),
    "PickRemoves": Broken("DequeuerPeek", _pick_removes, (TOKEN,)),
    "PickReverses": Broken("DequeuerPeek", _pick_reverses, (TOKEN,)),
    "PickNothing": Broken(
        "DequeuerPeek", _changed(queue.dequeuer_peek, item=_unchanged("item")), (TOKEN,)
    ),
    "PickWaiting": Broken(
        "DequeuerPeek",
        _changed(queue.dequeuer_peek, isWaiting=_unchanged("isWaiting")),
        (TOKEN,),
    ),
    "ExitAlive": Broken("DequeuerExit", _unguarded(queue.dequeuer_exit, 1)),
    "ExitToWaiting": Broken(
        "DequeuerExit",
        _changed(
            queue.dequeuer_exit, dequeuer=lambda m, s, d: put(m, s.dequeuer, d, value="waiting")
        ),
    ),
    "DeliverAndOffer": Broken(
        "DequeuerDeliver", _changed(queue.dequeuer_deliver, item=_unchanged("item"))
    ),
    "EjectedEnds": Broken(
        "DequeuerEjected",
        _changed(
            queue.dequeuer_ejected, dequeuer=lambda m, s, d: put(m, s.dequeuer, d, value="ended")
        ),
    ),
    "EjectedOpen": Broken("DequeuerEjected", _unguarded(queue.dequeuer_ejected, 1)),
    "CancelledAlive": Broken("DequeuerCancelled", _unguarded(queue.dequeuer_cancelled, 1)),
    "WakeNobody": Broken(
        "CancellerWake", _changed(queue.canceller_wake, dequeuer=_unchanged("dequeuer"))
    ),
    "WakeToLock": Broken(
        "CancellerWake",
        _changed(
            queue.canceller_wake,
            canceller=lambda m, s, d: put(m, s.canceller, d, value="lock"),
        ),
    ),
    "WakeEarly": Broken("CancellerWake", _unguarded(queue.canceller_wake, 1)),
    "CancelBack": Broken(
        "Cancel",
        _changed(queue.cancel, done=lambda m, s, d: put(m, s.done, d, value=m.no(s.done(d)))),
    ),
}
"""The broken actions, by name."""
