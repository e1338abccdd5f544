"""Programs of a few processes that do little, and the states that both sides are compared in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from slotq.schedule.doubles.clients import Operation
from slotq.schedule.doubles.operations import Start


@dataclass(frozen=True)
class Program:
    """A small program.

    Attributes:
        objects: The kind of each primitive that the processes share, by name; there is a lock.
        processes: What each process does, by name.
    """

    objects: Mapping[str, str]
    processes: Mapping[str, tuple[Operation, ...]]

    @property
    def first(self) -> list[str]:
        """Name the processes that nobody starts."""
        operations = [operation for each in self.processes.values() for operation in each]
        started = [name for each in operations if isinstance(each, Start) for name in each.names]
        return [name for name in self.processes if name not in started]

    def named(self, *kinds: str) -> list[str]:
        """Name the primitives of some kinds."""
        return [name for name, kind in self.objects.items() if kind in kinds]


class State(NamedTuple):
    """What a program has come to.

    Attributes:
        results: What the operations of each process have returned, or are decided to.
        waiting: The processes in the wait of a condition, asleep or woken.
        sleepers: The processes that sleep on each condition.
        true: The flags that are set, and the signals and contexts that are closed.
        items: What is in each mailbox.
        failures: How processes have failed.
    """

    results: tuple[tuple[str, ...], ...]
    waiting: frozenset[str]
    sleepers: tuple[tuple[str, ...], ...]
    true: frozenset[str]
    items: tuple[tuple[str, ...], ...]
    failures: tuple[str, ...] = ()


def parts(program: Program, state: State) -> dict[str, str]:
    """Name the parts of a state, to show how two of them differ."""
    shown = {
        name: ", ".join(results) or "nothing yet"
        for name, results in zip(program.processes, state.results, strict=True)
    }
    for name, sleepers in zip(program.named("condition"), state.sleepers, strict=True):
        shown[f"asleep on {name}"] = ", ".join(sleepers) or "nobody"
    for name, items in zip(program.named("mailbox"), state.items, strict=True):
        shown[f"in {name}"] = ", ".join(items) or "nothing"
    for name in program.named("flag", "signal", "context"):
        shown[name] = "true" if name in state.true else "false"
    shown["in a wait"] = ", ".join(sorted(state.waiting)) or "nobody"
    shown["failures"] = "; ".join(state.failures) or "none"
    return shown
