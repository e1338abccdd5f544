"""A module of the specification, as all that judges and explores see its twin: one value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from slotq.formats.tla_values import Function
from slotq.machine.kernel.system import System

B = TypeVar("B")
S = TypeVar("S")
Names = Mapping[str, Sequence[str]]
"""What processes are called, by the kind of a parameter: "client", "dequeuer"."""


@dataclass(frozen=True)
class Module(Generic[B, S]):
    """The twin of a module of the specification.

    Attributes:
        name: The module of TLA+.
        bounds: The type of its bounds: how large a system is, and what may happen in it.
        smallest: Bounds at which there is a process of each kind.
        system: Makes its next-state relation.
        names: What its clients and dequeuers are called, if it has any.
        record: Writes a state as the variables of the specification, as TLC has them.
        invariants: Its state properties, by the names that they have in TLA+.
        words: Writes bounds out for a reader.
    """

    name: str
    bounds: type[B]
    smallest: B
    system: Callable[[B], System[S]]
    names: Callable[[B], Names]
    record: Callable[[S, B], Function]
    invariants: Mapping[str, Callable[[S, B], bool]]
    words: Callable[[B], str]

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """The names of its actions, in the order of its processes."""
        processes: Any = self.system(self.smallest).processes
        names = (label.action for process in processes for label, *_ in process.actions)
        return tuple(dict.fromkeys(names))
