"""What is proved of Callers, conjunct by conjunct, together with the invariant of the queue.

The names are those of CallersProperties, without their Inv, where it has them.
"""

from collections.abc import Callable

from slotq.prove import callers
from slotq.prove.algebra import Action, Algebra, Formula, Predicate, State, System, Term, one_of
from slotq.prove.callers import (
    ACTIONS,
    ERROR,
    FREEZE,
    OF_CONSUMER,
    OF_CONTAINER,
    constants,
)
from slotq.prove.queue import CLIENT, DEQUEUER, TOKEN, exists
from slotq.prove.queue_invariant import INVARIANT as QUEUE_INVARIANT

_HOLDER = ("won", "holding", "ejected")
_WITH_TOKEN = ("woken", "busy", "acquiring", *_HOLDER)


def _each_client(formula: Callable[[Algebra, State, Term], Formula]) -> Predicate:
    return lambda m, s: m.each([CLIENT], lambda p: formula(m, s, p))


def _each_token(formula: Callable[[Algebra, State, Term], Formula]) -> Predicate:
    return lambda m, s: m.each([TOKEN], lambda t: formula(m, s, t))


def _type(m: Algebra, s: State, p: Term) -> Formula:
    state = s.state(p)
    return m.choose(
        s.isContainer(p), one_of(m, state, *OF_CONTAINER), one_of(m, state, *OF_CONSUMER)
    )


def _has_token(m: Algebra, s: State, p: Term) -> Formula:
    waits = m.both(s.isContainer(p), m.same(s.state(p), "waiting"))
    has = m.either(one_of(m, s.state(p), *_WITH_TOKEN), waits)
    return m.choose(has, exists(m, s, s.token(p)), m.same(s.token(p), m.none(TOKEN)))


def _in_call(m: Algebra, s: State, p: Term) -> Formula:
    broadcasts = m.both(s.isContainer(p), one_of(m, s.state(p), "waiting", "gone"))
    acquires = m.both(one_of(m, s.state(p), "won", "ejected"), m.same(s.hand(p), s.token(p)))
    return m.both(
        m.implies(m.same(s.doing(p), "broadcast"), broadcasts),
        m.implies(one_of(m, s.doing(p), "remove", "close"), acquires),
    )


def _in_round(m: Algebra, s: State, p: Term) -> Formula:
    here = m.both(m.less(0, s.round(p)), m.no(m.less(s.Rounds(), s.round(p))))
    return m.choose(m.same(s.state(p), "gone"), m.same(s.round(p), 0), here)


def _own_token(m: Algebra, s: State) -> Formula:
    def of_two(k: Term, j: Term) -> Formula:
        share = m.both(
            s.isContainer(k),
            s.isContainer(j),
            m.same(s.token(k), s.token(j)),
            m.no(m.same(s.token(k), m.none(TOKEN))),
        )
        return m.implies(share, m.same(k, j))

    return m.each([CLIENT, CLIENT], of_two)


def _holds(m: Algebra, s: State, p: Term, t: Term) -> Formula:
    return m.both(m.same(s.token(p), t), one_of(m, s.state(p), *_HOLDER))


def _won_is_busy(m: Algebra, s: State, p: Term) -> Formula:
    return m.implies(one_of(m, s.state(p), "busy", *_HOLDER), s.busy(s.token(p)))


def _one_holder(m: Algebra, s: State) -> Formula:
    def of_two(p: Term, q: Term) -> Formula:
        both = m.both(_holds(m, s, p, s.token(p)), _holds(m, s, q, s.token(p)))
        return m.implies(both, m.same(p, q))

    return m.each([CLIENT, CLIENT], of_two)


def _won_is_held(m: Algebra, s: State, t: Term) -> Formula:
    held = m.some([CLIENT], lambda p: _holds(m, s, p, t))
    left_open = m.both(s.Later(), s.closed(t))
    return m.implies(m.both(s.busy(t), m.no(s.slotClosed(t))), m.either(held, left_open))


def _holder_is_open(m: Algebra, s: State, p: Term) -> Formula:
    return m.implies(one_of(m, s.state(p), *_HOLDER), m.no(s.slotClosed(s.token(p))))


def _consumer_holds(m: Algebra, s: State, t: Term) -> Formula:
    return m.some([CLIENT], lambda c: m.both(m.no(s.isContainer(c)), _holds(m, s, c, t)))


def _is_served(m: Algebra, s: State, k: Term) -> Formula:
    token = s.token(k)
    lost = m.both(
        s.isContainer(k), one_of(m, s.state(k), "waiting", "woken", "busy"), s.busy(token)
    )
    return m.implies(lost, m.either(s.slotClosed(token), _consumer_holds(m, s, token)))


def _error_has_no_container(m: Algebra, s: State, t: Term) -> Formula:
    with_it = m.some([CLIENT], lambda k: m.both(s.isContainer(k), m.same(s.token(k), t)))
    return m.implies(s.failed(t), m.both(exists(m, s, t), m.no(with_it)))


def _error_never_runs(m: Algebra, s: State, c: Term) -> Formula:
    holds = m.both(m.no(s.isContainer(c)), m.same(s.state(c), "holding"))
    return m.implies(holds, m.no(s.failed(s.token(c))))


def _appends_own(m: Algebra, s: State, k: Term) -> Formula:
    appended = s.appended(k)
    error = m.both(s.failed(appended), m.same(s.state(k), "gone"))
    return m.implies(m.same(s.doing(k), "broadcast"), m.either(m.same(s.token(k), appended), error))


def _broadcast_to_come(m: Algebra, s: State) -> Formula:
    def of_container(k: Term, t: Term) -> Formula:
        error = m.both(s.failed(t), m.same(s.state(k), "gone"))
        broadcasts = m.both(s.isContainer(k), m.same(s.doing(k), "broadcast"))
        return m.both(broadcasts, m.either(m.same(s.token(k), t), error))

    def of_two(d: Term, t: Term) -> Formula:
        sleeps = m.both(m.same(s.dequeuer(d), "asleep"), s.listed(t))
        return m.implies(sleeps, m.some([CLIENT], lambda k: of_container(k, t)))

    return m.each([DEQUEUER, TOKEN], of_two)


def _is_free(m: Algebra, s: State, t: Term) -> Formula:
    return m.both(exists(m, s, t), m.no(s.busy(t)))


def _has_container(m: Algebra, s: State, t: Term) -> Formula:
    def is_behind(k: Term) -> Formula:
        here = one_of(m, s.state(k), "waiting", "woken")
        return m.both(s.isContainer(k), here, m.same(s.token(k), t))

    return m.some([CLIENT], is_behind)


def _healthy_behind(m: Algebra, s: State, t: Term) -> Formula:
    healthy = m.both(_is_free(m, s, t), m.no(s.failed(t)))
    return m.implies(healthy, _has_container(m, s, t))


def _container_behind(m: Algebra, s: State, t: Term) -> Formula:
    return m.implies(_is_free(m, s, t), _has_container(m, s, t))


INVARIANT: dict[str, Predicate] = {
    "Constants": constants,
    "InRound": _each_client(_in_round),
    "StateType": _each_client(_type),
    "HasToken": _each_client(_has_token),
    "InCall": _each_client(_in_call),
    "OwnToken": _own_token,
    "WonIsBusy": _each_client(_won_is_busy),
    "OneHolder": _one_holder,
    "WonIsHeld": _each_token(_won_is_held),
    "HolderIsOpen": _each_client(_holder_is_open),
    "SlotClosedWasWon": _each_token(lambda m, s, t: m.implies(s.slotClosed(t), s.busy(t))),
    "IsServed": _each_client(_is_served),
    "ErrorHasNoContainer": _each_token(_error_has_no_container),
    "ErrorNeverRuns": _each_client(_error_never_runs),
    "AppendsOwn": _each_client(_appends_own),
    "BroadcastToCome": _broadcast_to_come,
}
"""What is true of all callers."""
HEALTHY_BEHIND = {"HealthyBehind": _each_token(_healthy_behind)}
"""What is true where no container fails to freeze."""
CONTAINER_BEHIND = {"ContainerBehind": _each_token(_container_behind)}
"""What is true where none fails to start, either."""


_OF_QUEUE = (
    "NextIdType",
    "ListedExist",
    "BusyExist",
    "ItemExists",
    "Hand",
    "ClosedWasWon",
    "Remembered",
    "Offer",
)
_EXISTENTIAL = {
    "WonIsHeld": (),
    "IsServed": (),
    "BroadcastToCome": ("NoLostWakeUp",),
    "HealthyBehind": (),
    "ContainerBehind": (),
}
"""The conjuncts that say that somebody exists, and those of the kind that each is proved from."""


def system(*leaving: Action, behind: dict[str, Predicate]) -> System:
    """Callers, with actions that leave a token behind, and what is then to be proved of tokens."""
    invariant = {**INVARIANT, **behind}
    universal = [name for name in invariant if name not in _EXISTENTIAL]
    return System(
        "Callers",
        callers.VARIABLES,
        callers.WORDS,
        callers.init,
        (*ACTIONS, *leaving),
        invariant,
        given=QUEUE_INVARIANT,
        uses={name: (*_OF_QUEUE, *universal, *_EXISTENTIAL.get(name, ())) for name in invariant},
    )


CALLERS = system(ERROR, FREEZE, behind={})
WITHOUT_FREEZE = system(ERROR, behind=HEALTHY_BEHIND)
WITHOUT_BOTH = system(behind=HEALTHY_BEHIND | CONTAINER_BEHIND)
