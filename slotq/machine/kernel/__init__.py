"""What every machine is made of: guards, labels, processes, systems; and the search."""

from slotq.machine.kernel.graph import Graph, TooManyStatesError, explore, shortest_path
from slotq.machine.kernel.system import OWN, Action, Disabled, Label, Process, System

__all__ = [
    "OWN",
    "Action",
    "Disabled",
    "Graph",
    "Label",
    "Process",
    "System",
    "TooManyStatesError",
    "explore",
    "shortest_path",
]
