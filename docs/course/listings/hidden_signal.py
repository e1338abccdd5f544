"""Search all states of a queue that signals, with one dequeuer and with two."""
# ruff: noqa: INP001, T201 - a file of its own, which says what it finds

from slotq.course.faults import FAULTS, broken
from slotq.machine.kernel import explore
from slotq.machine.slot_queue_steps import INVARIANTS
from slotq.machine.slot_queue_steps.bounds import Bounds

for dequeuers in (1, 2):
    states = explore(broken(Bounds(1, dequeuers, 1), FAULTS["SignalOne"])).states
    false = sum(not INVARIANTS["NoLostWakeUpInv"](state) for state in states)
    print(f"{dequeuers} dequeuer(s): {len(states)} states, NoLostWakeUpInv is false in {false}")
