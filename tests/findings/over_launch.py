"""While a request wins, it still counts as waiting; fixed, its container still counts as idle."""

from collections.abc import Callable, Mapping

from slotq.agent.launching import LAWS, Law, Request
from slotq.machine.scaling_callers import Bounds
from slotq.schedule.engine.world import World
from slotq.schedule.programs.scaling_callers import ScalingCallersProgram
from slotq.stats import ContainerState, ContainerTracker, RequestState
from tests.findings.callers import CountingWorld, variant
from tests.findings.demonstration import Demonstration

BOUNDS = Bounds(requests=1, containers=2)


class TellingRequest(Request):
    """Tells its container as soon as it is counted as executing."""

    __slots__ = ()

    def run(self) -> None:
        """Wait for a slot, use it, and be done."""
        self.tracker.move(RequestState.WAIT)
        container, _ = self.wait()
        if container is not None:
            self.tracker.move(RequestState.EXEC)
            container.slot.change("Tell", "executing")
            container.slot.change("SlotClose", "closed")
        self.tracker.move(RequestState.DONE)


class ToldWorld(CountingWorld):
    """A world in which a container is counted as busy only after it has been told."""

    laws: Mapping[str, Law] = {
        **LAWS,
        "serve": lambda container: container.slot.state in {"executing", "closed"},
    }


def check(world: World) -> Callable[[], str]:
    """One container is enough for one request.

    Spec: AtMostOnceInv.
    """
    second = world.roots["container-2.tracker"]
    assert isinstance(second, ContainerTracker)

    def wrong() -> str:
        is_launched = second._state != ContainerState.NONE
        return "a second container is launched for one request" if is_launched else ""

    return wrong


DEMONSTRATION = Demonstration(
    variant(ScalingCallersProgram(BOUNDS), check, CountingWorld),
    variant(ScalingCallersProgram(BOUNDS, make_request=TellingRequest), check, ToldWorld),
)
