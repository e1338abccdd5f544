"""The processes that count, over the real queue: requests with dequeuers, containers with tokens.

What `slotq.agent.launching` has in one step, that a slot is offered, won, taken back, is here as
many as the queue's code makes of it. Nobody dies; the launcher is the same.

Source: getSlot and waitHot (requests), runHot and runHotReq (containers) of the agent.
"""

from dataclasses import dataclass

from slotq.agent.callers import ContainerSlot
from slotq.primitives import After, Arm, Context, Primitives, Receive, Wait
from slotq.queue import SlotCaller, SlotQueue, SlotToken
from slotq.stats import ContainerState, ContainerTracker, RequestState, RequestTracker


@dataclass(frozen=True, slots=True)
class QueueingContainer:
    """A container, from its start to its end.

    Attributes:
        is_leaving: Whether it may leave when nobody wants it.
        is_freezable: Whether it may be frozen when nobody wants it.
        is_failing: Whether its start-up may fail.
    """

    primitives: Primitives
    queue: SlotQueue
    tracker: ContainerTracker
    is_leaving: bool = False
    is_freezable: bool = False
    is_failing: bool = False

    def run(self) -> None:
        """Start, and serve one request after the other until nobody comes."""
        self.tracker.move(ContainerState.START)
        if self.is_failing and not self._starts():
            return
        token = None
        while True:
            self.tracker.move(ContainerState.IDLE)
            slot = ContainerSlot(self.primitives)
            token = self.queue.queue_slot(slot)
            if not self._wait(token):
                return
            self.tracker.move(ContainerState.BUSY)
            self.primitives.select(Wait(None, slot.closed))

    def _starts(self) -> bool:
        """Say whether it has started; if not, it has ended."""
        arms = [After(None, 0, None, "start"), After(None, 0, None, "fail")]
        arms += [After(None, 0, None, "leave")] * self.is_leaving
        index, _ = self.primitives.select(*arms)
        match arms[index].reason:
            case "fail":
                self._fail()
            case "leave":
                self.tracker.move(ContainerState.DONE)
            case _:
                return True
        return False

    def _fail(self) -> None:
        # The slot says whose error it is, which is not to be seen when its container has ended.
        self.queue.queue_slot(ContainerSlot(self.primitives, self.tracker.name))
        self.tracker.move(ContainerState.DONE)

    def _wait(self, token: SlotToken) -> bool:
        """Wait for a request, and say whether one has come."""
        is_frozen = False
        while True:
            arms: list[Wait | After] = [Wait(None, token.trigger, token, "trigger")]
            arms += [After(None, 0, None, "leave")] * self.is_leaving
            arms += [After(None, 0, None, "freeze")] * (self.is_freezable and not is_frozen)
            index, _ = self.primitives.select(*arms)
            if arms[index].reason != "freeze":
                break
            self.tracker.move(ContainerState.PAUSED)
            is_frozen = True
        if not self.queue.acquire_slot(token):
            return True
        token.slot.close()
        self.tracker.move(ContainerState.DONE)
        return False


@dataclass(frozen=True, slots=True)
class QueueingRequest:
    """A request, from its arrival to its end.

    Attributes:
        context: Ends when it waits no longer.
        is_impatient: Whether it may give up.
        is_repeating: Whether it signals again and again, or once.
    """

    primitives: Primitives
    queue: SlotQueue
    tracker: RequestTracker
    caller: SlotCaller
    context: Context
    is_impatient: bool = False
    is_repeating: bool = True

    def run(self) -> None:
        """Wait for a slot, use it, and be done."""
        self.tracker.move(RequestState.WAIT)
        token = self.wait()
        if token is not None:
            self.tracker.move(RequestState.EXEC)
            token.slot.close()
        self.tracker.move(RequestState.DONE)

    def _fail(self, token: SlotToken) -> None:
        token.slot.close()

    def wait(self) -> SlotToken | None:
        """Win a slot, or give up; after a round that has brought nothing tell the launcher."""
        has_signalled = False
        token = None
        output = self.queue.start_dequeuer(self.context)
        while token is None:
            arms: list[Arm] = [Receive(output)]
            if self.is_repeating or not has_signalled:
                arms.append(After(None, 0, None, "signal"))
            if self.is_impatient:
                arms.append(After("GiveUp", 0))
            index, offered = self.primitives.select(*arms)
            match arms[index]:
                case After(step="GiveUp"):
                    break
                case Receive() if self.queue.acquire_slot(offered):
                    if offered.slot.error() is not None:
                        self._fail(offered)
                        break
                    token = offered
                case _ if self.is_repeating or not has_signalled:
                    self.queue.signaller.send("SignalSend", self.caller)
                    has_signalled = True
        self.context.cancel("Cancel")
        return token
