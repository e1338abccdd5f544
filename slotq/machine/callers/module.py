"""The one door to the twin of spec/Callers.tla."""

from collections.abc import Callable

from slotq.machine import slot_queue_steps
from slotq.machine.callers import actions
from slotq.machine.callers.bounds import CHOICES, Bounds
from slotq.machine.callers.claims import CLAIMS, STEP_CLAIMS
from slotq.machine.callers.invariants import INVARIANTS
from slotq.machine.callers.next import Callers
from slotq.machine.callers.record import record
from slotq.machine.callers.state import State
from slotq.machine.kernel.module import Module, guards_of
from slotq.machine.kernel.words import counted


def _of_the_queue(
    invariant: Callable[[slot_queue_steps.State], bool],
) -> Callable[[State, Bounds], bool]:
    return lambda state, _: invariant(state.queue)


def _of_its_steps(
    holds: Callable[[slot_queue_steps.State, slot_queue_steps.State], bool],
) -> Callable[[State, State, Bounds], bool]:
    return lambda before, after, _: holds(before.queue, after.queue)


def _words(bounds: Bounds) -> str:
    allowed = [
        f"{what} {', '.join(map(bounds.name, sorted(getattr(bounds, what))))}"
        for what in CHOICES
        if getattr(bounds, what)
    ]
    allowed += ["later versions"] * bounds.later
    return "; ".join([counted(bounds, "containers", "consumers", "rounds"), *allowed])


MODULE = Module(
    name="Callers",
    bounds=Bounds,
    smallest=Bounds(1, 1, 1),
    system=Callers,
    names=lambda bounds: bounds.names,
    record=record,
    invariants={
        **{n: _of_the_queue(holds) for n, holds in slot_queue_steps.INVARIANTS.items()},
        **INVARIANTS,
    },
    words=_words,
    guards=guards_of(actions),
    step_properties={
        n: _of_its_steps(holds) for n, holds in slot_queue_steps.STEP_PROPERTIES.items()
    },
    claims=CLAIMS,
    step_claims=STEP_CLAIMS,
)
