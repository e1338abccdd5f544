"""The manager of queues with its requests and launchers, as a program to be run under control.

The Python twin of SlotQueueManager!Next, for the original and for the manager with leases. A
request gets its queue, is counted, starts the launcher of a queue that was made for it, and leaves;
a launcher asks again and again to delete its queue, until it was idle.

Strangers may delete, too: at any time a process that holds a current or an old queue. It
is the launcher's function that they call, so its name is what the step is called here.

All requests have one key: of the queues of two keys the code does not know which was made first.
"""

from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any, cast

from slotq.machine import slot_queue_manager
from slotq.machine.kernel import Label, Properties, System
from slotq.machine.slot_queue_manager import NO_QUEUE, Bounds, Queue, Request
from slotq.manager import LeasingSlotQueueManager, SlotQueueManager
from slotq.primitives import Primitives
from slotq.queue import Key, SlotQueue
from slotq.schedule.engine.processes import Crew
from slotq.schedule.engine.world import Act, World
from slotq.schedule.programs.callers_abstraction import stand, variable
from slotq.schedule.reading.frames import Frame, RawState
from slotq.stats import RequestState, RequestTracker

Manager = SlotQueueManager | LeasingSlotQueueManager
MakeManager = type[SlotQueueManager] | type[LeasingSlotQueueManager]

_KEY = "a"
_HOT = f"manager._hot.{_KEY}"
_KEPT = frozenset({"queue", "is_new", "state"})


class Launcher:
    """The launcher of a queue: here it only tries to delete it."""

    __slots__ = ("manager", "queue")

    def __init__(self, manager: Manager, queue: SlotQueue) -> None:
        self.manager = manager
        self.queue = queue

    def run(self) -> None:
        """Try until the queue is idle."""
        is_deleted = False
        while not is_deleted:
            is_deleted = self.manager.delete_slot_queue(self.queue)


@dataclass(frozen=True, slots=True)
class ManagedRequest:
    """A request, from its queue to its end."""

    primitives: Primitives
    manager: Manager
    name: str

    def run(self) -> None:
        """Get a queue, wait there, and leave."""
        if isinstance(self.manager, LeasingSlotQueueManager):
            with self.manager.lease(_KEY, self.name) as lease:
                queue, is_new = lease.queue, lease.is_new
                self._start(queue, is_new=is_new)
        else:
            queue, is_new = self.manager.get_slot_queue(_KEY)
            request = RequestTracker(queue.counters, self.name, self.primitives)
            request.move(RequestState.WAIT)
            self._start(queue, is_new=is_new)
            request.move(RequestState.DONE)

    def _start(self, queue: SlotQueue, *, is_new: bool) -> None:
        if is_new:
            launcher = Launcher(self.manager, queue)
            self.primitives.spawn("LauncherStart", f"of-{self.name}", launcher=launcher.run)


class _Nameless(System[slot_queue_manager.State]):
    """The machine, which calls what strangers do as the code does."""

    def successors(
        self, state: slot_queue_manager.State
    ) -> list[tuple[Label, slot_queue_manager.State]]:
        """List the transitions out of a state."""
        return [
            (Label(label.action.replace("StrangerDelete", "DeleteSlotQueue"), label.arguments), to)
            for label, to in super().successors(state)
        ]


class _World(World):
    """A world whose queues are noted, for strangers to hold.

    Attributes:
        queues: All that were made, in order.
    """

    def __init__(self, crew: Crew) -> None:
        super().__init__(crew)
        self.queues: list[SlotQueue] = []


@cache
def _observed(make: Any) -> MakeManager:  # noqa: ANN401  # a union of classes is not hashable
    """The same manager, which notes its new queues in the world."""

    def get_or_make(self: Manager, key: Key) -> tuple[SlotQueue, bool]:
        queue, is_new = make._get_or_make(self, key)  # noqa: SLF001  # to note it
        if is_new:
            self._primitives.queues.append(queue)  # type: ignore[attr-defined]
        return queue, is_new

    return type(make.__name__, (make,), {"__slots__": (), "_get_or_make": get_or_make})


@dataclass(frozen=True)
class ManagerProgram:
    """The manager with its requests and launchers.

    Attributes:
        requests: How many requests there are.
        make_manager: Its class; tests put broken ones here.
        strangers: Whether strangers delete, too.
    """

    requests: int
    make_manager: MakeManager = SlotQueueManager
    strangers: bool = False
    kept: frozenset[str] = _KEPT

    @property
    def system(self) -> System[slot_queue_manager.State]:
        """The specification with these bounds."""
        system = slot_queue_manager.manager(self.bounds)
        return _Nameless(system.init, system.processes)

    @property
    def bounds(self) -> Bounds:
        """The bounds of the specification."""
        leases = issubclass(self.make_manager, LeasingSlotQueueManager)
        fixes = frozenset({"lease", "compare"}) if leases else frozenset[str]()
        return Bounds((0,) * self.requests, self.requests, fixes, self.strangers)

    @cached_property
    def properties(self) -> Properties[slot_queue_manager.State]:
        """What is specified of states and steps."""
        return slot_queue_manager.MODULE.properties(self.bounds)

    @property
    def names(self) -> dict[str, list[str]]:
        """What the processes are called."""
        return {}

    @property
    def options(self) -> str:
        """The bounds, as the options of `slotq replay`, which runs the original's manager."""
        is_original = self.make_manager is SlotQueueManager and not self.strangers
        return f"--manager {self.requests}" if is_original else ""

    def begin(self, crew: Crew) -> World:
        """Make a world with the requests, each before its first step."""
        world = _World(crew)
        made, queues = _observed(cast("Any", self.make_manager))(world), world.queues
        for number in range(self.requests if self.strangers else 0):
            world.environment[f"stranger-{number + 1}"] = Act(
                partial(_is_made, queues, number), partial(_delete, made, queues, number)
            )
        requests = {
            name: ManagedRequest(world, made, name) for name in _names("request", self.requests)
        }
        world.roots |= {"manager": made, **requests}
        world.start({name: request.run for name, request in requests.items()})
        return world

    def abstract(self, raw: RawState) -> slot_queue_manager.State:
        """Say which state of SlotQueueManager a state of the code is.

        Raises:
            UnknownStateError: It has no such state.
        """
        _, *hot = raw.objects["manager"]["_hot"]
        made = sum(name.rstrip("'") == _HOT for name in raw.objects)
        launchers = {
            _number(raw.objects[f"of-{name}"]["queue"]): raw.processes[f"launcher-of-{name}"]
            for name in _names("request", self.requests)
            if f"of-{name}" in raw.objects
        }
        return slot_queue_manager.State(
            (_number(hot[1]) if hot else NO_QUEUE,),
            tuple(
                Queue(0, _launcher(launchers.get(number))) if number < made else Queue()
                for number in range(self.requests)
            ),
            tuple(_request(name, raw.processes[name]) for name in _names("request", self.requests)),
        )

    def implied(
        self, label: Label, before: slot_queue_manager.State, after: slot_queue_manager.State
    ) -> None:
        """Leave it: no log has these steps."""

    def may_end(self, state: slot_queue_manager.State) -> bool:
        """Say whether the program may end here."""
        return not self.system.successors(state)


def _is_made(queues: list[SlotQueue], number: int) -> bool:
    return number < len(queues)


def _delete(manager: Manager, queues: list[SlotQueue], number: int) -> None:
    manager.delete_slot_queue(queues[number])


def _names(kind: str, count: int) -> list[str]:
    return [f"{kind}-{number + 1}" for number in range(count)]


def _number(queue: str) -> int:
    # Queues with one key are named alike, and told by how many there were before.
    return queue.removeprefix(_HOT).count("'")


def _launcher(frames: tuple[Frame, ...] | None) -> str:
    if frames is None:
        return "absent"
    return "running" if frames else "ended"


# Where a request stands when its tracker moves to wait, and to done.
_STANDS: dict[str, tuple[str, str]] = {
    "run get_slot_queue __enter__": ("new", ""),
    "run lease __enter__": ("new", ""),
    "run move __enter__": ("got", "waiting"),
    "run __exit__ move __enter__": ("", "waiting"),
    "run move enter_request_state __enter__": ("moved", "leaving"),
    "run __exit__ move enter_request_state __enter__": ("", "leaving"),
    "run move exit_request_state __enter__": ("", "left"),
    "run __exit__ move exit_request_state __enter__": ("", "left"),
    "run _start spawn": ("starting", ""),
    "": ("gone", ""),
}


def _request(name: str, frames: tuple[Frame, ...]) -> Request:
    waits, leaves = stand(_STANDS, name, frames)
    if waits in {"new", "gone"}:
        return Request(waits)
    moves = any(frame.function.endswith(".move") for frame in frames)
    at = leaves if moves and variable(frames, "move", "state") == RequestState.DONE else waits
    is_new = variable(frames, "run", "is_new") == "true"
    return Request(at, _number(variable(frames, "run", "queue")), is_new=is_new)
