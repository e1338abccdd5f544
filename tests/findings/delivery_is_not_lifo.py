"""A request wins the slot that was the newest at the pick; fixed, the newest at the win."""

from collections.abc import Callable
from dataclasses import dataclass

from slotq.agent.callers import Consumer
from slotq.machine.callers import Bounds
from slotq.primitives import Context, Receive
from slotq.queue import SlotQueue, SlotToken
from slotq.schedule.engine.world import World
from slotq.schedule.programs.callers import CallersProgram
from tests.findings.callers import listed, variant
from tests.findings.demonstration import Demonstration

BOUNDS = Bounds(2, 1, 1)


class NewestFirst(SlotQueue):
    """A queue whose offers say only that there is something: what is won is the newest then."""

    def acquire_newest(self) -> SlotToken | None:
        """Win the newest free slot, if there is one."""
        won = None
        with self._lock:
            self._primitives.step("AcquireNewest")
            index = len(self._slots) - 1
            while index >= 0 and won is None:
                token = self._slots[index]
                ok = token.is_busy.compare_and_swap("AcquireCas", token)
                if ok:
                    self._remove(token)
                    won = token
                index -= 1
        if won is not None:
            won.trigger.close("AcquireClose", won)
        return won


@dataclass(frozen=True, slots=True)
class Fixed(Consumer):
    """A consumer that takes an offer for a hint."""

    def _win(self, context: Context) -> SlotToken | None:
        assert isinstance(self.queue, NewestFirst)
        output = self.queue.start_dequeuer(context)
        token = None
        while token is None:
            self.primitives.select(Receive(output))
            token = self.queue.acquire_newest()
        context.cancel("Cancel")
        return token


@dataclass(frozen=True)
class FixedProgram(CallersProgram):
    """The callers, with fixed consumers."""

    def _consumer(self, world: World, queue: SlotQueue, number: int) -> Consumer:
        made = super()._consumer(world, queue, number)
        return Fixed(made.primitives, made.queue, made.contexts)


def newest_is_won(world: World) -> Callable[[], str]:
    """Whatever slot is won, no newer one is free.

    Spec: WonNewestProp.
    """
    free: set[int] = set()

    def wrong() -> str:
        nonlocal free
        before, free = free, {token.id for token in listed(world) if not token.is_busy.is_set()}
        won = before - free
        if won and max(free, default=-1) > max(won):
            return f"token {max(won)} is won while token {max(free)} is free"
        return ""

    return wrong


DEMONSTRATION = Demonstration(
    original=variant(CallersProgram(BOUNDS), newest_is_won),
    fixed=variant(FixedProgram(BOUNDS, NewestFirst), newest_is_won),
)
