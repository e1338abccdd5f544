"""Queue, counters and signaller with the launcher and its users, as one program to be run.

To ScalingCallers the queue's steps are hidden, but for those by which a slot is offered, won and
taken back, which have other names there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from slotq.agent.launching import Launcher
from slotq.agent.queueing import QueueingContainer, QueueingRequest
from slotq.machine import slot_queue_steps
from slotq.machine.kernel import Label, Properties
from slotq.machine.scaling import Move
from slotq.machine.scaling_callers import MODULE, Bounds, ScalingCallers, State
from slotq.queue import SlotCaller, SlotQueue
from slotq.schedule.engine.findings import Transition
from slotq.schedule.engine.processes import Crew
from slotq.schedule.engine.world import World
from slotq.schedule.programs.scaling import MakeQueue
from slotq.schedule.programs.scaling_abstraction import KEPT, OF_THE_LAUNCHER, Abstraction
from slotq.schedule.reading.frames import Frame, RawState
from slotq.schedule.walk.execution import UnknownStateError
from slotq.stats import ContainerTracker, RequestTracker

# The steps of the queue alone: a lost compare-and-swap, and the close by the container, among them.
_HIDDEN = frozenset(slot_queue_steps.MODULE.actions) - {"QueueAppend"} | {"SlotClose"}


@dataclass(frozen=True)
class QueueAndCountersProgram:
    """The queue and its counters with the users that they were made for.

    Attributes:
        bounds: How many there are, and what they may do; nobody may crash. Counters wrap where
            those of the code do.
        make_queue: Makes the queue with its counters; tests put broken ones here.
        make_request: Makes a request; the same holds.
        make_container: Makes a container.
    """

    bounds: Bounds
    make_queue: MakeQueue = SlotQueue
    make_request: Callable[..., QueueingRequest] = QueueingRequest
    make_container: Callable[..., QueueingContainer] = QueueingContainer
    kept: frozenset[str] = KEPT | {"token"}

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
        """Nothing: `slotq replay` has no such program."""
        return ""

    def begin(self, crew: Crew) -> World:
        """Make a world with the launcher and the requests, each before its first step."""
        world, bounds = World(crew), self.bounds
        queue = world.roots["queue"] = self.make_queue("queue", world)
        caller = SlotCaller(world.channel(), world.signal())
        containers = tuple(
            self.make_container(
                world,
                queue,
                ContainerTracker(queue.counters, f"container-{number + 1}", world),
                is_leaving=number in bounds.leaving,
                is_freezable=number in bounds.freezable,
                is_failing=number in bounds.failing,
            )
            for number in range(bounds.containers)
        )
        requests = tuple(
            self.make_request(
                world,
                queue,
                RequestTracker(queue.counters, f"request-{number + 1}", world),
                caller,
                world.context(str(number + 1)),
                is_impatient=number in bounds.impatient,
                is_repeating=bounds.repeated,
            )
            for number in range(bounds.requests)
        )
        nobody = (None,) * bounds.containers
        launcher = Launcher(world, queue, containers, nobody, world.signal(), bounds.refusing)
        clients: list[QueueingContainer | QueueingRequest] = [*containers, *requests]
        for client in clients:
            name = client.tracker.name
            world.roots |= {name: client, f"{name}.tracker": client.tracker}
        world.roots["launcher"] = launcher
        runs = {request.tracker.name: request.run for request in requests}
        world.start({**runs, "launcher": launcher.run})
        return world

    def abstract(self, raw: RawState) -> State:
        """Say which state of ScalingCallers a state of the code is.

        Raises:
            UnknownStateError: It has no such state.
        """
        return _Abstraction(self.bounds, raw).state()

    def visible(self, transition: Transition, action: str, *, changes: bool) -> str | None:
        """Say which action of ScalingCallers a step is; None if it is hidden."""
        if action in _HIDDEN and not changes:
            return None
        if action == "AcquireCas":
            return "Win" if transition.process.startswith("request") else "Eject"
        return "QueueSlot" if action == "QueueAppend" else action

    def implied(self, label: Label, before: State, after: State) -> None:
        """Leave it: it is compared under the general movers and clients."""

    def may_end(self, state: State) -> bool:
        """Say whether the program may end here."""
        return not self.system.successors(state)


class _Abstraction(Abstraction):
    stands = (
        {
            "run wait start_dequeuer spawn": "waiting",
            "run wait select": "waiting",
            "run wait acquire_slot compare_and_swap": "waiting",
            "run wait send": "waiting",
            "run wait acquire_slot __enter__": "won",
            "run wait acquire_slot close close_once": "won",
            "run wait _fail close close_once": "failing",
            "run wait cancel close_once": "won",  # unless it has no token
            "run close close_once": "holding",
            "": "gone",
        },
        {
            "run _starts select": "started",
            "run _starts _fail queue_slot broadcast": "failed",
            "run queue_slot __enter__": "idle",
            "run queue_slot broadcast": "offering",
            "run _wait select": "offering",
            "run _wait acquire_slot compare_and_swap": "offering",
            "run _wait acquire_slot __enter__": "ejected",
            "run _wait acquire_slot close close_once": "ejected",
            "run _wait close close_once": "ejected",
            "run select": "serving",
            "": "gone",
        },
        OF_THE_LAUNCHER,
    )

    def mover(self, kind: int, number: int) -> tuple[str, Move]:
        at, move = super().mover(kind, number)
        if at == "won":
            token = _token(self.raw.processes[f"request-{number + 1}"])
            if token is None:
                return "leaving", move
            if self._reason(token) is not None:
                return "failing", move
        return at, move

    def _reason(self, token: str) -> object:
        return self.raw.objects[f"{token}.slot"]["reason"]

    def _error(self, container: int) -> str | None:
        """Find the token of a container's error."""
        tokens = (name.removesuffix(".slot") for name in self.raw.objects if ".slot" in name)
        name = f"container-{container + 1}"
        return next((token for token in tokens if self._reason(token) == name), None)

    def slot(self, container: int, at: str) -> str:
        error = self._error(container)
        if error is not None:
            return self._became(error, "error")
        if at not in {"idle", "offering", "serving"}:
            return "none"
        frames = self.raw.processes[f"container-{container + 1}"]
        # One that is idle makes its next token already, which nobody knows.
        token = _token(frames[-1:] if at == "idle" else frames)
        return "none" if token is None else self._became(token, "offered")

    def _became(self, token: str, free: str) -> str:
        if self.raw.signals[f"{token}.slot.closed"]:
            return "closed"
        return "won" if self.raw.flags[f"{token}.is_busy"] else free

    def hand(self, request: int) -> int:
        token = _token(self.raw.processes[f"request-{request + 1}"])
        for container in range(self.bounds.containers):
            if token is not None and token == self._error(container):
                return container
            frames = self.raw.processes.get(f"container-{container + 1}", ())
            if token is not None and _token(frames) == token:
                return container
        message = f"request-{request + 1} has {token}, which belongs to no container"
        raise UnknownStateError(message)


def _token(frames: tuple[Frame, ...]) -> str | None:
    """Find the innermost call's token."""
    tokens = [str(frame.locals.get("token")) for frame in frames]
    return next((token for token in tokens if token.startswith("token ")), None)
