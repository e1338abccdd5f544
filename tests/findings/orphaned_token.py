"""A container that fails to freeze leaves its token listed; fixed, it removes the token."""

from collections.abc import Callable
from dataclasses import dataclass

from slotq.agent.callers import Container, ContainerSlot
from slotq.machine.callers import Bounds
from slotq.primitives import Wait
from slotq.queue import SlotQueue
from slotq.schedule.engine.world import World
from slotq.schedule.programs.callers import CallersProgram
from tests.findings.callers import listed, variant
from tests.findings.demonstration import Demonstration

BOUNDS = Bounds(1, 1, 1, freezable=frozenset({0}))


class Fixed(Container):
    """A container that acquires its token whatever ended its wait."""

    def run(self) -> None:
        """Offer the slot for so many rounds, or until the container has to go."""
        round_ = 1
        while round_ <= self.rounds:
            slot = ContainerSlot(self.primitives)
            token = self.queue.queue_slot(slot)
            self._wait(token)
            if self.queue.acquire_slot(token):
                slot.close()
                return
            self.primitives.select(Wait("ContainerReturn", slot.closed, token))
            round_ += 1


@dataclass(frozen=True)
class FixedProgram(CallersProgram):
    """The callers, with fixed containers."""

    def _container(self, world: World, queue: SlotQueue, number: int) -> Container:
        made = super()._container(world, queue, number)
        return Fixed(made.primitives, made.queue, made.rounds, made.evict, made.patience)


def behind(world: World) -> Callable[[], str]:
    """A free token that is listed has its container behind it.

    Spec: ContainerBehindInv.
    """

    def wrong() -> str:
        free = [token for token in listed(world) if not token.is_busy.is_set()]
        if free and world.processes["container-1"].is_ended:
            return f"token {free[0].id} is free, and its container has gone"
        return ""

    return wrong


DEMONSTRATION = Demonstration(
    original=variant(CallersProgram(BOUNDS), behind),
    fixed=variant(FixedProgram(BOUNDS), behind),
)
