"""The requests, launcher and containers of `slotq.agent.launching`, as a program to be run.

The specification leaves out one thing: whether a container that is gone has ever lived, which it
has not where its resources were refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from slotq.agent.launching import Container, Launcher, Reaper, Request, Slot
from slotq.machine.kernel import Label, Properties
from slotq.machine.scaling_callers import MODULE, Bounds, ScalingCallers, State
from slotq.queue import SlotCaller, SlotQueue
from slotq.schedule.engine.processes import Crew
from slotq.schedule.engine.world import World
from slotq.schedule.programs.callers_abstraction import variable
from slotq.schedule.programs.lawful_world import LawfulWorld
from slotq.schedule.programs.scaling import MakeQueue
from slotq.schedule.programs.scaling_abstraction import KEPT, OF_THE_LAUNCHER, Abstraction
from slotq.schedule.reading.frames import RawState
from slotq.stats import ContainerTracker, RequestTracker


class _Abstraction(Abstraction):
    stands = (
        {
            "run wait select": "waiting",
            "run change __enter__": "holding",
            "run _fail change __enter__": "failing",
            "": "gone",
        },
        {
            "run _start _choose select": "started",
            "run _offer _choose select": "idle",
            "run _wait _choose select": "offering",
            "run _serve _choose select": "serving",
            "": "gone",
        },
        OF_THE_LAUNCHER,
    )

    def slot(self, container: int, at: str) -> str:
        del at
        return str(self.raw.objects[f"container-{container + 1}.slot"]["state"])

    def hand(self, request: int) -> int:
        frames = self.raw.processes[f"request-{request + 1}"]
        return int(variable(frames, "run", "container").rpartition("-")[2]) - 1


@dataclass(frozen=True)
class ScalingCallersProgram:
    """Trackers, counters and signaller with the users that they were made for.

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
    kept: frozenset[str] = KEPT

    @property
    def system(self) -> ScalingCallers:
        """The specification with these bounds."""
        return ScalingCallers(self.bounds)

    @cached_property
    def properties(self) -> Properties[State]:
        """What is specified of states and steps."""
        return MODULE.properties(self.bounds)

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
        for what in ("leaving", "freezable", "crashable", "failing"):
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
            is_failing=number in self.bounds.failing,
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
            UnknownStateError: It has no such state.
        """
        return _Abstraction(self.bounds, raw).state()

    def implied(self, label: Label, before: State, after: State) -> None:
        """Leave it: it is compared under the general movers."""

    def may_end(self, state: State) -> bool:
        """Say whether the program may end here."""
        return not self.system.successors(state)
