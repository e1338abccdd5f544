"""The hot-slot queue: containers offer slots, requests take them.

A container that has nothing to do queues a *slot* and sleeps until somebody closes the slot's
*trigger*. A request starts a *dequeuer*, a process of its own that picks the newest queued slot and
offers it over an unbuffered channel until the request's context is done. Three decisions make the
queue what it is, and most of this project is about what they do and do not promise:

- A pick leaves the slot in the queue. Only its winner takes it out, so an offer
  that is cancelled loses nothing and has nothing to put back.
- Winning is one compare-and-swap on the slot's token, outside the lock. The winner then removes the
  token (in the lock), then closes its trigger (outside). In between, the slot is won but still
  listed, so other dequeuers go on picking it; their requests lose and ask again.
- A container that gives up acquires its own slot. If it wins, nobody had it and the container may
  go; if it loses, a request has it and the container must serve. There is no other handshake.

Each line that another process could notice is one *step* and carries the name of its action in
spec/SlotQueueSteps.tla. The primitives come from `slotq.sync`, so that a scheduler can supply its
own and stop this very code before any step.

Source: api/agent/slots.go of fnproject/fn.
"""

from typing import NamedTuple, Protocol, runtime_checkable

from slotq.errors import MisuseError
from slotq.stats import UINT64_MODULUS, Counters
from slotq.sync import THREADS, Channel, Context, Mailbox, Primitives, Send, Signal, Wait

Key = bytes | str
"""A key, as `slotq.key` makes it or as a test writes it."""


@runtime_checkable
class Slot(Protocol):
    """What a container offers: the right to run one call in it.

    Source: Slot.
    """

    def exec(self, context: Context, call: object) -> None:
        """Run `call` in the container behind this slot."""
        ...

    def close(self) -> None:
        """Hand the container back."""
        ...

    def error(self) -> Exception | None:
        """Say why the slot cannot run calls, if it cannot."""
        ...


class SlotToken:
    """A queued slot: the handle by which processes compete for it.

    Attributes:
        slot: What was queued.
        id: Its number in the order of queueing; given in the lock, constant afterwards.
        is_busy: Set by the one process that wins the slot, never cleared.
        trigger: Closed by the winner, once the token is out of the queue.

    Source: slotToken.
    """

    __slots__ = ("id", "is_busy", "queue", "slot", "trigger")

    def __init__(self, queue: "SlotQueue", slot: Slot, primitives: Primitives) -> None:
        self.queue = queue
        self.slot = slot
        self.id = 0
        self.is_busy = primitives.flag()
        self.trigger = primitives.signal()


def _require_slot(candidate: object) -> None:
    if not all(callable(getattr(candidate, name, None)) for name in ("exec", "close", "error")):
        message = f"cannot queue a {type(candidate).__name__}: a slot needs exec, close and error"
        raise MisuseError(message)


class SlotCaller(NamedTuple):
    """What a request leaves in the signaller, for the launcher to answer.

    Attributes:
        notify: Where the launcher tells the request that there will be no container.
        done: Closed when the request does not listen any more.

    Source: slotCaller.
    """

    notify: Channel[Exception]
    done: Signal


class Dequeuer:
    """What the two processes of a dequeuer share: one offers slots, the other cancels.

    Attributes:
        context: Ends both when it is done.
        output: Where the offers come out.
        is_waiting: Whether the offering process is asleep; guarded by the queue's lock.

    Source: the captured variables of slotQueue.startDequeuer.
    """

    __slots__ = ("context", "is_waiting", "output")

    def __init__(self, context: Context, output: Channel[SlotToken]) -> None:
        self.context = context
        self.output = output
        self.is_waiting = False


class SlotQueue:
    """A queue of slots whose newest is offered first.

    Args:
        key: What the calls that may share these containers have in common.
        primitives: Where locks, channels and processes come from; real threads by default.

    Attributes:
        counters: How many of its requests and containers are in which state.
        signaller: Wakes the launcher; a request sends here after each round of waiting that has
            brought nothing. Spec: SignalSend, SignalReceive.

    Source: slotQueue, NewSlotQueue.
    """

    __slots__ = (
        "_condition",
        "_lock",
        "_next_id",
        "_primitives",
        "_slots",
        "counters",
        "key",
        "signaller",
    )

    def __init__(self, key: Key, primitives: Primitives = THREADS) -> None:
        self.key = key
        self._primitives = primitives
        # Guards _slots, _next_id and the is_waiting of every dequeuer. Its condition is notified by
        # queue_slot, after the lock is released, and by cancellers, in the lock.
        self._lock = primitives.lock()
        self._condition = primitives.condition(self._lock)
        self._slots: list[SlotToken] = []
        self._next_id = 0
        self.counters = Counters(primitives)
        self.signaller: Mailbox[SlotCaller] = primitives.mailbox()

    def queue_slot(self, slot: Slot) -> SlotToken:
        """Offer a slot.

        Returns:
            The token by which the slot is won, and whose trigger says that somebody won it.

        Raises:
            MisuseError: `slot` is not a slot.

        Source: slotQueue.queueSlot.
        Spec: QueueAppend, QueueBroadcast.
        """
        _require_slot(slot)
        token = SlotToken(self, slot, self._primitives)
        with self._lock:
            token.id = self._next_id
            self._slots.append(token)
            self._next_id = (self._next_id + 1) % UINT64_MODULUS
            self._primitives.step("QueueAppend", token, length=len(self._slots))
        self._condition.broadcast("QueueBroadcast")
        return token

    def acquire_slot(self, token: SlotToken) -> bool:
        """Try to win a slot. A request wins to use it, its own container wins to leave (eject).

        Returns:
            Whether the caller won; at most one call for a token ever does.

        Raises:
            MisuseError: The token belongs to another queue.

        Source: slotQueue.acquireSlot.
        Spec: AcquireCas, AcquireRemove, AcquireClose.
        """
        if token.queue is not self:
            message = f"token {token.id} belongs to queue {token.queue.key!r}, not {self.key!r}"
            raise MisuseError(message)
        if not token.is_busy.compare_and_swap("AcquireCas", token):
            return False
        with self._lock:
            removed = self._remove(token)
            self._primitives.step("AcquireRemove", token, ok=removed, length=len(self._slots))
        token.trigger.close("AcquireClose", token)
        return True

    def _remove(self, token: SlotToken) -> bool:
        # From the end, because acquired slots are usually there.
        for index in range(len(self._slots) - 1, -1, -1):
            if self._slots[index].id == token.id:
                del self._slots[index]
                return True
        return False

    def start_dequeuer(self, context: Context) -> Channel[SlotToken]:
        """Start offering slots to the caller.

        Returns:
            The channel on which the offers come, one at a time, until `context` is done. An offer
            is no promise: it has to be won with `acquire_slot`. One more may come after the end.

        Source: slotQueue.startDequeuer.
        Spec: DequeuerStart.
        """
        dequeuer = Dequeuer(context, self._primitives.channel())
        self._primitives.spawn(
            "DequeuerStart",
            context.name,
            canceller=lambda: self._wake(dequeuer),
            dequeuer=lambda: self._offer(dequeuer),
        )
        return dequeuer.output

    def _wake(self, dequeuer: Dequeuer) -> None:
        # Spec: CancellerWake. A sleeping dequeuer cannot see that its context is done.
        self._primitives.select(Wait(None, dequeuer.context.done))
        with self._lock:
            waiting = dequeuer.is_waiting
            woken = self._condition.broadcast() if waiting else None
            self._primitives.step("CancellerWake", waiting=waiting, woken=woken)

    def _offer(self, dequeuer: Dequeuer) -> None:
        # Spec: DequeuerDeliver, DequeuerEjected, DequeuerCancelled.
        while (token := self._peek(dequeuer)) is not None:
            self._primitives.select(
                Send("DequeuerDeliver", dequeuer.output, token),
                Wait("DequeuerEjected", token.trigger, token),
                Wait("DequeuerCancelled", dequeuer.context.done, token),
            )

    def _peek(self, dequeuer: Dequeuer) -> SlotToken | None:
        # Spec: DequeuerWait, DequeuerPeek, DequeuerExit.
        with self._lock:
            dequeuer.is_waiting = True
            while not self._slots and not dequeuer.context.done.is_closed():
                self._condition.wait("DequeuerWait")
            dequeuer.is_waiting = False
            if dequeuer.context.done.is_closed():
                self._primitives.step("DequeuerExit")
                return None
            token = self._slots[-1]
            self._primitives.step("DequeuerPeek", token, length=len(self._slots))
            return token
