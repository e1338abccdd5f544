"""The one door to the twin of spec/ScalingCallers.tla."""

from slotq.machine.kernel.module import Module, guards_of
from slotq.machine.kernel.words import counted
from slotq.machine.scaling_callers import actions, moves
from slotq.machine.scaling_callers.bounds import Bounds
from slotq.machine.scaling_callers.invariants import INVARIANTS
from slotq.machine.scaling_callers.next import ScalingCallers
from slotq.machine.scaling_callers.record import record

_CHOICES = ("leaving", "freezable", "crashable", "failing")


def _words(bounds: Bounds) -> str:
    allowed = [what for what in _CHOICES if getattr(bounds, what)]
    allowed += ["impatient"] * bool(bounds.impatient) + ["refusing"] * bounds.refusing
    allowed += [] if bounds.repeated else ["signalling once"]
    sizes = counted(bounds, "requests", "containers")
    return f"{sizes}; {', '.join(allowed)}" if allowed else sizes


MODULE = Module(
    name="ScalingCallers",
    bounds=Bounds,
    smallest=Bounds(1, 1, crashable=frozenset({0})),
    system=ScalingCallers,
    names=lambda _: {},
    record=record,
    invariants=INVARIANTS,
    words=_words,
    guards=guards_of(actions, moves),
)
