"""The trackers, the counters and the signaller under their most general movers, as a program.

The Python twin of Scaling!Next: a mover asks any tracker to move to any state, takes a snapshot,
sends to the signaller or receives from it, again and again. What it does next it chooses in a
select whose arms have no step of their own, so that the choice and the first step are one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from slotq.machine import scaling
from slotq.machine.kernel import Label, Properties, System
from slotq.machine.scaling import CONTAINER, NOTHING, REQUEST, STATES, Bounds, Counted, Move
from slotq.primitives import After, Arm, Primitives, Take
from slotq.queue import SlotCaller, SlotQueue
from slotq.schedule.engine.processes import Crew
from slotq.schedule.engine.world import World
from slotq.schedule.programs.callers_abstraction import stand, variable
from slotq.schedule.reading.frames import Frame, RawState
from slotq.schedule.walk.step_reports import Said, of_counting
from slotq.stats import ContainerTracker, RequestTracker

Tracker = RequestTracker | ContainerTracker
MakeQueue = Callable[[str, Primitives], SlotQueue]

# To which state a tracker moves is not known to the code any more when it exits the old one, nor
# which tracker it is; the specification keeps both.
_KEPT = frozenset({"self", "state", "old"})


@dataclass(frozen=True, slots=True)
class Mover:
    """A process that uses trackers, counters and the signaller."""

    queue: SlotQueue
    primitives: Primitives
    trackers: tuple[Tracker, ...]
    caller: SlotCaller

    def run(self) -> None:
        """Do something, again and again."""
        arms: list[Arm] = [
            Take("SignalReceive", self.queue.signaller),
            After(None, 0, None, "send"),
            After(None, 0, None, "check"),
        ]
        for tracker in self.trackers:
            kind = REQUEST if isinstance(tracker, RequestTracker) else CONTAINER
            arms += [After(None, target, tracker) for target in range(1, len(STATES[kind]))]
        while True:
            index, _ = self.primitives.select(*arms)
            arm = arms[index]
            match arm:
                case After(reason="send"):
                    self.queue.signaller.send("SignalSend", self.caller)
                case After(reason="check"):
                    self.queue.counters.get_stats()
                case After(seconds=int(target), token=RequestTracker() | ContainerTracker() as of):
                    of.move(target)


@dataclass(frozen=True)
class MoversProgram:
    """The counting under its most general movers.

    Attributes:
        bounds: How many there are of everything. Moves may always race, and counters wrap where
            those of the code do.
        make_queue: Makes the queue with its counters; tests put broken ones here.
        make_request: Makes a tracker; the same holds.
        make_container: The same.
    """

    bounds: Bounds
    make_queue: MakeQueue = SlotQueue
    make_request: Callable[..., RequestTracker] = RequestTracker
    make_container: Callable[..., ContainerTracker] = ContainerTracker
    kept: frozenset[str] = _KEPT

    @property
    def system(self) -> System[scaling.State]:
        """The specification with these bounds."""
        return scaling.general_movers(self.bounds)

    @cached_property
    def properties(self) -> Properties[scaling.State]:
        """What is specified of states and steps."""
        return scaling.MODULE.properties(self.bounds)

    @property
    def names(self) -> dict[str, list[str]]:
        """What the processes are called."""
        return {}

    @property
    def options(self) -> str:
        """Nothing: `slotq replay` has no such program."""
        return ""

    def begin(self, crew: Crew) -> World:
        """Make a world with the movers, each at its first choice."""
        world, bounds = World(crew), self.bounds
        queue = self.make_queue("queue", world)
        trackers: dict[str, Tracker] = {}
        for name in _names("request", bounds.requests):
            trackers[name] = self.make_request(queue.counters, name, world)
        for name in _names("container", bounds.containers):
            trackers[name] = self.make_container(queue.counters, name, world)
        caller = SlotCaller(world.channel(), world.signal())
        movers = {
            name: Mover(queue, world, tuple(trackers.values()), caller)
            for name in _names("mover", bounds.movers)
        }
        world.roots |= {"queue": queue, **trackers, **movers}
        world.start({name: mover.run for name, mover in movers.items()})
        return world

    def abstract(self, raw: RawState) -> scaling.State:
        """Say which state of Scaling a state of the code is.

        Raises:
            UnknownStateError: It has no such state.
        """
        bounds = self.bounds
        counters = raw.objects["queue.counters"]
        return scaling.State(
            (
                Counted(
                    _states(raw, "request", bounds.requests, REQUEST),
                    _counts(counters["_request"]),
                ),
                Counted(
                    _states(raw, "container", bounds.containers, CONTAINER),
                    _counts(counters["_container"]),
                ),
            ),
            tuple(_move(name, raw.processes[name]) for name in _names("mover", bounds.movers)),
            signalled=len(raw.objects["queue.signaller"]["items"]) > 1,
        )

    def implied(self, label: Label, before: scaling.State, after: scaling.State) -> Said:
        """Say what must be said of a step."""
        return of_counting(label, before, after)

    def may_end(self, state: scaling.State) -> bool:
        """Say that something can always happen: a snapshot can be taken."""
        del state
        return False


def _names(kind: str, count: int) -> list[str]:
    return [f"{kind}-{number + 1}" for number in range(count)]


def _states(raw: RawState, name: str, count: int, kind: int) -> tuple[str, ...]:
    return tuple(STATES[kind][raw.objects[n]["_state"]] for n in _names(name, count))


def _counts(encoded: tuple[object, ...]) -> tuple[int, ...]:
    _, _none, *counts = encoded
    return tuple(int(str(count)) for count in counts)


_STANDS = {
    "run select": ("nothing", REQUEST),
    "run move enter_request_state __enter__": ("enter", REQUEST),
    "run move exit_request_state __enter__": ("exit", REQUEST),
    "run move enter_container_state __enter__": ("enter", CONTAINER),
    "run move exit_container_state __enter__": ("exit", CONTAINER),
}


def _move(name: str, frames: tuple[Frame, ...]) -> Move:
    step, kind = stand(_STANDS, name, frames)
    if step == "nothing":
        return NOTHING
    number = int(variable(frames, "move", "self").rpartition("-")[2]) - 1
    source, target = (STATES[kind][variable(frames, "move", name)] for name in ("old", "state"))
    return Move(step, (kind, number), source, target)
