"""What is proved, theorem by theorem.

A theorem is a function that returns how many obligations it has met. The first that is not met is
an exception, whose text is a counterexample.
"""

from collections.abc import Iterable, Mapping, Sequence

from slotq.errors import SlotqError
from slotq.prove import broken, refinement
from slotq.prove.algebra import System
from slotq.prove.broken_callers import BROKEN_CALLERS
from slotq.prove.callers import constants
from slotq.prove.callers_invariant import CALLERS, WITHOUT_BOTH, WITHOUT_FREEZE
from slotq.prove.counterexamples import lines
from slotq.prove.handed_on import HANDED_ON
from slotq.prove.manager import Manager
from slotq.prove.obligations import (
    Answer,
    Kind,
    Obligation,
    Outcome,
    Prover,
    obligations,
    obligations_of,
)
from slotq.prove.queue_invariant import QUEUE

QUEUE_SIZES = [
    {"client": clients, "dequeuer": dequeuers, "token": tokens}
    for clients, dequeuers, tokens in (
        (1, 1, 1),
        (1, 1, 2),
        (1, 2, 1),
        (2, 1, 2),
        (1, 1, 3),
        (2, 2, 3),
    )
]
"""Where counterexamples are looked for, the smallest first."""
_MANAGER_SIZES = [
    {"request": requests, "key": keys, "queue": queues}
    for requests, keys, queues in ((1, 1, 1), (2, 1, 2), (2, 2, 2), (3, 1, 3))
]
FIXED: tuple[tuple[tuple[str, ...], bool], ...] = (
    (("lease",), False),
    (("lookAgain",), False),
    (("lease", "compare"), True),
    (("lookAgain", "compare"), True),
)
"""The managers whose invariant is proved: their fixes, and whether strangers delete queues."""
_LOST = {
    f"consecution RequestEnter {name}"
    for name in ("ServedInMap", "WaitsInMap", "HasLauncher", "OneQueue")
}
UNFIXED: dict[tuple[tuple[str, ...], bool], set[str]] = {
    ((), False): _LOST,
    (("lease",), True): {
        f"consecution {action} {name}"
        for action in ("DeleteSlotQueue", "StrangerDelete")
        for name in ("ServedInMap", "WaitsInMap")
    },
}
"""Those that lose a queue, and exactly what cannot be proved of each."""
ONE_ROUND_MORE = Obligation(
    Kind.INITIATION,
    None,
    "Constants with one round more",
    lambda m, s, *_: constants(m, s.but(Rounds=lambda: m.after(s.Rounds()))),
)
"""What is proved of callers is not proved of few rounds alone."""
_SHOWN = 3


class NotProvedError(SlotqError):
    """An obligation is refuted; the text is the counterexample."""


class UnknownError(SlotqError):
    """There is neither a proof nor a counterexample, which is a failure."""


def _prove(system: System, sizes: Sequence[Mapping[str, int]], asked: Iterable[Obligation]) -> int:
    proof = Prover(system, sizes).prove(asked)
    if proof.failures:
        _fail(system, proof.failures)
    return proof.proved


def _fail(system: System, failures: tuple[Outcome, ...]) -> None:
    refuted = [each for each in failures if each.answer is Answer.REFUTED]
    text = [line for each in (refuted or failures)[:_SHOWN] for line in lines(system, each)]
    if len(failures) > _SHOWN:
        text.append("these are not proved: " + "; ".join(str(each.obligation) for each in failures))
    raise (NotProvedError if refuted else UnknownError)("\n".join(text))


def queue() -> int:
    """IndInv is inductive, and what is said of steps is true of each step from it."""
    return _prove(QUEUE, QUEUE_SIZES, obligations(QUEUE))


def handed_on() -> int:
    """So it is where clients acquire and receive what others have."""
    asked = [each for action in HANDED_ON for each in obligations_of(QUEUE, action)]
    return _prove(QUEUE, QUEUE_SIZES, asked)


def refines() -> int:
    """SlotQueueSteps refines SlotQueue."""
    return _prove(QUEUE, QUEUE_SIZES, refinement.obligations())


def broken_actions() -> int:
    """Each broken action fails exactly what its row says."""
    prover, table = Prover(QUEUE, QUEUE_SIZES), broken.table()
    differences = broken.unmatched(table)
    failed = 0
    for name, row in table.items():
        failures = broken.failures(name, prover)
        differences += broken.differences(name, row, failures)
        failed += len(failures)
    if differences:
        raise NotProvedError("\n".join(differences))
    return failed


def callers() -> int:
    """What is said of all callers, and of those that do not fail to freeze, or to start.

    And that there may be as many rounds as one likes: one more than there are is always allowed.
    """
    asked = _prove(CALLERS, broken.CALLERS_SIZES, [ONE_ROUND_MORE])
    systems = (CALLERS, WITHOUT_FREEZE, WITHOUT_BOTH)
    return asked + sum(_prove(each, broken.CALLERS_SIZES, obligations(each)) for each in systems)


def wrong_callers() -> int:
    """Each broken action of callers fails exactly what it must."""
    failed, differences = broken.callers_failed()
    if differences:
        raise NotProvedError("\n".join(differences))
    return failed


def managers() -> int:
    """The invariant of each fixed manager is inductive."""
    systems = [Manager(*fixes, strangers=strangers).system() for fixes, strangers in FIXED]
    return sum(_prove(system, _MANAGER_SIZES, obligations(system)) for system in systems)


def broken_managers() -> int:
    """Managers that lose a queue fail exactly what they must."""
    failed = 0
    for (fixes, strangers), expected in UNFIXED.items():
        system = Manager(*fixes, strangers=strangers).system()
        failures = Prover(system, _MANAGER_SIZES).prove(obligations(system)).failures
        found = {str(each.obligation) for each in failures if each.counterexample}
        if len(found) != len(failures) or found != expected:
            named = ", ".join(fixes) or "no fix"
            message = f"the manager with {named} fails {', '.join(sorted(found)) or 'nothing'}"
            raise NotProvedError(message)
        failed += len(found)
    return failed


def show_broken(name: str) -> list[str]:
    """What a broken action is, what fails with it, and a counterexample of each."""
    if caller := BROKEN_CALLERS.get(name):
        shown = [f"{name}, in the place of {caller.action.name}: {caller.what}"]
        system, outcomes = caller.system, broken.failures_of_caller(caller)
    else:
        row = broken.table()[name]
        shown = [f"{name}, in the place of {row.instead}: {row.what}"]
        system, outcomes = QUEUE, broken.failures(name, Prover(QUEUE, QUEUE_SIZES))
    for outcome in outcomes:
        shown += ["", *lines(system, outcome)]
    return shown
