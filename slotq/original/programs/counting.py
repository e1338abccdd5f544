"""Trackers, counters and signaller, with movers that do anything: the twin of Scaling!Next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from slotq.machine import scaling
from slotq.machine.kernel import Label, Properties, System
from slotq.machine.scaling import CONTAINER, NOTHING, REQUEST, STATES, Counted, Move
from slotq.original.naming import Said
from slotq.original.state import State, UnknownStateError, stand, the_queue
from slotq.schedule.walk.step_reports import of_counting

_MOVES: Mapping[str, str] = MappingProxyType(
    {
        "run select": "nothing",
        "run move enterRequestState lock": "enter",
        "run move exitRequestState lock": "exit",
        "run move enterContainerState lock": "enter",
        "run move exitContainerState lock": "exit",
    }
)


@dataclass(frozen=True, slots=True)
class Movers:
    """Trackers, counters and signaller, with movers that do anything."""

    size: scaling.Bounds
    coarse: bool = False

    @property
    def bounds(self) -> dict[str, Any]:
        """What the driver is told to begin."""
        return {
            "program": "movers",
            "requests": self.size.requests,
            "containers": self.size.containers,
            "movers": self.size.movers,
        }

    @property
    def system(self) -> System[scaling.State]:
        """The machine, at the same bounds."""
        return scaling.general_movers(self.size)

    @property
    def properties(self) -> Properties[scaling.State]:
        """What is specified of its states and steps."""
        return scaling.MODULE.properties(self.size)

    def abstract(self, state: State) -> scaling.State:
        """Say which state of Scaling a state is.

        Raises:
            UnknownStateError: None is.
        """
        size, queue = self.size, the_queue(state)
        stats = queue.stats
        return scaling.State(
            (
                Counted(_states(state, "request", size.requests, REQUEST), _counts(stats.requests)),
                Counted(
                    _states(state, "container", size.containers, CONTAINER),
                    _counts(stats.containers),
                ),
            ),
            tuple(_move(state, f"mover-{number + 1}") for number in range(size.movers)),
            signalled=bool(queue.signaller.length),
        )

    def implied(self, label: Label, before: scaling.State, after: scaling.State) -> Said:
        """Say what a step of the machine implies of what is reported."""
        if label.action == "LaunchCheck":
            return {"counts": tuple(n for side in before.sides for n in (0, *side.counts))}
        return dict(of_counting(label, before, after))


def _states(state: State, name: str, count: int, kind: int) -> tuple[str, ...]:
    return tuple(STATES[kind][state.trackers[f"{name}-{n + 1}"]] for n in range(count))


def _counts(read: Sequence[int]) -> tuple[int, ...]:
    none, *counts = read
    if none:
        message = f"the state none is counted: {none}"
        raise UnknownStateError(message)
    return tuple(counts)


def _move(state: State, name: str) -> Move:
    process = state.processes[name]
    step = stand(_MOVES, name, process.at)
    if step == "nothing":
        return NOTHING
    kind_name, _, number = process.of.partition("-")
    kind = REQUEST if kind_name == "request" else CONTAINER
    source, target = STATES[kind][process.source], STATES[kind][process.target]
    return Move(step, (kind, int(number) - 1), source, target)
