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


def _remove_by_swap(state: State, client: int) -> State | Disabled:
    before = state.clients[client]
    if before.doing != "remove":
        return Disabled('doing[p] = "remove"')
    first, *others = state.slots
    slots = [first if token == before.hand else token for token in others]
    return _client(state, client, doing="close")._replace(slots=tuple(slots))


def _signal_one(state: State, client: int, woken: int) -> State | Disabled:
    if state.clients[client].doing != "broadcast":
        return Disabled('doing[p] = "broadcast"')
    after = _client(state, client, doing="nothing")
    asleep = [d.dequeuer == "asleep" for d in state.dequeuers]
    if woken < 0:
        return Disabled("sleepers = {}") if any(asleep) else after
    if not asleep[woken]:
        return Disabled('dequeuer[d] = "asleep"')
    dequeuers = list(state.dequeuers)
    dequeuers[woken] = dequeuers[woken]._replace(dequeuer="lock")
    return after._replace(dequeuers=tuple(dequeuers))


def _sleepers(bounds: Bounds) -> tuple[tuple[int, ...], ...]:
    return tuple((number,) for number in range(-1, bounds.dequeuers))


def _check_then_set(state: State, client: int, token: int) -> State | Disabled:
    known, doing, hand = state.clients[client]
    if doing == "set" and hand == token:
        return _client(state, client, doing="remove")._replace(busy=state.busy | 1 << token)
    if doing != "nothing":
        return Disabled('doing[p] = "nothing"')
    if not known >> token & 1 or token >= state.next_id or state.busy >> token & 1:
        return Disabled("t \\in (known[p] \\cap Exists) \\ busy")
    return _client(state, client, doing="set", hand=token)


FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "CheckThenSet": Fault("AcquireCas", _check_then_set),
        "RemoveBySwap": Fault("AcquireRemove", _remove_by_swap),
        "RemoveNothing": Fault("AcquireRemove", _remove_nothing),
        "SignalOne": Fault("QueueBroadcast", _signal_one, _sleepers),
    }
)
"""By their names in models/faults."""
