"""A dequeuer always takes the lock before the winner; fixed, the lock has an order."""

from collections.abc import Callable

from slotq.machine.callers import Bounds
from slotq.schedule.engine.controlled import Lock
from slotq.schedule.engine.findings import Transition
from slotq.schedule.engine.world import World
from slotq.schedule.programs.callers import CallersProgram
from tests.findings.callers import queue_of, variant
from tests.findings.demonstration import CheckedWorld, Demonstration

BOUNDS = Bounds(1, 1, 1, idling=frozenset({0}))


class Order:
    """Who waits for the queue's lock; part of the state, because the lock or the check needs it.

    Attributes:
        asking: The processes that stand before the lock, the first that came first.
        winner: Who stands there to remove the token that it has won.
        passed: Who has taken the lock since the winner came.
    """

    __slots__ = ("asking", "passed", "winner")

    def __init__(self) -> None:
        self.asking: tuple[str, ...] = ()
        self.winner = ""
        self.passed: tuple[str, ...] = ()

    def see(self, world: World, lock: Lock) -> str:
        """Look at what the last step has changed, and say who was passed twice."""
        waiting = [
            process.name
            for process in world.processes.values()
            if process.needs is lock and not process.is_asleep
        ]
        here = tuple(name for name in self.asking if name in waiting)
        name, action = _last(world)
        entered = name in self.asking and action != "AcquireCas"
        self.asking = (*here, *(new for new in waiting if new not in here))
        if action == "AcquireCas" and name in waiting:
            self.winner, self.passed = name, ()
        elif name == self.winner:
            self.winner = ""
        elif self.winner and entered:
            if name in self.passed:
                return f"{name} has taken the lock twice while {self.winner} waits for it"
            self.passed = (*self.passed, name)
        return ""


def _last(world: World) -> tuple[str, str]:
    if not world.taken:
        return "", ""
    transition, action = world.taken[-1]
    return transition.process, action


class FairWorld(CheckedWorld):
    """A world whose locks let processes in as they came."""

    def transitions(self) -> list[Transition]:
        """List what can happen next, without what would pass somebody before the lock."""
        order = self.roots["order"]
        assert isinstance(order, Order)
        later = order.asking[1:]
        return [
            transition for transition in super().transitions() if transition.process not in later
        ]


def winner_removes(world: World) -> Callable[[], str]:
    """Who has won a token removes it, before anybody takes the lock twice.

    Spec: RemovalComesProp.
    """
    order = Order()
    world.roots["order"] = order
    lock = queue_of(world)._lock
    assert isinstance(lock, Lock)
    order.see(world, lock)
    return lambda: order.see(world, lock)


DEMONSTRATION = Demonstration(
    original=variant(CallersProgram(BOUNDS), winner_removes),
    fixed=variant(CallersProgram(BOUNDS), winner_removes, FairWorld),
)
