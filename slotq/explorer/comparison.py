"""The page's transition function is the machine's: the same graph, guards, invariants and mapping.

Both graphs are searched in the same order and written as one line for each state: the state, what
each action of each process comes to there (the number of the next state, or of the guard that is
false), which invariants hold, and the state of SlotQueue that it is.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from slotq.errors import SlotqError
from slotq.explorer.engine import Engine
from slotq.machine import slot_queue, slot_queue_manager
from slotq.machine.callers import CHOICES, Bounds, Callers
from slotq.machine.kernel import Disabled, System
from slotq.machine.slot_queue_steps import INVARIANTS, general_client

_PIECE = 2_000  # states at a time


class PageDiffersError(SlotqError):
    """The page's graph is not the machine's; the text says where."""


@dataclass(frozen=True, slots=True)
class Size:
    """A system at a size, for the page and for the machine.

    Attributes:
        kind: What the page calls the system.
        bounds: Its bounds, as the page wants them.
        system: The machine.
        invariants: What is said of each state.
        above: The state of SlotQueue that a state is, if it is one.
    """

    kind: str
    bounds: dict[str, Any]
    system: System[Any]
    invariants: tuple[Callable[[Any], bool], ...]
    above: Callable[[Any], object] | None


def of_general(clients: int, dequeuers: int, tokens: int) -> Size:
    """The queue under its most general clients."""
    return Size(
        "general",
        {"clients": clients, "dequeuers": dequeuers, "tokens": tokens},
        general_client(clients, dequeuers, tokens),
        tuple(INVARIANTS.values()),
        slot_queue.of_steps,
    )


def of_callers(bounds: Bounds) -> Size:
    """The queue with containers and consumers."""

    def of_the_queue(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
        return lambda state: holds(state.queue)

    return Size(
        "callers",
        page_bounds(bounds),
        Callers(bounds),
        tuple(map(of_the_queue, INVARIANTS.values())),
        lambda state: slot_queue.of_steps(state.queue),
    )


def of_manager(requests: int) -> Size:
    """The manager of queues, of requests with one key."""
    bounds = slot_queue_manager.Bounds((0,) * requests, requests)

    def within(holds: Callable[[Any, slot_queue_manager.Bounds], bool]) -> Callable[[Any], bool]:
        return lambda state: holds(state, bounds)

    return Size(
        "manager",
        {"requests": requests},
        slot_queue_manager.manager(bounds),
        tuple(map(within, slot_queue_manager.INVARIANTS.values())),
        None,
    )


def page_bounds(bounds: Bounds) -> dict[str, Any]:
    """Write the bounds of callers as the page wants them."""
    sets = {name: sorted(getattr(bounds, name)) for name in CHOICES}
    sizes = {name: getattr(bounds, name) for name in ("containers", "consumers", "rounds")}
    return {**sizes, **sets, "later": bounds.later}


def compare(engine: Engine, size: Size) -> tuple[int, int]:
    """Compare the page with the machine.

    Returns:
        How many states and edges both have.

    Raises:
        PageDiffersError: They differ.
    """
    entries = [entry for process in size.system.processes for entry in process.actions]
    labels = [[label.action, *label.arguments] for label, _, _ in entries]
    found = json.loads(engine.call("begin", size.kind, _text(size.bounds), ""))
    if found != labels:
        message = f"the page has the actions {found}, the machine {labels}"
        raise PageDiffersError(message)
    writer = _Writer(size)
    for number, (ours, theirs) in enumerate(zip_longest(writer.lines(), _lines(engine))):
        if ours != theirs:
            message = f"state {number}: the machine has {ours}, the page {theirs}"
            raise PageDiffersError(message)
    guards = json.loads(engine.call("guards"))
    if guards != list(writer.guards):
        message = f"the machine has the guards {list(writer.guards)}, the page {guards}"
        raise PageDiffersError(message)
    return len(writer.numbers), writer.edges


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _lines(engine: Engine) -> Iterator[str]:
    while piece := engine.call("lines", _PIECE):
        yield from piece.split("\n")


class _Writer:
    """Writes the machine's graph as the page does."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._entries = [entry for process in size.system.processes for entry in process.actions]
        self.numbers: dict[Any, int] = {size.system.init: 0}
        self.guards: dict[str, int] = {}
        self.edges = 0

    def lines(self) -> Iterator[str]:
        """Write a line for each state."""
        above = self._size.above
        states = [self._size.system.init]
        for state in states:
            results = ",".join(
                self._comes_to(action(state, *arguments), states)
                for _, action, arguments in self._entries
            )
            truths = "".join(str(int(holds(state))) for holds in self._size.invariants)
            abstracted = "" if above is None else _text(above(state))
            yield f"{_text(state)} {results} {truths} {abstracted}"

    def _comes_to(self, after: Any, states: list[Any]) -> str:  # noqa: ANN401  # of any system
        if isinstance(after, Disabled):
            guard = f"own {after.guard}" if after.own else after.guard
            return f"!{self.guards.setdefault(guard, len(self.guards))}"
        self.edges += 1
        number = self.numbers.setdefault(after, len(states))
        if number == len(states):
            states.append(after)
        return str(number)
