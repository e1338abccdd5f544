"""The queue's clients: containers that queue their slot and wait, consumers that want one.

The Python twin of spec/Callers.tla, over the same primitives as the queue. The scheduler runs it
under every interleaving, the soak test on real threads. Loops are written with `while` because the
round is part of a process's state, which is read from its local variables.

Source: runHot and runHotReq (containers), waitHot (consumers) of the agent.
"""

from dataclasses import dataclass

from slotq.errors import SlotqError
from slotq.queue import SlotQueue, SlotToken
from slotq.sync import After, Arm, Context, Primitives, Receive, Signal, Wait


class StartError(SlotqError):
    """A container could not be started."""


class ContainerSlot:
    """The slot of a container: closing it hands the container back.

    Attributes:
        closed: Closed by the winner of the slot.
        reason: Why there is no container behind it; None where there is one.
    """

    __slots__ = ("closed", "reason")

    def __init__(self, primitives: Primitives, reason: str | None = None) -> None:
        self.closed: Signal = primitives.signal()
        self.reason = reason

    def exec(self, context: Context, call: object) -> None:
        """Run nothing: the queue does not depend on what a call does."""

    def close(self) -> None:
        """Hand the container back.

        Spec: SlotClose.
        """
        self.closed.close("SlotClose", self)

    def error(self) -> Exception | None:
        """Say why the slot cannot run calls, if it cannot."""
        return None if self.reason is None else StartError(self.reason)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long clients wait, in seconds; `None` means without end.

    Attributes:
        idle: After so long without a request a container leaves.
        shutdown: After so long the agent shuts down.
        freeze: After so long freezing the container fails.
        give_up: After so long a consumer gives its request up.
        start: After so long a container that may fail to start has started.
        fail: After so long it has failed to; None for one that starts always, and at once.
    """

    idle: float | None = None
    shutdown: float | None = None
    freeze: float | None = None
    give_up: float | None = None
    start: float | None = None
    fail: float | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """A container of the queue.

    Attributes:
        evict: Closed when the environment asks the container to go.
        is_later: Whether it is one of a later version, which leaves its own slot open.
    """

    primitives: Primitives
    queue: SlotQueue
    rounds: int
    evict: Signal
    patience: Patience = Patience()
    is_later: bool = False

    def run(self) -> None:
        """Start, and offer the slot for so many rounds, or until the container has to go."""
        round_ = 1
        if not self._starts():
            self._fail()
            return
        while round_ <= self.rounds:
            slot = ContainerSlot(self.primitives)
            token = self.queue.queue_slot(slot)
            if self._wait(token) == "freeze":
                return  # its token is still free and listed, with nobody behind it
            if self.queue.acquire_slot(token):
                if not self.is_later:
                    slot.close()
                return
            self.primitives.select(Wait("ContainerReturn", slot.closed, token))
            round_ += 1

    def _starts(self) -> bool:
        # Spec: the parameter of QueueAppend.
        if self.patience.fail is None:
            return True
        arms = [After(None, self.patience.fail)]
        if self.patience.start is not None:
            arms.append(After(None, self.patience.start))
        index, _ = self.primitives.select(*arms)
        return index > 0

    def _fail(self) -> None:
        # The winner of the slot gets the error; no process waits for the trigger of its token.
        self.queue.queue_slot(ContainerSlot(self.primitives, "the container did not start"))

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
        # Spec: DequeuerStart, Cancel; SlotClose of an error, with which the request fails.
        # One exit: the cancel is deferred, however waiting ends.
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
                    offered.slot.close()  # before the cancel, and nothing has run
                    break
                token = offered
        context.cancel("Cancel")
        return token
