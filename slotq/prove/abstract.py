"""SlotQueue, over an algebra: its variables, its initial state and its actions, as in `queue`."""

from slotq.prove.algebra import (
    TRUTH,
    WORD,
    Action,
    Algebra,
    Formula,
    State,
    Step,
    System,
    Term,
    Variable,
    insert,
    put,
)
from slotq.prove.queue import CLIENT, DEQUEUER, TOKEN, append, drop, is_newest

VARIABLES = {
    "listed": Variable((TOKEN,), TRUTH),
    "older": Variable((TOKEN, TOKEN), TRUTH),
    "nextId": Variable((), TOKEN),
    "won": Variable((TOKEN,), TRUTH),
    "closed": Variable((TOKEN,), TRUTH),
    "known": Variable((CLIENT, TOKEN), TRUTH),
    "call": Variable((CLIENT,), WORD),
    "hand": Variable((CLIENT,), TOKEN),
    "running": Variable((DEQUEUER,), TRUTH),
    "offer": Variable((DEQUEUER,), TOKEN),
    "owner": Variable((DEQUEUER,), CLIENT),
    "done": Variable((DEQUEUER,), TRUTH),
}


def init(m: Algebra, s: State) -> Formula:
    """Init."""
    return m.both(
        m.each([TOKEN], lambda t: m.no(m.either(s.listed(t), s.won(t), s.closed(t)))),
        m.each([TOKEN, TOKEN], lambda t, u: m.no(s.older(t, u))),
        m.same(s.nextId(), 0),
        m.each([CLIENT, TOKEN], lambda p, t: m.no(s.known(p, t))),
        m.each(
            [CLIENT],
            lambda p: m.both(m.same(s.call(p), "nothing"), m.same(s.hand(p), m.none(TOKEN))),
        ),
        m.each(
            [DEQUEUER],
            lambda d: m.both(
                m.no(m.either(s.running(d), s.done(d))),
                m.same(s.offer(d), m.none(TOKEN)),
                m.same(s.owner(d), m.none(CLIENT)),
            ),
        ),
    )


def _idle(m: Algebra, s: State, p: Term) -> Formula:
    return m.same(s.call(p), "nothing")


def _offers(m: Algebra, s: State, d: Term) -> Formula:
    return m.no(m.same(s.offer(d), m.none(TOKEN)))


def queue(m: Algebra, s: State, p: Term) -> Step:
    """Queue."""
    new = s.nextId()
    return Step(
        [_idle(m, s, p), m.belongs(new, TOKEN)],
        s.but(
            **append(m, s, new),
            nextId=lambda: m.after(new),
            known=insert(m, s.known, p, new),
        ),
    )


def win(m: Algebra, s: State, p: Term, t: Term) -> Step:
    """Win."""
    return Step(
        [_idle(m, s, p), s.known(p, t), m.no(s.won(t))],
        s.but(
            won=insert(m, s.won, t),
            call=put(m, s.call, p, value="remove"),
            hand=put(m, s.hand, p, value=t),
        ),
    )


def lose(m: Algebra, s: State, p: Term, t: Term) -> Step:
    """Lose."""
    return Step([_idle(m, s, p), s.known(p, t), s.won(t)], s)


def remove(m: Algebra, s: State, p: Term) -> Step:
    """Remove."""
    return Step(
        [m.same(s.call(p), "remove")],
        s.but(**drop(m, s, s.hand(p)), call=put(m, s.call, p, value="close")),
    )


def close(m: Algebra, s: State, p: Term) -> Step:
    """Close."""
    return Step(
        [m.same(s.call(p), "close")],
        s.but(
            closed=insert(m, s.closed, s.hand(p)),
            call=put(m, s.call, p, value="nothing"),
            hand=put(m, s.hand, p, value=m.none(TOKEN)),
        ),
    )


def start(m: Algebra, s: State, p: Term, d: Term) -> Step:
    """Start."""
    return Step(
        [_idle(m, s, p), m.same(s.owner(d), m.none(CLIENT))],
        s.but(owner=put(m, s.owner, d, value=p), running=insert(m, s.running, d)),
    )


def pick(m: Algebra, s: State, d: Term, newest: Term) -> Step:
    """Pick."""
    return Step(
        [s.running(d), m.no(s.done(d)), m.no(_offers(m, s, d)), is_newest(m, s, newest)],
        s.but(offer=put(m, s.offer, d, value=newest)),
    )


def deliver(m: Algebra, s: State, d: Term, p: Term) -> Step:
    """Deliver."""
    return Step(
        [m.same(s.owner(d), p), _idle(m, s, p), _offers(m, s, d)],
        s.but(
            known=insert(m, s.known, p, s.offer(d)),
            offer=put(m, s.offer, d, value=m.none(TOKEN)),
        ),
    )


def withdraw(m: Algebra, s: State, d: Term) -> Step:
    """Withdraw."""
    return Step(
        [_offers(m, s, d), m.either(s.closed(s.offer(d)), s.done(d))],
        s.but(offer=put(m, s.offer, d, value=m.none(TOKEN))),
    )


def cancel(m: Algebra, s: State, d: Term) -> Step:
    """Cancel."""
    return Step([], s.but(done=insert(m, s.done, d)))


def end(m: Algebra, s: State, d: Term) -> Step:
    """End."""
    return Step(
        [s.running(d), s.done(d), m.no(_offers(m, s, d))],
        s.but(running=put(m, s.running, d, value=False)),
    )


ABSTRACT = System(
    "SlotQueue",
    VARIABLES,
    ("nothing", "remove", "close"),
    init,
    (
        Action("Queue", (CLIENT,), queue),
        Action("Win", (CLIENT, TOKEN), win),
        Action("Lose", (CLIENT, TOKEN), lose),
        Action("Remove", (CLIENT,), remove),
        Action("Close", (CLIENT,), close),
        Action("Start", (CLIENT, DEQUEUER), start),
        Action("Pick", (DEQUEUER,), pick, chosen=(TOKEN,)),
        Action("Deliver", (DEQUEUER, CLIENT), deliver),
        Action("Withdraw", (DEQUEUER,), withdraw),
        Action("Cancel", (DEQUEUER,), cancel),
        Action("End", (DEQUEUER,), end),
    ),
)
