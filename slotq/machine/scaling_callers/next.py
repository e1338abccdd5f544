"""The next-state relation of spec/ScalingCallers.tla: the actions that are enabled in a state."""

from collections.abc import Callable

from slotq.machine import scaling
from slotq.machine.kernel.system import Disabled, Process, System
from slotq.machine.scaling.state import CONTAINER_STATES
from slotq.machine.scaling_callers import actions
from slotq.machine.scaling_callers.bounds import Bounds
from slotq.machine.scaling_callers.moves import container_move
from slotq.machine.scaling_callers.state import State, init

_MOVER_ACTIONS: tuple[
    tuple[str, Callable[[scaling.State, scaling.Bounds, int], scaling.State | Disabled]], ...
] = (
    ("RequestEnter", scaling.request_enter),
    ("RequestExit", scaling.request_exit),
    ("ContainerEnter", scaling.container_enter),
    ("ContainerExit", scaling.container_exit),
)


def _of_the_counting(
    state: State,
    action: Callable[[scaling.State, scaling.Bounds, int], scaling.State | Disabled],
    bounds: Bounds,
    process: int,
) -> State | Disabled:
    # An action that leaves the callers as they are.
    counting = action(state.counting, bounds.counting, process)
    return counting if isinstance(counting, Disabled) else state._replace(counting=counting)


class ScalingCallers(System[State]):
    """The counting with requests, the launcher and containers.

    Attributes:
        bounds: How many there are, and what they may do.

    Spec: ScalingCallers!Spec.
    """

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        containers = range(bounds.containers)
        super().__init__(
            init(bounds),
            [
                *map(self._request, range(bounds.requests)),
                *map(self._container, containers),
                self._launcher(),
                *[self._reaper(container, number) for container, number in bounds.reapers],
            ],
        )

    def _mover(self, process: Process[State], number: int) -> Process[State]:
        for name, action in _MOVER_ACTIONS:
            process.add(name, _of_the_counting, number, bounds=(action, self.bounds))
        return process

    def _moves(self, process: Process[State], number: int, container: int) -> None:
        for target in CONTAINER_STATES[1:]:
            process.add(
                "ContainerMove", container_move, number, container, target, bounds=(self.bounds,)
            )

    def _request(self, request: int) -> Process[State]:
        bounds = (self.bounds,)
        process = Process[State](
            lambda state: (state.counting.moving[request], state.at[request], state.hand[request])
        )
        process.add("RequestMove", actions.request_move, request, bounds=bounds)
        process.add("SignalSend", actions.signal_send, request, bounds=bounds)
        for container in range(self.bounds.containers):
            process.add("Win", actions.win, request, container, bounds=bounds)
        process.add("SlotClose", actions.slot_close, request, bounds=bounds)
        process.add("GiveUp", actions.give_up, request, bounds=bounds)
        return self._mover(process, request)

    def _container(self, container: int) -> Process[State]:
        bounds = (self.bounds,)
        number = self.bounds.container(container)
        process = Process[State](
            lambda state: (state.counting.moving[number], state.at[number], state.slot[container])
        )
        self._moves(process, number, container)
        for error in (False, True):
            process.add("QueueSlot", actions.queue_slot, container, error, bounds=bounds)
        process.add("Eject", actions.eject, container, bounds=bounds)
        process.add("Abandon", actions.abandon, container, bounds=bounds)
        return self._mover(process, number)

    def _launcher(self) -> Process[State]:
        bounds = (self.bounds,)
        number = self.bounds.launcher
        process = Process[State](lambda state: (state.counting.moving[number], state.at[number]))
        process.add("LaunchCheck", actions.launch_check, bounds=bounds)
        process.add("SignalReceive", actions.signal_receive, bounds=bounds)
        for container in range(self.bounds.containers):
            process.add("Grant", actions.grant, container, bounds=bounds)
            self._moves(process, number, container)
        return self._mover(process, number)

    def _reaper(self, container: int, number: int) -> Process[State]:
        process = Process[State](lambda state: state.counting.moving[number])
        self._moves(process, number, container)
        return self._mover(process, number)
