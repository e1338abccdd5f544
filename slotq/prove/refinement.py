"""That SlotQueueSteps refines SlotQueue, for any size, step by step.

In a state of IndInv, each step of SlotQueueSteps is under the mapping of that module the step of
SlotQueue that is named here, or leaves everything that SlotQueue speaks of as it is.
"""

from collections.abc import Iterator, Mapping, Sequence

from slotq.prove import abstract
from slotq.prove.abstract import ABSTRACT
from slotq.prove.algebra import (
    Action,
    Algebra,
    Definition,
    Formula,
    State,
    Step,
    Term,
    one_of,
)
from slotq.prove.obligations import Kind, Obligation, StepClaim
from slotq.prove.queue_invariant import QUEUE


def of_steps(m: Algebra, s: State) -> State:
    """The mapping: Abstract in SlotQueueSteps."""
    return State(
        listed=s.listed,
        older=s.older,
        nextId=s.nextId,
        won=s.busy,
        closed=s.closed,
        known=s.known,
        call=lambda p: m.choose(m.same(s.doing(p), "broadcast"), "nothing", s.doing(p)),
        hand=s.hand,
        running=lambda d: one_of(m, s.dequeuer(d), "lock", "asleep", "offering"),
        offer=s.item,
        owner=s.owner,
        done=s.done,
    )


def _stutter(m: Algebra, s: State, *_: Term) -> Step:
    del m
    return Step([], s)


def _win_or_lose(m: Algebra, s: State, p: Term, t: Term) -> Step:
    win, lose = abstract.win(m, s, p, t), abstract.lose(m, s, p, t)
    lost = s.won(t)
    when = [m.either(m.both(*lose.when), m.both(*win.when))]
    return Step(
        when,
        s.but(
            won=lambda u: m.choose(lost, lose.then.won(u), win.then.won(u)),
            call=lambda q: m.choose(lost, lose.then.call(q), win.then.call(q)),
            hand=lambda q: m.choose(lost, lose.then.hand(q), win.then.hand(q)),
        ),
    )


REFINES: Mapping[str, Definition] = {
    "QueueAppend": abstract.queue,
    "QueueBroadcast": _stutter,
    "AcquireCas": _win_or_lose,
    "AcquireRemove": abstract.remove,
    "AcquireClose": abstract.close,
    "DequeuerStart": abstract.start,
    "DequeuerWait": _stutter,
    "DequeuerPeek": abstract.pick,
    "DequeuerExit": abstract.end,
    "DequeuerDeliver": abstract.deliver,
    "DequeuerEjected": abstract.withdraw,
    "DequeuerCancelled": abstract.withdraw,
    "Cancel": abstract.cancel,
    "CancellerWake": _stutter,
}
"""What each step of SlotQueueSteps is to SlotQueue."""


def obligations() -> Iterator[Obligation]:
    """That the initial states are mapped to initial states, and each step to a step."""
    yield Obligation(
        Kind.INITIATION, None, "Init", lambda m, s, _, __: ABSTRACT.init(m, of_steps(m, s))
    )
    for action in QUEUE.actions:
        yield from obligations_of(action)


def obligations_of(action: Action) -> Iterator[Obligation]:
    """That a step is the one that is named, or none: its guards, and each variable after it."""
    refines = _given(action.name)
    yield Obligation(Kind.REFINEMENT, action, "when", _guards(refines))
    for name in ABSTRACT.variables:
        yield Obligation(Kind.REFINEMENT, action, name, _variable(refines, name))


def _given(name: str) -> Definition:
    # A broken action may choose more than the right one, which the abstract step is not given.
    right = QUEUE.action(name)
    number = len(right.parameters) + len(right.chosen)
    return lambda m, s, *values: REFINES[name](m, s, *values[:number])


def _guards(refines: Definition) -> StepClaim:
    def claim(m: Algebra, s: State, _: State, values: Sequence[Term]) -> Formula:
        return m.both(*refines(m, of_steps(m, s), *values).when)

    return claim


def _variable(refines: Definition, name: str) -> StepClaim:
    variable = ABSTRACT.variables[name]

    def claim(m: Algebra, s: State, z: State, values: Sequence[Term]) -> Formula:
        found = getattr(of_steps(m, z), name)
        right = getattr(refines(m, of_steps(m, s), *values).then, name)
        if not variable.arguments:
            return m.same(found(), right())
        return m.each(variable.arguments, lambda *places: m.same(found(*places), right(*places)))

    return claim
