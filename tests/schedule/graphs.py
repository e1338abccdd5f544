"""Graphs of the code and of the machine, to be compared."""

from typing import NamedTuple

from slotq.machine import kernel
from slotq.machine.callers import Bounds, Callers, State
from slotq.schedule.engine.processes import Greenlets
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.walk.execution import MakeCrew, Runner
from slotq.schedule.walk.explore import explore


class Edges(NamedTuple):
    """What a graph is compared by: source, action and target of each edge."""

    states: frozenset[State]
    edges: frozenset[tuple[State, str, State]]


def of_machine(bounds: Bounds) -> Edges:
    """Find what the specification allows."""
    found = kernel.explore(Callers(bounds))
    states = found.states
    edges = frozenset((states[s], label.action, states[t]) for s, label, t in found.edges)
    return Edges(frozenset(states), edges)


def of_code(program: CallersProgram, make_crew: MakeCrew = Greenlets) -> Edges:
    """Find what the code does."""
    found = explore(Runner(program, make_crew), most=20_000)
    return Edges(frozenset(found.states), frozenset(found.edges()))
