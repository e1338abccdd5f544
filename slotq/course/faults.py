"""Broken versions of single actions of the machine, as models/faults/MCFaults.tla has them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from slotq.machine.kernel import Disabled, Label, System
from slotq.machine.slot_queue_steps import State, general_client
from slotq.machine.slot_queue_steps.bounds import Bounds

Act = Callable[..., Any]


@dataclass(frozen=True)
class Fault:
    """A broken action.

    Attributes:
        of: The action in whose place it stands.
        act: What it does, of a state and the action's arguments; where it has a choice, of one
            argument more.
        choices: The values of that argument, by the bounds.
    """

    of: str
    act: Act
    choices: Callable[[Bounds], tuple[tuple[int, ...], ...]] = lambda _: ((),)


def broken(bounds: Bounds, fault: Fault | None = None) -> System[State]:
    """Make the queue under its most general clients, with one action broken, or none."""
    system = general_client(bounds.clients, bounds.dequeuers, bounds.tokens)
    if fault is not None:
        for process in system.processes:
            process.actions[:] = [
                entry
                for label, action, arguments in process.actions
                for entry in _entries(bounds, fault, label, action, arguments)
            ]
    return system


def _entries(
    bounds: Bounds, fault: Fault, label: Label, action: Act, arguments: tuple[Any, ...]
) -> Iterator[tuple[Label, Act, tuple[Any, ...]]]:
    if label.action != fault.of:
        yield label, action, arguments
        return
    for choice in fault.choices(bounds):
        yield Label(label.action, (*label.arguments, *choice)), fault.act, (*arguments, *choice)


def _client(state: State, number: int, **changes: Any) -> State:  # noqa: ANN401  # fields
    clients = list(state.clients)
    clients[number] = clients[number]._replace(**changes)
    return state._replace(clients=tuple(clients))


def _remove_nothing(state: State, client: int) -> State | Disabled:
    if state.clients[client].doing != "remove":
        return Disabled('doing[p] = "remove"')
    return _client(state, client, doing="close")


FAULTS: Mapping[str, Fault] = MappingProxyType(
    {"RemoveNothing": Fault("AcquireRemove", _remove_nothing)}
)
"""By their names in models/faults."""
