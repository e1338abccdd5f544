"""SlotQueueSteps, over an algebra: its variables, its initial state and its actions.

The list is a set and an order: `listed`, and `older` between listed tokens. That is exact for as
long as nothing is appended that is listed, which the invariant says. Each action is TLA+'s of the
same name; a variable that `but` does not name is UNCHANGED. `appended` is the history variable of
SlotQueueInductive: the token that a client appended whose broadcast is still to come.
"""

from slotq.prove.algebra import (
    TRUTH,
    WORD,
    Action,
    Algebra,
    Formula,
    Function,
    Sort,
    State,
    Step,
    Term,
    Variable,
    insert,
    put,
)

CLIENT = Sort("client")
DEQUEUER = Sort("dequeuer")
TOKEN = Sort("token", ordered=True)

VARIABLES = {
    "listed": Variable((TOKEN,), TRUTH),
    "older": Variable((TOKEN, TOKEN), TRUTH),
    "nextId": Variable((), TOKEN),
    "busy": Variable((TOKEN,), TRUTH),
    "closed": Variable((TOKEN,), TRUTH),
    "known": Variable((CLIENT, TOKEN), TRUTH),
    "doing": Variable((CLIENT,), WORD),
    "hand": Variable((CLIENT,), TOKEN),
    "appended": Variable((CLIENT,), TOKEN),
    "dequeuer": Variable((DEQUEUER,), WORD),
    "isWaiting": Variable((DEQUEUER,), TRUTH),
    "item": Variable((DEQUEUER,), TOKEN),
    "owner": Variable((DEQUEUER,), CLIENT),
    "done": Variable((DEQUEUER,), TRUTH),
    "canceller": Variable((DEQUEUER,), WORD),
}
WORDS = (
    "nothing", "broadcast", "remove", "close",
    "absent", "lock", "asleep", "offering", "ended",
    "waiting",
    "set",  # of broken actions alone
)  # fmt: skip


def init(m: Algebra, s: State) -> Formula:
    """Init, with nothing appended."""
    return m.both(
        m.each([TOKEN], lambda t: m.no(m.either(s.listed(t), s.busy(t), s.closed(t)))),
        m.each([TOKEN, TOKEN], lambda t, u: m.no(s.older(t, u))),
        m.same(s.nextId(), 0),
        m.each([CLIENT, TOKEN], lambda p, t: m.no(s.known(p, t))),
        m.each(
            [CLIENT],
            lambda p: m.both(
                m.same(s.doing(p), "nothing"),
                m.same(s.hand(p), m.none(TOKEN)),
                m.same(s.appended(p), m.none(TOKEN)),
            ),
        ),
        m.each(
            [DEQUEUER],
            lambda d: m.both(
                m.same(s.dequeuer(d), "absent"),
                m.no(s.isWaiting(d)),
                m.same(s.item(d), m.none(TOKEN)),
                m.same(s.owner(d), m.none(CLIENT)),
                m.no(s.done(d)),
                m.same(s.canceller(d), "absent"),
            ),
        ),
    )


def ready(m: Algebra, s: State, p: Term) -> Formula:
    """Ready: the client is in no call."""
    return m.same(s.doing(p), "nothing")


def exists(m: Algebra, s: State, t: Term) -> Formula:
    """The token is one of Exists."""
    return m.both(m.belongs(t, TOKEN), m.less(t, s.nextId()))


def is_empty(m: Algebra, s: State) -> Formula:
    """Nothing is listed."""
    return m.each([TOKEN], lambda t: m.no(s.listed(t)))


def is_newest(m: Algebra, s: State, t: Term) -> Formula:
    """The token is the last of the list."""
    return m.both(
        s.listed(t),
        m.each([TOKEN], lambda u: m.implies(s.listed(u), m.either(m.same(t, u), s.older(u, t)))),
    )


def in_some_hand(m: Algebra, s: State, t: Term, doing: str) -> Formula:
    """A client that is doing this has the token in its hand."""
    return m.some([CLIENT], lambda p: m.both(m.same(s.doing(p), doing), m.same(s.hand(p), t)))


def append(m: Algebra, s: State, new: Term) -> dict[str, Function]:
    """The list with one token more, behind all others."""
    return {
        "listed": insert(m, s.listed, new),
        "older": lambda t, u: m.either(s.older(t, u), m.both(s.listed(t), m.same(u, new))),
    }


def drop(m: Algebra, s: State, gone: Term) -> dict[str, Function]:
    """The list without a token."""
    return {
        "listed": lambda t: m.both(s.listed(t), m.no(m.same(t, gone))),
        "older": lambda t, u: m.both(s.older(t, u), m.no(m.same(t, gone)), m.no(m.same(u, gone))),
    }


def wake_all(m: Algebra, s: State) -> Function:
    """WakeAll: every sleeper is at the lock."""
    return lambda d: m.choose(m.same(s.dequeuer(d), "asleep"), "lock", s.dequeuer(d))


def queue_append(m: Algebra, s: State, p: Term) -> Step:
    """QueueAppend."""
    new = s.nextId()
    return Step(
        [ready(m, s, p), m.belongs(new, TOKEN)],
        s.but(
            **append(m, s, new),
            nextId=lambda: m.after(new),
            known=insert(m, s.known, p, new),
            doing=put(m, s.doing, p, value="broadcast"),
            appended=put(m, s.appended, p, value=new),
        ),
    )


def queue_broadcast(m: Algebra, s: State, p: Term) -> Step:
    """QueueBroadcast."""
    return Step(
        [m.same(s.doing(p), "broadcast")],
        s.but(
            dequeuer=wake_all(m, s),
            doing=put(m, s.doing, p, value="nothing"),
            appended=put(m, s.appended, p, value=m.none(TOKEN)),
        ),
    )


def acquire_cas(m: Algebra, s: State, p: Term, t: Term) -> Step:
    """AcquireCas."""
    lost = s.busy(t)
    return Step(
        [ready(m, s, p), s.known(p, t), exists(m, s, t)],
        s.but(
            busy=insert(m, s.busy, t),
            doing=put(m, s.doing, p, value=m.choose(lost, s.doing(p), "remove")),
            hand=put(m, s.hand, p, value=m.choose(lost, s.hand(p), t)),
        ),
    )


def acquire_remove(m: Algebra, s: State, p: Term) -> Step:
    """AcquireRemove."""
    return Step(
        [m.same(s.doing(p), "remove")],
        s.but(**drop(m, s, s.hand(p)), doing=put(m, s.doing, p, value="close")),
    )


def acquire_close(m: Algebra, s: State, p: Term) -> Step:
    """AcquireClose."""
    return Step(
        [m.same(s.doing(p), "close")],
        s.but(
            closed=insert(m, s.closed, s.hand(p)),
            doing=put(m, s.doing, p, value="nothing"),
            hand=put(m, s.hand, p, value=m.none(TOKEN)),
        ),
    )


def dequeuer_start(m: Algebra, s: State, p: Term, d: Term) -> Step:
    """DequeuerStart."""
    return Step(
        [ready(m, s, p), m.same(s.dequeuer(d), "absent")],
        s.but(
            dequeuer=put(m, s.dequeuer, d, value="lock"),
            owner=put(m, s.owner, d, value=p),
            canceller=put(m, s.canceller, d, value="waiting"),
        ),
    )


def dequeuer_wait(m: Algebra, s: State, d: Term) -> Step:
    """DequeuerWait."""
    return Step(
        [m.same(s.dequeuer(d), "lock"), is_empty(m, s), m.no(s.done(d))],
        s.but(
            dequeuer=put(m, s.dequeuer, d, value="asleep"),
            isWaiting=insert(m, s.isWaiting, d),
        ),
    )


def dequeuer_peek(m: Algebra, s: State, d: Term, newest: Term) -> Step:
    """DequeuerPeek; that there is a newest token says that the list is not empty."""
    return Step(
        [m.same(s.dequeuer(d), "lock"), is_newest(m, s, newest), m.no(s.done(d))],
        s.but(
            dequeuer=put(m, s.dequeuer, d, value="offering"),
            item=put(m, s.item, d, value=newest),
            isWaiting=put(m, s.isWaiting, d, value=False),
        ),
    )


def dequeuer_exit(m: Algebra, s: State, d: Term) -> Step:
    """DequeuerExit."""
    return Step(
        [m.same(s.dequeuer(d), "lock"), s.done(d)],
        s.but(
            dequeuer=put(m, s.dequeuer, d, value="ended"),
            isWaiting=put(m, s.isWaiting, d, value=False),
        ),
    )


def go_round(m: Algebra, s: State, d: Term, *guards: Formula) -> Step:
    """GoRound, with what else must be true."""
    return Step(
        [m.same(s.dequeuer(d), "offering"), *guards],
        s.but(
            dequeuer=put(m, s.dequeuer, d, value="lock"),
            item=put(m, s.item, d, value=m.none(TOKEN)),
        ),
    )


def dequeuer_deliver(m: Algebra, s: State, d: Term, p: Term) -> Step:
    """DequeuerDeliver."""
    step = go_round(m, s, d, m.same(s.owner(d), p), ready(m, s, p))
    return Step(step.when, step.then.but(known=insert(m, s.known, p, s.item(d))))


def dequeuer_ejected(m: Algebra, s: State, d: Term) -> Step:
    """DequeuerEjected."""
    return go_round(m, s, d, s.closed(s.item(d)))


def dequeuer_cancelled(m: Algebra, s: State, d: Term) -> Step:
    """DequeuerCancelled."""
    return go_round(m, s, d, s.done(d))


def cancel(m: Algebra, s: State, d: Term) -> Step:
    """Cancel."""
    return Step([], s.but(done=insert(m, s.done, d)))


def canceller_wake(m: Algebra, s: State, d: Term) -> Step:
    """CancellerWake."""
    woken, is_waiting = wake_all(m, s), s.isWaiting(d)
    return Step(
        [m.same(s.canceller(d), "waiting"), s.done(d)],
        s.but(
            dequeuer=lambda e: m.choose(is_waiting, woken(e), s.dequeuer(e)),
            canceller=put(m, s.canceller, d, value="ended"),
        ),
    )


ACTIONS = (
    Action("QueueAppend", (CLIENT,), queue_append),
    Action("QueueBroadcast", (CLIENT,), queue_broadcast),
    Action("AcquireCas", (CLIENT, TOKEN), acquire_cas),
    Action("AcquireRemove", (CLIENT,), acquire_remove),
    Action("AcquireClose", (CLIENT,), acquire_close),
    Action("DequeuerStart", (CLIENT, DEQUEUER), dequeuer_start),
    Action("DequeuerWait", (DEQUEUER,), dequeuer_wait),
    Action("DequeuerPeek", (DEQUEUER,), dequeuer_peek, chosen=(TOKEN,)),
    Action("DequeuerExit", (DEQUEUER,), dequeuer_exit),
    Action("DequeuerDeliver", (DEQUEUER, CLIENT), dequeuer_deliver),
    Action("DequeuerEjected", (DEQUEUER,), dequeuer_ejected),
    Action("DequeuerCancelled", (DEQUEUER,), dequeuer_cancelled),
    Action("Cancel", (DEQUEUER,), cancel),
    Action("CancellerWake", (DEQUEUER,), canceller_wake),
)
