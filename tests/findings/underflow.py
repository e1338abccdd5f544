"""Two processes move one tracker, and a counter wraps; fixed, a move is one region."""

from collections.abc import Callable

from slotq.schedule.engine.world import World
from slotq.stats import ContainerState, ContainerTracker, Counters
from tests.findings.demonstration import Demonstration, Variant

HALF = 2**63
# A number is read as it is, where the member of an enumeration is an object to be looked into.
WAIT, START, IDLE = int(ContainerState.WAIT), int(ContainerState.START), int(ContainerState.IDLE)
DONE = int(ContainerState.DONE)


class FixedTracker(ContainerTracker):
    """A tracker that keeps its lock until both counters are changed."""

    def move(self, state: int) -> bool:
        """Move forward, and count it, as one step."""
        with self._lock:
            old = self._state
            moves = old < state
            if moves:
                self._state = state
                self._counters.enter_container_state(state)
                self._counters.exit_container_state(old)
            self._primitives.step("ContainerMove", object=self.name, ok=moves)
        return moves


def _build(world: World, kind: type[ContainerTracker]) -> Callable[[], str]:
    counters = Counters(world)
    tracker = kind(counters, "1", world)
    tracker._state = int(tracker._state)
    world.roots |= {"counters": counters, "tracker": tracker}

    def container() -> None:
        tracker.move(WAIT)
        world.spawn("ContainerStart", "1", reaper=lambda: tracker.move(DONE))
        tracker.move(START)
        tracker.move(IDLE)

    world.start({"container-1": container})

    def wrong() -> str:
        wrapped = [state for state in ContainerState if state < ContainerState.MAX]
        wrapped = [state for state in wrapped if counters._container[state] >= HALF]
        if wrapped:
            return f"the counter of {wrapped[0].name} is {counters._container[wrapped[0]]}"
        return ""

    return wrong


def original(world: World) -> Callable[[], str]:
    """No counter is exited more often than entered.

    Spec: NoUnderflowInv.
    """
    return _build(world, ContainerTracker)


def fixed(world: World) -> Callable[[], str]:
    """The same of trackers whose moves come one by one."""
    return _build(world, FixedTracker)


DEMONSTRATION = Demonstration(Variant(original), Variant(fixed))
