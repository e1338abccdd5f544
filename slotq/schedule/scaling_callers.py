"""The requests, launcher and containers of `slotq.schedule.launching`, as a program to be run.

What the specification keeps is read from their frames: where each of them stands, and what a move
of a tracker that has begun has still to do. It leaves out one thing: whether a container that is
gone has ever lived, which it has not where its resources were refused.
"""

from collections.abc import Callable
from dataclasses import dataclass

from slotq.machine import scaling
from slotq.machine.scaling import CONTAINER, NOTHING, REQUEST, STATES, Counted, Move
from slotq.machine.scaling_callers import NO_CONTAINER, Bounds, State
from slotq.machine.scaling_next import ScalingCallers
from slotq.queue import SlotCaller, SlotQueue
from slotq.schedule.abstraction import stand, variable
from slotq.schedule.launching import Container, Launcher, LawfulWorld, Reaper, Request, Slot
from slotq.schedule.movers import MakeQueue
from slotq.schedule.processes import Crew
from slotq.schedule.reading import Frame, RawState
from slotq.schedule.run import UnknownStateError
from slotq.schedule.world import World
from slotq.stats import ContainerState, ContainerTracker, RequestState, RequestTracker

# The specification keeps them where the code does not need them any more.
_KEPT = frozenset({"self", "state", "old", "container", "has_signalled"})


@dataclass(frozen=True)
class ScalingCallersProgram:
    """Trackers, counters and signaller with those whom they were made for.

    Attributes:
        bounds: How many there are, and what they may do. Counters wrap where those of the code do.
        make_queue: Makes the queue with its counters; tests put broken ones here.
        make_request: Makes a request; the same holds.
        make_container: Makes a container.
        make_launcher: Makes the launcher.
        track_request: Makes a request's tracker.
        track_container: Makes a container's tracker.
        make_world: Makes the primitives, in which there are the laws.
    """

    bounds: Bounds
    make_queue: MakeQueue = SlotQueue
    make_request: Callable[..., Request] = Request
    make_container: Callable[..., Container] = Container
    make_launcher: Callable[..., Launcher] = Launcher
    track_request: Callable[..., RequestTracker] = RequestTracker
    track_container: Callable[..., ContainerTracker] = ContainerTracker
    make_world: Callable[[Crew], World] = LawfulWorld
    kept: frozenset[str] = _KEPT

    @property
    def system(self) -> ScalingCallers:
        """The specification with these bounds."""
        return ScalingCallers(self.bounds)

    @property
    def names(self) -> dict[str, list[str]]:
        """What the processes are called."""
        return {}

    @property
    def options(self) -> str:
        """The bounds, as the options of `slotq replay`."""
        bounds = self.bounds
        options = [f"--requests {bounds.requests} --containers {bounds.containers}"]
        options += [f"--impatient request-{number + 1}" for number in sorted(bounds.impatient)]
        for what in ("leaving", "freezable", "crashable"):
            options += [f"--{what} container-{n + 1}" for n in sorted(getattr(bounds, what))]
        options += ["--refusing"] * bounds.refusing + ["--once"] * (not bounds.repeated)
        return " ".join(options)

    def begin(self, crew: Crew) -> World:
        """Make a world with the launcher and the requests, each before its first step."""
        world, bounds = self.make_world(crew), self.bounds
        queue = self.make_queue("queue", world)
        containers = tuple(
            self._container(world, queue, number) for number in range(bounds.containers)
        )
        caller = SlotCaller(world.channel(), world.signal())
        requests = {
            f"request-{number + 1}": self._request(world, queue, caller, containers, number)
            for number in range(bounds.requests)
        }
        reapers = tuple(
            Reaper(container) if number in bounds.crashable else None
            for number, container in enumerate(containers)
        )
        launcher = self.make_launcher(
            world, queue, containers, reapers, world.signal(), bounds.refusing
        )
        # What hangs on several is named after the first of them.
        world.roots["queue"] = queue
        for number, container in enumerate(containers):
            name = f"container-{number + 1}"
            world.roots |= {name: container, f"{name}.slot": container.slot}
            world.roots[f"{name}.tracker"] = container.tracker
        for name, request in requests.items():
            world.roots |= {name: request, f"{name}.tracker": request.tracker}
        world.roots["launcher"] = launcher
        runs = {name: request.run for name, request in requests.items()}
        world.start({**runs, "launcher": launcher.run})
        return world

    def _container(self, world: World, queue: SlotQueue, number: int) -> Container:
        return self.make_container(
            world,
            self.track_container(queue.counters, f"container-{number + 1}", world),
            Slot(world),
            is_leaving=number in self.bounds.leaving,
            is_freezable=number in self.bounds.freezable,
        )

    def _request(
        self,
        world: World,
        queue: SlotQueue,
        caller: SlotCaller,
        containers: tuple[Container, ...],
        number: int,
    ) -> Request:
        return self.make_request(
            world,
            queue,
            self.track_request(queue.counters, f"request-{number + 1}", world),
            caller,
            containers,
            is_impatient=number in self.bounds.impatient,
            is_repeating=self.bounds.repeated,
        )

    def abstract(self, raw: RawState) -> State:
        """Say which state of ScalingCallers a state of the code is.

        Raises:
            UnknownStateError: None is.
        """
        return _Abstraction(self.bounds, raw).state()

    def may_end(self, state: State) -> bool:
        """Say whether nothing needs to happen any more."""
        return not self.system.successors(state)


# Where a process stands, by the state that it moves a tracker to: before that, and as soon as the
# tracker has moved.
_BEFORE: tuple[dict[int, str], ...] = (
    {RequestState.WAIT: "new", RequestState.EXEC: "won", RequestState.DONE: "leaving"},
    {ContainerState.START: "starting", ContainerState.DONE: "ejected"},
    {ContainerState.WAIT: "launching"},
)
_AFTER: tuple[dict[int, str], ...] = (
    {RequestState.WAIT: "arrived", RequestState.EXEC: "holding", RequestState.DONE: "gone"},
    {
        ContainerState.START: "started",
        ContainerState.IDLE: "idle",
        ContainerState.PAUSED: "offering",
        ContainerState.BUSY: "serving",
        ContainerState.DONE: "gone",
    },
    {ContainerState.WAIT: "asking", ContainerState.DONE: "waiting"},
)
# Where it stands when it moves none.
_STANDS: tuple[dict[str, str], ...] = (
    {"run wait select": "waiting", "run change __enter__": "holding", "": "gone"},
    {
        "run _settle _choose select": "started",
        "run _offer _choose select": "idle",
        "run _wait _choose select": "offering",
        "run _serve _settle _choose select": "serving",
        "": "gone",
    },
    {
        "run get_stats __enter__": "checking",
        "run _launch select": "asking",
        "run _launch spawn": "asking",
        "run _launch _stay select": "launching",
        "run select": "waiting",
    },
)
_LAUNCHER = 2  # besides the kinds of trackers
# Where a container is that has no process, by the state of its tracker.
_UNBORN = {"none": "absent", "wait": "launched", "done": "gone"}


class _Abstraction:
    """What a state of the code is in the specification."""

    def __init__(self, bounds: Bounds, raw: RawState) -> None:
        self._bounds = bounds
        self._raw = raw

    def state(self) -> State:
        bounds = self._bounds
        requests, containers = range(bounds.requests), range(bounds.containers)
        movers = [
            *[self._mover(REQUEST, number) for number in requests],
            *[self._mover(CONTAINER, number) for number in containers],
            self._launcher(),
        ]
        reapers = [self._reaper(container) for container, _ in bounds.reapers]
        at = tuple(at for at, _ in movers)
        counters = self._raw.objects["queue.counters"]
        return State(
            scaling.State(
                (
                    Counted(self._states(REQUEST), _counts(counters["_request"])),
                    Counted(self._states(CONTAINER), _counts(counters["_container"])),
                ),
                (*[move for _, move in movers], *reapers),
                signalled=len(self._raw.objects["queue.signaller"]["items"]) > 1,
            ),
            at,
            tuple(self._raw.objects[f"container-{n + 1}.slot"]["state"] for n in containers),
            tuple(self._hand(number, at[number]) for number in requests),
        )

    def _states(self, kind: int) -> tuple[str, ...]:
        count = (self._bounds.requests, self._bounds.containers)[kind]
        objects = self._raw.objects
        return tuple(
            STATES[kind][objects[f"{_KINDS[kind]}-{number + 1}.tracker"]["_state"]]
            for number in range(count)
        )

    def _mover(self, kind: int, number: int) -> tuple[str, Move]:
        name = f"{_KINDS[kind]}-{number + 1}"
        frames = self._raw.processes.get(name)
        if frames is None:
            return _UNBORN[self._states(kind)[number]], NOTHING
        at, move = _read(kind, name, frames)
        if at == "waiting" and variable(frames, "wait", "has_signalled") == "false":
            at = "arrived"
        return at, move

    def _launcher(self) -> tuple[str, Move]:
        return _read(_LAUNCHER, "launcher", self._raw.processes["launcher"])

    def _reaper(self, container: int) -> Move:
        frames = self._raw.processes.get(f"reaper-{container + 1}", ())
        step = _step(frames)
        return NOTHING if step is None else _move(step, frames)

    def _hand(self, request: int, at: str) -> int:
        if at not in {"won", "holding"}:
            return NO_CONTAINER
        frames = self._raw.processes[f"request-{request + 1}"]
        return int(variable(frames, "run", "container").rpartition("-")[2]) - 1


_KINDS = ("request", "container")
_STEPS = {
    "move": "begin",
    "enter_request_state": "enter",
    "enter_container_state": "enter",
    "exit_request_state": "exit",
    "exit_container_state": "exit",
}


def _step(frames: tuple[Frame, ...]) -> str | None:
    """Say what somebody does next of a move; None if nothing."""
    functions = [frame.function.rpartition(".")[2] for frame in frames[:2]]
    return _STEPS.get(functions[1]) if functions[:1] == ["__enter__"] else None


def _move(step: str, frames: tuple[Frame, ...]) -> Move:
    if step == "begin":
        return NOTHING
    name, _, number = variable(frames, "move", "self").removesuffix(".tracker").partition("-")
    kind = _KINDS.index(name)
    source, target = (STATES[kind][variable(frames, "move", name)] for name in ("old", "state"))
    return Move(step, (kind, int(number) - 1), source, target)


def _read(kind: int, name: str, frames: tuple[Frame, ...]) -> tuple[str, Move]:
    step = _step(frames)
    if step is None:
        return stand(_STANDS[kind], name, frames), NOTHING
    target = variable(frames, "move", "state")
    at = _BEFORE if step == "begin" else _AFTER
    if target not in at[kind]:
        message = f"{name} moves its tracker to {target}"
        raise UnknownStateError(message)
    return at[kind][target], _move(step, frames)


def _counts(encoded: tuple[object, ...]) -> tuple[int, ...]:
    _, _none, *counts = encoded
    return tuple(int(str(count)) for count in counts)
