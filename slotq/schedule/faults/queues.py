"""Queues with one method of the reference replaced by one that is wrong."""

from slotq.primitives import Wait
from slotq.queue import Dequeuer, Slot, SlotQueue, SlotToken
from slotq.stats import UINT64_MODULUS


class PrependsToken(SlotQueue):
    """A queue that puts a new token at the wrong end of the list."""

    def queue_slot(self, slot: Slot) -> SlotToken:
        """Put the new token at the wrong end of the list."""
        token = SlotToken(self, slot, self._primitives)
        with self._lock:
            token.id = self._next_id
            self._slots.insert(0, token)
            self._next_id = (self._next_id + 1) % UINT64_MODULUS
            self._primitives.step("QueueAppend", token, length=len(self._slots))
        self._condition.broadcast("QueueBroadcast")
        return token


class ChecksThenSets(SlotQueue):
    """A queue that reads the flag of a token, and sets it in a second step."""

    def acquire_slot(self, token: SlotToken) -> bool:
        """Read the flag, and set it in a second step."""
        with self._lock:
            was_busy = token.is_busy.is_set()
            self._primitives.step("AcquireCas", token, ok=not was_busy)
        if was_busy:
            return False
        token.is_busy.compare_and_swap("AcquireCas", token)
        with self._lock:
            removed = self._remove(token)
            self._primitives.step("AcquireRemove", token, ok=removed, length=len(self._slots))
        token.trigger.close("AcquireClose", token)
        return True


class LoserGoesOn(SlotQueue):
    """A queue whose loser continues as if it had won."""

    def acquire_slot(self, token: SlotToken) -> bool:
        """Continue after a loss as after a win."""
        token.is_busy.compare_and_swap("AcquireCas", token)
        with self._lock:
            removed = self._remove(token)
            self._primitives.step("AcquireRemove", token, ok=removed, length=len(self._slots))
        token.trigger.close("AcquireClose", token)
        return True


class ClosesBeforeRemoving(SlotQueue):
    """A queue whose winner closes the trigger while the token is still listed."""

    def acquire_slot(self, token: SlotToken) -> bool:
        """Close the trigger while the token is still listed."""
        if not token.is_busy.compare_and_swap("AcquireCas", token):
            return False
        token.trigger.close("AcquireClose", token)
        self._remove_late(token)
        return True

    def _remove_late(self, token: SlotToken) -> None:
        with self._lock:
            removed = self._remove(token)
            self._primitives.step("AcquireRemove", token, ok=removed, length=len(self._slots))


class RemovesLast(SlotQueue):
    """A queue whose winner removes the last token, whichever it won."""

    def _remove(self, token: SlotToken) -> bool:
        # The last token, whichever was won.
        del token
        del self._slots[-1:]
        return True


class RemovesBySwap(SlotQueue):
    """A queue whose winner moves the first token to the place of its own."""

    def _remove(self, token: SlotToken) -> bool:
        # The first token is moved to the place of the won one.
        index = [listed.id for listed in self._slots].index(token.id)
        self._slots[index] = self._slots[0]
        del self._slots[0]
        return True


class RemovesNothing(SlotQueue):
    """A queue whose winner leaves its token listed."""

    def _remove(self, token: SlotToken) -> bool:
        del token
        return True


class WaitsOnce(SlotQueue):
    """A queue with an `if` in place of the `while` around the wait."""

    def _peek(self, dequeuer: Dequeuer) -> SlotToken | None:
        with self._lock:
            dequeuer.is_waiting = True
            if not self._slots and not dequeuer.context.done.is_closed():  # not while
                self._condition.wait("DequeuerWait")
            dequeuer.is_waiting = False
            if dequeuer.context.done.is_closed():
                self._primitives.step("DequeuerExit")
                return None
            token = self._slots[-1]
            self._primitives.step("DequeuerPeek", token, length=len(self._slots))
            return token


class WaitsBlindly(SlotQueue):
    """A queue whose dequeuer checks the list alone before it sleeps, and not its context."""

    def _peek(self, dequeuer: Dequeuer) -> SlotToken | None:
        with self._lock:
            dequeuer.is_waiting = True
            while not self._slots:  # whether or not the context is done
                self._condition.wait("DequeuerWait")
            dequeuer.is_waiting = False
            if dequeuer.context.done.is_closed():
                self._primitives.step("DequeuerExit")
                return None
            token = self._slots[-1]
            self._primitives.step("DequeuerPeek", token, length=len(self._slots))
            return token


class WaitsSilently(SlotQueue):
    """A queue whose dequeuer does not say that it waits."""

    def _peek(self, dequeuer: Dequeuer) -> SlotToken | None:
        with self._lock:  # and is_waiting stays false
            while not self._slots and not dequeuer.context.done.is_closed():
                self._condition.wait("DequeuerWait")
            if dequeuer.context.done.is_closed():
                self._primitives.step("DequeuerExit")
                return None
            token = self._slots[-1]
            self._primitives.step("DequeuerPeek", token, length=len(self._slots))
            return token


class PicksOldest(SlotQueue):
    """A queue whose dequeuer picks the first token: first in, first out."""

    def _peek(self, dequeuer: Dequeuer) -> SlotToken | None:
        with self._lock:
            dequeuer.is_waiting = True
            while not self._slots and not dequeuer.context.done.is_closed():
                self._condition.wait("DequeuerWait")
            dequeuer.is_waiting = False
            if dequeuer.context.done.is_closed():
                self._primitives.step("DequeuerExit")
                return None
            token = self._slots[0]  # first in, first out
            self._primitives.step("DequeuerPeek", token, length=len(self._slots))
            return token


class PickRemoves(SlotQueue):
    """A queue whose pick removes the token: a cancel before the delivery loses it."""

    def _peek(self, dequeuer: Dequeuer) -> SlotToken | None:
        with self._lock:
            dequeuer.is_waiting = True
            while not self._slots and not dequeuer.context.done.is_closed():
                self._condition.wait("DequeuerWait")
            dequeuer.is_waiting = False
            if dequeuer.context.done.is_closed():
                self._primitives.step("DequeuerExit")
                return None
            token = self._slots.pop()  # and a cancel before the delivery loses it
            self._primitives.step("DequeuerPeek", token, length=len(self._slots))
            return token


class WakesNobody(SlotQueue):
    """A queue whose canceller wakes no dequeuer."""

    def _wake(self, dequeuer: Dequeuer) -> None:
        self._primitives.select(Wait(None, dequeuer.context.done))
        with self._lock:
            self._primitives.step("CancellerWake", waiting=dequeuer.is_waiting, woken=None)
