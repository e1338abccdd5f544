"""The queue's clients: containers that queue their slot and wait, consumers that want one.

The Python twin of spec/Callers.tla, over the same primitives as the queue. The scheduler runs it
under every interleaving, the soak test on real threads. Loops are written with `while` because the
round is part of a process's state, which is read from its local variables.

Source: runHot and runHotReq (containers), waitHot (consumers) of the agent.
"""

from dataclasses import dataclass

from slotq.queue import SlotQueue, SlotToken
from slotq.sync import After, Arm, Context, Primitives, Receive, Signal, Wait


class ContainerSlot:
    """The slot of a container: closing it hands the container back."""

    __slots__ = ("closed",)

    def __init__(self, primitives: Primitives) -> None:
        self.closed: Signal = primitives.signal()

    def exec(self, context: Context, call: object) -> None:
        """Run nothing: what a call does is no business of the queue."""

    def close(self) -> None:
        """Hand the container back.

        Spec: SlotClose.
        """
        self.closed.close("SlotClose", self)

    def error(self) -> Exception | None:
        """Report no error."""
        return None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long clients wait, in seconds; `None` is for ever.

    Attributes:
        idle: After so long without a request a container leaves.
        shutdown: After so long the agent shuts down.
        freeze: After so long freezing the container fails.
        give_up: After so long a consumer gives its request up.
    """

    idle: float | None = None
    shutdown: float | None = None
    freeze: float | None = None
    give_up: float | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """A container of the queue.

    Attributes:
        evict: Closed when the environment asks the container to go.
    """

    primitives: Primitives
    queue: SlotQueue
    rounds: int
    evict: Signal
    patience: Patience = Patience()

    def run(self) -> None:
        """Offer the slot for so many rounds, or until the container has to go."""
        round_ = 1
        while round_ <= self.rounds:
            slot = ContainerSlot(self.primitives)
            token = self.queue.queue_slot(slot)
            if self._wait(token) == "freeze":
                return  # its token is still free and listed, with nobody behind it
            if self.queue.acquire_slot(token):
                slot.close()
                return
            self.primitives.select(Wait("ContainerReturn", slot.closed, token))
            round_ += 1

    def _wait(self, token: SlotToken) -> str | None:
        # Spec: ContainerWake.
        arms: list[Wait | After] = [
            Wait("ContainerWake", token.trigger, token, "trigger"),
            Wait("ContainerWake", self.evict, token, "evict"),
        ]
        for reason in ("idle", "shutdown", "freeze"):
            seconds = getattr(self.patience, reason)
            if seconds is not None:
                arms.append(After("ContainerWake", seconds, token, reason))
        index, _ = self.primitives.select(*arms)
        return arms[index].reason


@dataclass(frozen=True, slots=True)
class Consumer:
    """A consumer of slots: one request after another.

    Attributes:
        contexts: The context of each request, in order.
    """

    primitives: Primitives
    queue: SlotQueue
    contexts: tuple[Context, ...]
    patience: Patience = Patience()

    def run(self) -> None:
        """Win a slot for each request, or give it up."""
        round_ = 1
        while round_ <= len(self.contexts):
            token = self._win(self.contexts[round_ - 1])
            if token is not None:
                token.slot.close()
            round_ += 1

    def _win(self, context: Context) -> SlotToken | None:
        # Spec: DequeuerStart, Cancel. One exit: the cancel is deferred, however waiting ends.
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
                token = offered
        context.cancel("Cancel")
        return token
