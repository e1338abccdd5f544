"""What is proved of each step of SlotQueueSteps that begins in a state of IndInv.

A property of SlotQueueProperties that has several parts is several properties here, so that a
broken action can show of each part that it says something: WonOnceProp is WonStays, WonWasFree and
WonAlone. What a dequeuer keeps for ever (OwnerStays, DoneStays, DequeuerStaysEnded and
CancellerStaysEnded) has no name in the specification.
"""

from collections.abc import Callable

from slotq.prove.algebra import Algebra, Formula, State, StepPredicate, Term, equivalent
from slotq.prove.queue import CLIENT, DEQUEUER, TOKEN, exists, in_some_hand, is_newest


def _won_stays(m: Algebra, s: State, z: State) -> Formula:
    return m.each([TOKEN], lambda t: m.implies(s.busy(t), z.busy(t)))


def _each_win(formula: Callable[[Algebra, State, State, Term], Formula]) -> StepPredicate:
    def of_step(m: Algebra, s: State, z: State) -> Formula:
        def of_client(p: Term) -> Formula:
            wins = m.both(m.same(z.doing(p), "remove"), m.no(m.same(s.doing(p), "remove")))
            return m.implies(wins, formula(m, s, z, z.hand(p)))

        return m.each([CLIENT], of_client)

    return of_step


def _won_was_free(m: Algebra, s: State, _: State, won: Term) -> Formula:
    return m.no(s.busy(won))


def _won_alone(m: Algebra, s: State, z: State, won: Term) -> Formula:
    return m.each([TOKEN], lambda t: equivalent(m, z.busy(t), m.either(s.busy(t), m.same(t, won))))


def _closed_for_ever(m: Algebra, s: State, z: State) -> Formula:
    return m.each([TOKEN], lambda t: m.implies(s.closed(t), z.closed(t)))


def _removed_by_winner(m: Algebra, s: State, z: State) -> Formula:
    return m.each(
        [TOKEN],
        lambda t: m.implies(s.listed(t), m.either(z.listed(t), in_some_hand(m, s, t, "remove"))),
    )


def _picks(m: Algebra, s: State, z: State, d: Term) -> Formula:
    return m.both(m.same(s.item(d), m.none(TOKEN)), m.no(m.same(z.item(d), m.none(TOKEN))))


def _picked_newest(m: Algebra, s: State, z: State) -> Formula:
    def of_dequeuer(d: Term) -> Formula:
        newest = m.each(
            [TOKEN],
            lambda t: m.implies(
                m.either(s.listed(t), m.both(exists(m, s, t), m.no(s.busy(t)))),
                m.no(m.less(z.item(d), t)),
            ),
        )
        return m.implies(_picks(m, s, z, d), m.both(is_newest(m, s, z.item(d)), newest))

    return m.each([DEQUEUER], of_dequeuer)


def _each_pick(formula: Callable[[Algebra, State, State], Formula]) -> StepPredicate:
    return lambda m, s, z: m.each(
        [DEQUEUER], lambda d: m.implies(_picks(m, s, z, d), formula(m, s, z))
    )


def _same_listed(m: Algebra, s: State, z: State) -> Formula:
    return m.each([TOKEN], lambda t: equivalent(m, s.listed(t), z.listed(t)))


def _same_order(m: Algebra, s: State, z: State) -> Formula:
    return m.each([TOKEN, TOKEN], lambda t, u: equivalent(m, s.older(t, u), z.older(t, u)))


def _each_dequeuer(
    formula: Callable[[Algebra, State, State, Term], Formula],
) -> StepPredicate:
    return lambda m, s, z: m.each([DEQUEUER], lambda d: formula(m, s, z, d))


def _keeps_owner(m: Algebra, s: State, z: State, d: Term) -> Formula:
    owned = m.no(m.same(s.owner(d), m.none(CLIENT)))
    return m.implies(owned, m.same(z.owner(d), s.owner(d)))


def _stays_done(m: Algebra, s: State, z: State, d: Term) -> Formula:
    return m.implies(s.done(d), z.done(d))


def _dequeuer_stays_ended(m: Algebra, s: State, z: State, d: Term) -> Formula:
    return m.implies(m.same(s.dequeuer(d), "ended"), m.same(z.dequeuer(d), "ended"))


def _canceller_stays_ended(m: Algebra, s: State, z: State, d: Term) -> Formula:
    return m.implies(m.same(s.canceller(d), "ended"), m.same(z.canceller(d), "ended"))


STEPS: dict[str, StepPredicate] = {
    "WonStays": _won_stays,
    "WonWasFree": _each_win(_won_was_free),
    "WonAlone": _each_win(_won_alone),
    "ClosedForEver": _closed_for_ever,
    "RemovedByWinner": _removed_by_winner,
    "PickedNewest": _picked_newest,
    "PickLeavesListed": _each_pick(_same_listed),
    "PickLeavesOrder": _each_pick(_same_order),
    "OwnerStays": _each_dequeuer(_keeps_owner),
    "DoneStays": _each_dequeuer(_stays_done),
    "DequeuerStaysEnded": _each_dequeuer(_dequeuer_stays_ended),
    "CancellerStaysEnded": _each_dequeuer(_canceller_stays_ended),
}
"""What is true of each step. Each is one part, so that a broken action fails each part."""
