"""A queue that is given a token of another queue harms both; fixed, it refuses the token."""

from collections.abc import Callable
from contextlib import suppress

from slotq.agent.callers import ContainerSlot
from slotq.errors import MisuseError
from slotq.queue import SlotQueue, SlotToken
from slotq.schedule.engine.world import World
from tests.findings.demonstration import Demonstration, Variant


class Unguarded(SlotQueue):
    """A queue that does what it is told, as the original's does."""

    def acquire_slot(self, token: SlotToken) -> bool:
        """Try to win a slot, whosever it is."""
        if not token.is_busy.compare_and_swap("AcquireCas", token):
            return False
        with self._lock:
            removed = self._remove(token)
            self._primitives.step("AcquireRemove", token, ok=removed)
        token.trigger.close("AcquireClose", token)
        return True


def _build(world: World, kind: type[SlotQueue]) -> Callable[[], str]:
    one, other = kind("one", world), kind("other", world)
    made: dict[str, SlotToken] = {}
    world.roots |= {"one": one, "other": other, "made": made}

    def container(name: str, queue: SlotQueue) -> None:
        made[name] = queue.queue_slot(ContainerSlot(world))

    def confuse() -> None:
        container("other", other)
        token = made["other"]
        with suppress(MisuseError):
            one.acquire_slot(token)

    world.start({"container-1": lambda: container("one", one), "confused": confuse})

    def wrong() -> str:
        token = made.get("one")
        if token and not token.is_busy.is_set() and token not in list(one._slots):
            return "a free token is not in its queue"
        return ""

    return wrong


def original(world: World) -> Callable[[], str]:
    """A free token that was queued is listed.

    Spec: FreeListedInv.
    """
    return _build(world, Unguarded)


def fixed(world: World) -> Callable[[], str]:
    """The same of the queue as it is."""
    return _build(world, SlotQueue)


DEMONSTRATION = Demonstration(Variant(original), Variant(fixed))
