"""Containers and consumers that use the queue wrongly."""

from slotq.agent.callers import Consumer, Container, ContainerSlot
from slotq.primitives import After, Arm, Context, Receive, Wait
from slotq.queue import SlotToken


class GoesWithoutAcquire(Container):
    """A container that was idle for too long, and leaves without acquiring its token."""

    def run(self) -> None:
        """Leave after too long without a request, whether or not the token is still free."""
        round_ = 1
        if not self._starts():
            self._fail()
            return
        while round_ <= self.rounds:
            slot = ContainerSlot(self.primitives)
            token = self.queue.queue_slot(slot)
            reason = self._wait(token)
            if reason == "idle":
                slot.closed.close("ContainerWake", token)
            if reason in {"idle", "freeze"}:
                return
            if self.queue.acquire_slot(token):
                if not self.is_later:
                    slot.close()
                return
            self.primitives.select(Wait("ContainerReturn", slot.closed, token))
            round_ += 1

    def _wait(self, token: SlotToken) -> str | None:
        arms: list[Wait | After] = [
            Wait("ContainerWake", token.trigger, token, "trigger"),
            Wait("ContainerWake", self.evict, token, "evict"),
        ]
        for reason in ("idle", "shutdown", "freeze"):
            seconds = getattr(self.patience, reason)
            if seconds is not None:
                step = None if reason == "idle" else "ContainerWake"  # to close is the same step
                arms.append(After(step, seconds, token, reason))
        index, _ = self.primitives.select(*arms)
        return arms[index].reason


class ErrorRuns(Consumer):
    """A consumer that runs its call whatever its slot carries."""

    def _win(self, context: Context) -> SlotToken | None:
        output = self.queue.start_dequeuer(context)
        arms: list[Arm] = [Receive(output), Wait(None, context.done)]
        if self.patience.give_up is not None:
            arms.append(After(None, self.patience.give_up))
        token = None
        while token is None:
            index, offered = self.primitives.select(*arms)
            if index > 0:
                break
            if self.queue.acquire_slot(offered):
                token = offered  # whatever offered.slot.error() says
        context.cancel("Cancel")
        return token


class GivesUpAfterWin(Consumer):
    """A consumer that checks its context once more after its win, and gives up if it is done."""

    def _win(self, context: Context) -> SlotToken | None:
        output = self.queue.start_dequeuer(context)
        arms: list[Arm] = [Receive(output), Wait(None, context.done)]
        if self.patience.give_up is not None:
            arms.append(After(None, self.patience.give_up))
        token = None
        while token is None:
            index, offered = self.primitives.select(*arms)
            if index > 0:
                break
            if self.queue.acquire_slot(offered):
                if offered.slot.error() is not None:
                    offered.slot.close()
                    break
                token = offered
        is_first = context.cancel("Cancel")
        return token if is_first else None  # if the context was done, the slot is left as it is
