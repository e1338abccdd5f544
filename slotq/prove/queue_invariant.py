"""What is proved of SlotQueueSteps: IndInv, conjunct by conjunct.

The names are those of SlotQueueInductive and SlotQueueProperties where a conjunct is one of theirs.
Others are parts of one: of Types, HandInv, ClosedNotListedInv, IsWaitingInv and LifeInv, and of
IdsIncreaseInv, which says of a sequence what is said of a set and an order by two. All of them
together are compared with IndInv, as TLC evaluates it.
"""

from collections.abc import Callable

from slotq.prove import queue
from slotq.prove.algebra import Algebra, Formula, State, System, Term, equivalent, one_of
from slotq.prove.queue import CLIENT, DEQUEUER, TOKEN, exists, in_some_hand
from slotq.prove.queue_properties import STEPS


def _each_token(formula: Callable[[Algebra, State, Term], Formula]) -> Callable[..., Formula]:
    return lambda m, s: m.each([TOKEN], lambda t: formula(m, s, t))


def _each_client(formula: Callable[[Algebra, State, Term], Formula]) -> Callable[..., Formula]:
    return lambda m, s: m.each([CLIENT], lambda p: formula(m, s, p))


def _each_dequeuer(formula: Callable[[Algebra, State, Term], Formula]) -> Callable[..., Formula]:
    return lambda m, s: m.each([DEQUEUER], lambda d: formula(m, s, d))


def _is(m: Algebra, value: Term, word: str) -> Formula:
    return m.same(value, word)


def _next_is_number(m: Algebra, s: State) -> Formula:
    return m.no(m.less(s.nextId(), 0))


def _list_is_ordered(m: Algebra, s: State) -> Formula:
    # What makes a set and a relation a sequence without repetitions.
    def of_two(t: Term, u: Term) -> Formula:
        return m.both(
            m.implies(s.older(t, u), m.both(s.listed(t), s.listed(u), m.no(s.older(u, t)))),
            m.implies(
                m.both(s.listed(t), s.listed(u)),
                m.either(m.same(t, u), s.older(t, u), s.older(u, t)),
            ),
        )

    def of_three(t: Term, u: Term, v: Term) -> Formula:
        return m.implies(m.both(s.older(t, u), s.older(u, v)), s.older(t, v))

    return m.both(m.each([TOKEN, TOKEN], of_two), m.each([TOKEN, TOKEN, TOKEN], of_three))


def _ids_increase(m: Algebra, s: State) -> Formula:
    return m.each([TOKEN, TOKEN], lambda t, u: m.implies(s.older(t, u), m.less(t, u)))


def _in_hand(m: Algebra, s: State, p: Term) -> Formula:
    holds = one_of(m, s.doing(p), "remove", "close")
    won = m.both(exists(m, s, s.hand(p)), s.busy(s.hand(p)))
    return m.both(m.implies(holds, won), m.implies(m.no(holds), m.same(s.hand(p), m.none(TOKEN))))


def _one_winner(m: Algebra, s: State) -> Formula:
    def of_two(p: Term, q: Term) -> Formula:
        hands = m.both(m.same(s.hand(p), s.hand(q)), m.no(m.same(s.hand(p), m.none(TOKEN))))
        return m.implies(hands, m.same(p, q))

    return m.each([CLIENT, CLIENT], of_two)


def _won_is_removed(m: Algebra, s: State, t: Term) -> Formula:
    return m.implies(m.both(s.listed(t), s.busy(t)), in_some_hand(m, s, t, "remove"))


def _removed_is_closed(m: Algebra, s: State, t: Term) -> Formula:
    removed = m.both(s.busy(t), m.no(s.listed(t)))
    return m.implies(removed, m.either(s.closed(t), in_some_hand(m, s, t, "close")))


def _remembered(m: Algebra, s: State, p: Term) -> Formula:
    broadcasts = _is(m, s.doing(p), "broadcast")
    return m.both(
        m.implies(broadcasts, exists(m, s, s.appended(p))),
        m.implies(m.no(broadcasts), m.same(s.appended(p), m.none(TOKEN))),
    )


def _one_broadcast(m: Algebra, s: State) -> Formula:
    def of_two(p: Term, q: Term) -> Formula:
        same = m.both(
            m.same(s.appended(p), s.appended(q)), m.no(m.same(s.appended(p), m.none(TOKEN)))
        )
        return m.implies(same, m.same(p, q))

    return m.each([CLIENT, CLIENT], of_two)


def _no_lost_wake_up(m: Algebra, s: State) -> Formula:
    def of_two(d: Term, t: Term) -> Formula:
        to_come = m.some(
            [CLIENT],
            lambda p: m.both(_is(m, s.doing(p), "broadcast"), m.same(s.appended(p), t)),
        )
        return m.implies(m.both(_is(m, s.dequeuer(d), "asleep"), s.listed(t)), to_come)

    return m.each([DEQUEUER, TOKEN], of_two)


def _no_lost_cancel(m: Algebra, s: State, d: Term) -> Formula:
    return m.implies(
        m.both(_is(m, s.dequeuer(d), "asleep"), s.done(d)), _is(m, s.canceller(d), "waiting")
    )


def _offer(m: Algebra, s: State, d: Term) -> Formula:
    offers = _is(m, s.dequeuer(d), "offering")
    return equivalent(m, offers, m.no(m.same(s.item(d), m.none(TOKEN))))


def _item_exists(m: Algebra, s: State, d: Term) -> Formula:
    return m.either(m.same(s.item(d), m.none(TOKEN)), exists(m, s, s.item(d)))


def _sleeper_is_waiting(m: Algebra, s: State, d: Term) -> Formula:
    return m.implies(_is(m, s.dequeuer(d), "asleep"), s.isWaiting(d))


def _waiting_is_at_lock(m: Algebra, s: State, d: Term) -> Formula:
    return m.implies(s.isWaiting(d), one_of(m, s.dequeuer(d), "asleep", "lock"))


def _has_owner(m: Algebra, s: State, d: Term) -> Formula:
    owned = m.no(m.same(s.owner(d), m.none(CLIENT)))
    started = m.no(_is(m, s.dequeuer(d), "absent"))
    return m.both(equivalent(m, started, owned), m.implies(owned, m.belongs(s.owner(d), CLIENT)))


def _has_canceller(m: Algebra, s: State, d: Term) -> Formula:
    return equivalent(m, _is(m, s.dequeuer(d), "absent"), _is(m, s.canceller(d), "absent"))


def _ends_by_cancel(m: Algebra, s: State, d: Term) -> Formula:
    ended = m.either(_is(m, s.dequeuer(d), "ended"), _is(m, s.canceller(d), "ended"))
    return m.implies(ended, s.done(d))


INVARIANT = {
    "NextIdType": _next_is_number,
    "DoingType": _each_client(
        lambda m, s, p: one_of(m, s.doing(p), "nothing", "broadcast", "remove", "close")
    ),
    "DequeuerType": _each_dequeuer(
        lambda m, s, d: one_of(m, s.dequeuer(d), "absent", "lock", "asleep", "offering", "ended")
    ),
    "CancellerType": _each_dequeuer(
        lambda m, s, d: one_of(m, s.canceller(d), "absent", "waiting", "ended")
    ),
    "ListedExist": _each_token(lambda m, s, t: m.implies(s.listed(t), exists(m, s, t))),
    "BusyExist": _each_token(lambda m, s, t: m.implies(s.busy(t), exists(m, s, t))),
    "ItemExists": _each_dequeuer(_item_exists),
    "ListIsOrdered": _list_is_ordered,
    "IdsIncrease": _ids_increase,
    "Hand": _each_client(_in_hand),
    "OneWinner": _one_winner,
    "RemovalFinds": _each_client(
        lambda m, s, p: m.implies(_is(m, s.doing(p), "remove"), s.listed(s.hand(p)))
    ),
    "RemovedFirst": _each_client(
        lambda m, s, p: m.implies(_is(m, s.doing(p), "close"), m.no(s.listed(s.hand(p))))
    ),
    "ClosedOnce": _each_client(
        lambda m, s, p: m.implies(_is(m, s.doing(p), "close"), m.no(s.closed(s.hand(p))))
    ),
    "ClosedWasWon": _each_token(lambda m, s, t: m.implies(s.closed(t), s.busy(t))),
    "ClosedNotListed": _each_token(lambda m, s, t: m.implies(s.closed(t), m.no(s.listed(t)))),
    "FreeListed": _each_token(
        lambda m, s, t: m.implies(exists(m, s, t), m.either(s.busy(t), s.listed(t)))
    ),
    "WonIsRemoved": _each_token(_won_is_removed),
    "RemovedIsClosed": _each_token(_removed_is_closed),
    "Remembered": _each_client(_remembered),
    "OneBroadcast": _one_broadcast,
    "NoLostWakeUp": _no_lost_wake_up,
    "NoLostCancel": _each_dequeuer(_no_lost_cancel),
    "Offer": _each_dequeuer(_offer),
    "SleeperIsWaiting": _each_dequeuer(_sleeper_is_waiting),
    "WaitingIsAtLock": _each_dequeuer(_waiting_is_at_lock),
    "HasOwner": _each_dequeuer(_has_owner),
    "HasCanceller": _each_dequeuer(_has_canceller),
    "EndsByCancel": _each_dequeuer(_ends_by_cancel),
}
"""The conjuncts of IndInv."""


QUEUE = System(
    "SlotQueueSteps",
    queue.VARIABLES,
    queue.WORDS,
    queue.init,
    queue.ACTIONS,
    INVARIANT,
    STEPS,
)
