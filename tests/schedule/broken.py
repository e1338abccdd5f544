"""Queues that are wrong, each in one way, and worlds whose primitives are."""

from slotq.primitives import Channel, Context, Primitives, Send, Wait
from slotq.queue import Dequeuer, Slot, SlotQueue, SlotToken
from slotq.schedule.engine import controlled
from slotq.schedule.engine.world import World
from slotq.schedule.faults.queues import (
    ChecksThenSets,
    PickRemoves,
    PicksOldest,
    RemovesLast,
    WaitsOnce,
    WakesNobody,
)

__all__ = [
    "ChecksThenSets",
    "PickRemoves",
    "PicksOldest",
    "RemovesLast",
    "WaitsOnce",
    "WakesNobody",
]


class HasNoList(SlotQueue):
    """Keeps its tokens under another name, where nobody who reads the state looks for them."""

    __slots__ = ("_tokens",)

    def __init__(self, key: str, primitives: Primitives) -> None:
        super().__init__(key, primitives)
        self._tokens = self._slots
        del self._slots


def make_nothing(key: str, primitives: Primitives) -> SlotQueue:
    """Fail before there is anything."""
    del primitives
    raise StopIteration(key)


class NotifiesBeforeAppend(SlotQueue):
    """Wakes the sleepers before there is anything to see."""

    def queue_slot(self, slot: Slot) -> SlotToken:
        """Do it wrong."""
        token = SlotToken(self, slot, self._primitives)
        self._condition.broadcast("QueueBroadcast")
        with self._lock:
            token.id = self._next_id
            self._slots.append(token)
            self._next_id += 1
            self._primitives.step("QueueAppend", token)
        return token


class ReadsAfterUnlock(SlotQueue):
    """Looks at the list once more when the lock is released."""

    def acquire_slot(self, token: SlotToken) -> bool:
        """Do it wrong."""
        if not token.is_busy.compare_and_swap("AcquireCas", token):
            return False
        with self._lock:
            self._remove(token)
            self._primitives.step("AcquireRemove", token)
        if token not in self._slots:
            token.trigger.close("AcquireClose", token)
        return True


class CarriesTheListOut(SlotQueue):
    """Keeps hold of the list, and looks at it when the lock is released."""

    def _peek(self, dequeuer: Dequeuer) -> SlotToken | None:
        with self._lock:
            slots = self._slots
            dequeuer.is_waiting = True
            while not slots and not dequeuer.context.done.is_closed():
                self._condition.wait("DequeuerWait")
            dequeuer.is_waiting = False
            if dequeuer.context.done.is_closed():
                self._primitives.step("DequeuerExit")
                return None
            self._primitives.step("DequeuerPeek")
        return slots[-1]


class SharesIsWaiting(SlotQueue):
    """Lets the canceller look whether the dequeuer sleeps before it has the lock."""

    def _wake(self, dequeuer: Dequeuer) -> None:
        self._primitives.select(Wait(None, dequeuer.context.done))
        waiting = dequeuer.is_waiting
        with self._lock:
            if waiting:
                self._condition.broadcast()
            self._primitives.step("CancellerWake")


class ForgetsAName(SlotQueue):
    """Has a lock region that names no step."""

    def acquire_slot(self, token: SlotToken) -> bool:
        """Do it wrong."""
        if not token.is_busy.compare_and_swap("AcquireCas", token):
            return False
        with self._lock:
            self._remove(token)
        token.trigger.close("AcquireClose", token)
        return True


class TwoStepsInOne(SlotQueue):
    """Names two steps in one lock region."""

    def acquire_slot(self, token: SlotToken) -> bool:
        """Do it wrong."""
        if not token.is_busy.compare_and_swap("AcquireCas", token):
            return False
        with self._lock:
            self._remove(token)
            self._primitives.step("AcquireRemove", token)
            self._primitives.step("AcquireClose", token)
        token.trigger.close("AcquireClose", token)
        return True


class ClosesBeforeRemoving(SlotQueue):
    """Closes the trigger while the token is still listed."""

    def acquire_slot(self, token: SlotToken) -> bool:
        """Do it wrong."""
        if not token.is_busy.compare_and_swap("AcquireCas", token):
            return False
        token.trigger.close("AcquireClose", token)
        with self._lock:
            self._remove(token)
            self._primitives.step("AcquireRemove", token)
        return True


class Deadlocks(SlotQueue):
    """Enters the lock again that it is in."""

    def _wake(self, dequeuer: Dequeuer) -> None:
        self._primitives.select(Wait(None, dequeuer.context.done))
        with self._lock:
            self._primitives.step("CancellerWake")
            with self._lock:
                pass


_hidden = {"started": False, "appended late": False}


class HidesAValue(SlotQueue):
    """Decides by a value that nobody who reads the state can see."""

    def start_dequeuer(self, context: Context) -> Channel[SlotToken]:
        """Do it wrong."""
        output = super().start_dequeuer(context)
        _hidden["started"] = True
        return output

    def queue_slot(self, slot: Slot) -> SlotToken:
        """Do it wrong."""
        token = super().queue_slot(slot)
        _hidden["appended late"] = _hidden["started"]
        return token

    def _remove(self, token: SlotToken) -> bool:
        return _hidden["appended late"] or super()._remove(token)


def hide_nothing(key: str, primitives: Primitives) -> SlotQueue:
    """Begin anew with what is hidden."""
    _hidden.update({"started": False, "appended late": False})
    return HidesAValue(key, primitives)


class KeepsOnTheStack(SlotQueue):
    """Stops in the middle of a `for`, whose iterator nobody can read."""

    def _offer(self, dequeuer: Dequeuer) -> None:
        for _ in range(100):
            token = self._peek(dequeuer)
            if token is None:
                return
            self._primitives.select(
                Send("DequeuerDeliver", dequeuer.output, token),
                Wait("DequeuerEjected", token.trigger, token),
                Wait("DequeuerCancelled", dequeuer.context.done, token),
            )


class SignalCondition(controlled.Condition):
    """Wakes one sleeper in the place of all."""

    __slots__ = ()

    def wake(self) -> int:
        """Wake the first."""
        others = sorted(self.sleepers, key=lambda process: process.name)[1:]
        self.sleepers.difference_update(others)
        woken = super().wake()
        self.sleepers.update(others)
        return woken


class SignallingWorld(World):
    """Has conditions that wake one sleeper."""

    def condition(self, lock: object) -> controlled.Condition:
        """Make one of these."""
        return SignalCondition(self, controlled.controlled(lock))
