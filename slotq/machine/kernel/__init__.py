"""What every machine is made of: guards, labels, processes, systems; and the search."""

from slotq.machine.kernel.graph import Graph, TooManyStatesError, explore, shortest_path
from slotq.machine.kernel.module import Module, Names, UnknownClaimError
from slotq.machine.kernel.properties import WITNESS, Properties
from slotq.machine.kernel.system import OWN, Action, Disabled, Label, Process, System
from slotq.machine.kernel.words import counted, plural

__all__ = [
    "OWN",
    "WITNESS",
    "Action",
    "Disabled",
    "Graph",
    "Label",
    "Module",
    "Names",
    "Process",
    "Properties",
    "System",
    "TooManyStatesError",
    "UnknownClaimError",
    "counted",
    "explore",
    "plural",
    "shortest_path",
]
