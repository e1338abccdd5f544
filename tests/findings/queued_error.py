"""A queued error is won before an idle container; fixed, it is told and not queued."""

from collections.abc import Callable
from dataclasses import dataclass, field

from slotq.agent.callers import Consumer, Container, ContainerSlot, StartError
from slotq.machine.callers import Bounds
from slotq.primitives import After, Arm, Channel, Context, Receive, Send, Wait
from slotq.queue import SlotQueue, SlotToken
from slotq.schedule.engine.world import World
from slotq.schedule.programs.callers import CallersProgram
from tests.findings.callers import listed, variant
from tests.findings.demonstration import Demonstration

BOUNDS = Bounds(2, 1, 1, failing=frozenset({1}))


@dataclass(frozen=True, slots=True)
class TellingContainer(Container):
    """A container that tells its error to a consumer that listens, if one does."""

    notify: Channel[Exception] = field(kw_only=True)

    def _starts(self) -> bool:
        if self.patience.fail is None:
            return True
        error = StartError("the container did not start")
        tells = Send("ErrorTell", self.notify, error)
        index, _ = self.primitives.select(tells, After("ErrorDrop", 0), After(None, 0))
        return index > 1

    def _fail(self) -> None:
        # It has told its error, or nobody has listened.
        pass


@dataclass(frozen=True, slots=True)
class ListeningConsumer(Consumer):
    """A consumer that waits for a slot, or for an error."""

    notify: Channel[Exception] = field(kw_only=True)

    def _win(self, context: Context) -> SlotToken | None:
        output = self.queue.start_dequeuer(context)
        arms: list[Arm] = [Receive(output), Wait(None, context.done), Receive(self.notify)]
        token = None
        while token is None:
            index, offered = self.primitives.select(*arms)
            if index > 0:
                break
            if self.queue.acquire_slot(offered):
                token = offered
        context.cancel("Cancel")
        return token


@dataclass(frozen=True)
class ToldProgram(CallersProgram):
    """The callers, with errors that are told and not queued."""

    def _container(self, world: World, queue: SlotQueue, number: int) -> Container:
        made = super()._container(world, queue, number)
        return TellingContainer(
            made.primitives, queue, made.rounds, made.evict, made.patience, notify=_notify(world)
        )

    def _consumer(self, world: World, queue: SlotQueue, number: int) -> Consumer:
        made = super()._consumer(world, queue, number)
        return ListeningConsumer(world, queue, made.contexts, notify=_notify(world))


def _notify(world: World) -> Channel[Exception]:
    found: Channel[Exception] = world.roots.setdefault("notify", world.channel())
    return found


def healthy_first(world: World) -> Callable[[], str]:
    """No error is won while a healthy container is to be had.

    Spec: HealthyFirstInv.
    """

    def wrong() -> str:
        won = [token.id for token in listed(world) if token.is_busy.is_set() and _carries(token)]
        free = [t.id for t in listed(world) if not t.is_busy.is_set() and not _carries(t)]
        if won and free:
            return f"the error of token {won[0]} is won, and the container of {free[0]} idles"
        return ""

    return wrong


def _carries(token: SlotToken) -> bool:
    slot = token.slot
    return isinstance(slot, ContainerSlot) and slot.reason is not None


DEMONSTRATION = Demonstration(
    original=variant(CallersProgram(BOUNDS), healthy_first),
    fixed=variant(ToldProgram(BOUNDS), healthy_first),
)
