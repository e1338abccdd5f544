"""Which state of ScalingCallers a state is of code that counts.

What the specification keeps is read from the frames: where each process stands, and what a move of
a tracker that has begun has still to do. The state of a slot is read from the process that has it.
"""

from slotq.machine import scaling
from slotq.machine.scaling import CONTAINER, NOTHING, REQUEST, STATES, Counted, Move
from slotq.machine.scaling_callers import NO_CONTAINER, Bounds, State
from slotq.schedule.programs.callers_abstraction import stand, variable
from slotq.schedule.reading.frames import Frame, RawState
from slotq.schedule.walk.execution import UnknownStateError
from slotq.stats import ContainerState, RequestState

# The specification keeps them where the code does not need them any more.
KEPT = frozenset({"self", "state", "old", "container", "has_signalled"})

# Where a process stands, by the state that it moves a tracker to: before that, and as soon as the
# tracker has moved.
_BEFORE: tuple[dict[int, str], ...] = (
    {RequestState.WAIT: "new", RequestState.EXEC: "won", RequestState.DONE: "leaving"},
    {
        ContainerState.START: "starting",
        ContainerState.IDLE: "started",
        ContainerState.BUSY: "offering",
        ContainerState.DONE: "ejected",
    },
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
_LAUNCHER = 2  # besides the kinds of trackers
# Where a container is that has no process, by the state of its tracker.
_UNBORN = {"none": "absent", "wait": "launched", "done": "gone"}


Stands = dict[str, str]
OF_THE_LAUNCHER: Stands = {
    "run get_stats __enter__": "checking",
    "run _launch select": "asking",
    "run _launch spawn": "asking",
    "run _launch _stay select": "launching",
    "run select": "waiting",
}


class Abstraction:
    """What a state of the code is in the specification.

    Attributes:
        stands: Where a request, a container and the launcher stand that move no tracker, by the
            functions that they are in.
    """

    stands: tuple[Stands, Stands, Stands]

    def __init__(self, bounds: Bounds, raw: RawState) -> None:
        self.bounds = bounds
        self.raw = raw

    def slot(self, container: int, at: str) -> str:
        """Say what has become of a container's slot."""
        raise NotImplementedError

    def hand(self, request: int) -> int:
        """Say which container's slot a request has that has one."""
        raise NotImplementedError

    def state(self) -> State:
        """Put it together.

        Raises:
            UnknownStateError: The specification has no such state.
        """
        bounds = self.bounds
        requests, containers = range(bounds.requests), range(bounds.containers)
        movers = [
            *[self.mover(REQUEST, number) for number in requests],
            *[self.mover(CONTAINER, number) for number in containers],
            self._launcher(),
        ]
        reapers = [self._reaper(container) for container, _ in bounds.reapers]
        at = tuple(at for at, _ in movers)
        counters = self.raw.objects["queue.counters"]
        return State(
            scaling.State(
                (
                    Counted(self._states(REQUEST), _counts(counters["_request"])),
                    Counted(self._states(CONTAINER), _counts(counters["_container"])),
                ),
                (*[move for _, move in movers], *reapers),
                signalled=len(self.raw.objects["queue.signaller"]["items"]) > 1,
            ),
            at,
            tuple(self.slot(number, at[bounds.container(number)]) for number in containers),
            tuple(
                self.hand(number) if at[number] in {"won", "holding", "failing"} else NO_CONTAINER
                for number in requests
            ),
        )

    def _states(self, kind: int) -> tuple[str, ...]:
        count = (self.bounds.requests, self.bounds.containers)[kind]
        objects = self.raw.objects
        return tuple(
            STATES[kind][objects[f"{_KINDS[kind]}-{number + 1}.tracker"]["_state"]]
            for number in range(count)
        )

    def mover(self, kind: int, number: int) -> tuple[str, Move]:
        """Say what a request or a container does next, and what its move has still to do."""
        name = f"{_KINDS[kind]}-{number + 1}"
        frames = self.raw.processes.get(name)
        if frames is None:
            return _UNBORN[self._states(kind)[number]], NOTHING
        at, move = self._read(kind, name, frames)
        if at == "waiting" and variable(frames, "wait", "has_signalled") == "false":
            at = "arrived"
        return at, move

    def _launcher(self) -> tuple[str, Move]:
        return self._read(_LAUNCHER, "launcher", self.raw.processes["launcher"])

    def _reaper(self, container: int) -> Move:
        frames = self.raw.processes.get(f"reaper-{container + 1}", ())
        step = _step(frames)
        return NOTHING if step is None else _move(step, frames)

    def _read(self, kind: int, name: str, frames: tuple[Frame, ...]) -> tuple[str, Move]:
        step = _step(frames)
        if step is None:
            return stand(self.stands[kind], name, frames), NOTHING
        target = variable(frames, "move", "state")
        at = _BEFORE if step == "begin" else _AFTER
        if target not in at[kind]:
            message = f"{name} moves its tracker to {target}"
            raise UnknownStateError(message)
        found = at[kind][target]
        # One that could not start has the same left to do as one that has ejected itself.
        if found == "ejected" and any(frame.function.endswith("._fail") for frame in frames):
            found = "failed"
        return found, _move(step, frames)


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


def _counts(encoded: tuple[object, ...]) -> tuple[int, ...]:
    _, _none, *counts = encoded
    return tuple(int(str(count)) for count in counts)
