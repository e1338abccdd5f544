"""A request that signals once can be forgotten; one that signals again and again cannot."""

from collections.abc import Callable
from dataclasses import replace

from slotq.machine.scaling_callers import Bounds
from slotq.primitives import Take
from slotq.schedule.engine.world import World
from slotq.schedule.programs.scaling_callers import ScalingCallersProgram
from tests.findings.callers import CountingWorld, variant
from tests.findings.demonstration import Demonstration

ONCE = Bounds(requests=1, containers=1, refusing=True, repeated=False)


def check(world: World) -> Callable[[], str]:
    """A request that waits is not forgotten.

    Spec: ServedProp.
    """

    def wrong() -> str:
        request, launcher = world.processes["request-1"], world.processes["launcher"]
        listens = any(isinstance(arm, Take) for arm in launcher.arms)
        if listens and not request.is_ended and not world.transitions():
            return "a request waits, its launcher too, and nothing can happen any more"
        return ""

    return wrong


DEMONSTRATION = Demonstration(
    variant(ScalingCallersProgram(ONCE), check, CountingWorld),
    variant(ScalingCallersProgram(replace(ONCE, repeated=True)), check, CountingWorld),
)
