"""While a request takes a container, it counts as waiting; mended, the container counts as idle."""

from collections.abc import Callable

from slotq.schedule.world import World
from tests.findings.demonstration import Demonstration, Variant
from tests.findings.launching import Launching


def _build(world: World, *, is_ordered: bool) -> Callable[[], str]:
    launching = Launching(world, is_ordered=is_ordered)
    launching.start()

    def wrong() -> str:
        wanted = launching.launched
        return f"{wanted} containers are launched for one request" if wanted > 1 else ""

    return wrong


def original(world: World) -> Callable[[], str]:
    """One container is enough for one request.

    Spec: AtMostOnceInv.
    """
    return _build(world, is_ordered=False)


def mended(world: World) -> Callable[[], str]:
    """The same where a container is counted as busy after its request is as executing."""
    return _build(world, is_ordered=True)


DEMONSTRATION = Demonstration(Variant(original), Variant(mended))
