"""The one door to the twin of spec/Scaling.tla."""

from slotq.machine.kernel.module import Module, guards_of
from slotq.machine.kernel.words import counted
from slotq.machine.scaling import actions
from slotq.machine.scaling.bounds import SIZES, Bounds
from slotq.machine.scaling.invariants import INVARIANTS
from slotq.machine.scaling.next import general_movers
from slotq.machine.scaling.record import record

MODULE = Module(
    name="Scaling",
    bounds=Bounds,
    smallest=Bounds(1, 1, 1),
    system=general_movers,
    names=lambda _: {},
    record=record,
    invariants=INVARIANTS,
    words=lambda bounds: counted(bounds, *SIZES),
    guards=guards_of(actions),
)
