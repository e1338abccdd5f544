"""A request that signals once can be forgotten; one that signals again and again cannot."""

from collections.abc import Callable

from slotq.primitives import Send
from slotq.schedule.world import World
from slotq.stats import ContainerTracker
from tests.findings.demonstration import Demonstration, Variant
from tests.findings.launching import IDLE, START, Launching, Slot


class Serving(Launching):
    """Where a container serves once, which is all that there is to do."""

    def container(self, tracker: ContainerTracker) -> None:
        """Offer a slot."""
        tracker.move(START)
        tracker.move(IDLE)
        slot = Slot(self.world)
        self.world.select(Send("Win", self.slots, slot))


def _build(world: World, *, is_repeating: bool) -> Callable[[], str]:
    Serving(world, is_refusing=True, is_repeating=is_repeating).start()

    def wrong() -> str:
        is_waiting = not world.processes["request-1"].is_ended
        if is_waiting and not world.transitions():
            return "a request waits, and nothing can happen any more"
        return ""

    return wrong


def original(world: World) -> Callable[[], str]:
    """A request that waits is not forgotten.

    Spec: ServedProp.
    """
    return _build(world, is_repeating=False)


def mended(world: World) -> Callable[[], str]:
    """The same of a request that signals after each round of waiting."""
    return _build(world, is_repeating=True)


DEMONSTRATION = Demonstration(Variant(original), Variant(mended))
