"""The queue's own steps once more, as a state that changes: for logs that are complete and long.

The machine makes a new state of every step, which costs time in proportion to the processes. This
is the same automaton under the names of the log, one method an action, without what has ended:
of tokens whose trigger is closed only the clients that know them are kept, a bit each, and of
dequeuers that ended, their names. It judges nothing by itself: what it does not allow goes to the
machine, which says why. That it allows exactly what the machine allows, and goes to the same state,
is a claim of `slotq verify`.
"""

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from slotq.formats import trace_lines
from slotq.formats.names import NameSet
from slotq.machine import slot_queue_steps
from slotq.machine.slot_queue_steps import NO_CLIENT, NO_TOKEN
from slotq.oracle.trace.named_state import Processes, check_processes, dequeuer_of

_BITS = 512
_MOST_RECENT = 64
Rule = Callable[[Any], bool]
"""Takes the step of a line if it is allowed, and says whether it was."""


class Client:
    """What the queue knows of a client; see `slotq.machine.slot_queue_steps.Client`."""

    __slots__ = ("_older", "_recent", "doing", "hand", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.doing = "nothing"
        self.hand = NO_TOKEN
        # The tokens that it knows: the last ones, and of those before, the bits, by blocks.
        self._recent: set[int] = set()
        self._older: dict[int, int] = {}

    def knows(self, token: int) -> bool:
        """Say whether the client may acquire a token."""
        if token in self._recent:
            return True
        return bool(self._older and self._older.get(token // _BITS, 0) >> token % _BITS & 1)

    def learn(self, token: int) -> None:
        """Let the client acquire a token from now on."""
        recent = self._recent
        recent.add(token)
        if len(recent) > _MOST_RECENT:
            for each in recent:
                block, bit = divmod(each, _BITS)
                self._older[block] = self._older.get(block, 0) | 1 << bit
            recent.clear()

    def known(self) -> int:
        """Collect the tokens that it knows as bits."""
        bits = sum(1 << token for token in self._recent)
        for block, older in self._older.items():
            bits |= older << block * _BITS
        return bits


class Dequeuer:
    """A dequeuer and its canceller; see `slotq.machine.slot_queue_steps.Dequeuer`."""

    __slots__ = ("canceller", "dequeuer", "done", "is_waiting", "item", "name", "owner")

    def __init__(self, name: str) -> None:
        self.name = name
        self.dequeuer = "absent"
        self.is_waiting = False
        self.item = NO_TOKEN
        self.owner: Client | None = None
        self.done = False
        self.canceller = "absent"


class IncrementalQueue:
    """Follows one queue through its log.

    Attributes:
        rules: What is done with each action. Each rule looks whether the line agrees, and then
            takes its step.
        slots: The listed tokens, oldest first.
        next_id: The id of the next token.
        free: The tokens that are not won.
        open: The tokens whose trigger is not closed.
        clients: The clients that have acted, by name.
        dequeuers: Those that have not ended, by name.
        asleep: Those that sleep.
        ended: The names of those that are over, canceller included.
    """

    def __init__(self) -> None:
        self.slots: list[int] = []
        self.next_id = 0
        self.free: set[int] = set()
        self.open: set[int] = set()
        self.clients: dict[str, Client] = {}
        self.dequeuers: dict[str, Dequeuer] = {}
        self.asleep: list[Dequeuer] = []
        self.ended = NameSet()
        self.rules: dict[type[trace_lines.Event], Rule] = {
            trace_lines.QueueAppend: self.queue_append,
            trace_lines.QueueBroadcast: self.queue_broadcast,
            trace_lines.AcquireCas: self.acquire_cas,
            trace_lines.AcquireRemove: self.acquire_remove,
            trace_lines.AcquireClose: self.acquire_close,
            trace_lines.DequeuerStart: self.dequeuer_start,
            trace_lines.DequeuerWait: self.dequeuer_wait,
            trace_lines.DequeuerPeek: self.dequeuer_peek,
            trace_lines.DequeuerExit: self.dequeuer_exit,
            trace_lines.DequeuerDeliver: self.dequeuer_deliver,
            trace_lines.DequeuerEjected: self.dequeuer_ejected,
            trace_lines.DequeuerCancelled: self.dequeuer_cancelled,
            trace_lines.Cancel: self.cancel,
            trace_lines.CancellerWake: self.canceller_wake,
        }

    def is_closed(self, token: int) -> bool:
        """Say whether a token's trigger is closed."""
        return token < self.next_id and token not in self.open

    def is_free(self, token: int) -> bool:
        """Say whether nobody has won a token."""
        return token in self.free

    def is_being_won(self, token: int) -> bool:
        """Say whether somebody has won a token and not closed its trigger."""
        return token in self.open and token not in self.free

    def is_done(self, dequeuer: str) -> bool:
        """Say whether a dequeuer's context is done."""
        return self.dequeuer(dequeuer).done

    def item(self, dequeuer: str) -> int:
        """Say which token a dequeuer offers; `NO_TOKEN` if none."""
        return self.dequeuer(dequeuer).item

    def live(self) -> int:
        """Count the dequeuers that were started and have not ended."""
        return sum(each.dequeuer not in {"absent", "ended"} for each in self.dequeuers.values())

    def client(self, name: str) -> Client:
        """Find a client.

        Raises:
            BudgetError: There are too many.
        """
        client = self.clients.get(name)
        if client is None:
            check_processes(len(self.clients))
            client = self.clients[name] = Client(name)
        return client

    def dequeuer(self, name: str) -> Dequeuer:
        """Find a dequeuer.

        Raises:
            BudgetError: Too many are there at once.
        """
        dequeuer = self.dequeuers.get(name)
        if dequeuer is None:
            dequeuer = Dequeuer(name)
            if name in self.ended:
                dequeuer.dequeuer = dequeuer.canceller = "ended"
                dequeuer.done = True
            else:
                check_processes(len(self.dequeuers))
                self.dequeuers[name] = dequeuer
        return dequeuer

    def queue_append(self, event: trace_lines.QueueAppend) -> bool:
        """Spec: QueueAppend."""
        client, token, slots = self.client(event.process), event.token, self.slots
        if client.doing != "nothing" or token != self.next_id:
            return False
        if event.length is not None and event.length != len(slots) + 1:
            return False
        slots.append(token)
        self.next_id += 1
        self.free.add(token)
        self.open.add(token)
        client.learn(token)
        client.doing = "broadcast"
        return True

    def queue_broadcast(self, event: trace_lines.QueueBroadcast) -> bool:
        """Spec: QueueBroadcast."""
        client = self.client(event.process)
        if client.doing != "broadcast":
            return False
        if event.woken is not None and event.woken != len(self.asleep):
            return False
        client.doing = "nothing"
        self._wake_all()
        return True

    def acquire_cas(self, event: trace_lines.AcquireCas) -> bool:
        """Spec: AcquireCas."""
        client, token = self.client(event.process), event.token
        if client.doing != "nothing":
            return False
        if not client.knows(token):
            if event.for_ is None or not self.client(event.for_).knows(token):
                return False
            if event.ok is (token in self.free):
                client.learn(token)
        if event.ok is not (token in self.free):
            return False
        if event.ok:
            self.free.remove(token)
            client.doing = "remove"
            client.hand = token
        return True

    def acquire_remove(self, event: trace_lines.AcquireRemove) -> bool:
        """Spec: AcquireRemove."""
        client, slots = self.client(event.process), self.slots
        if client.doing != "remove" or client.hand != event.token:
            return False
        place = bisect_left(slots, client.hand)
        listed = place < len(slots) and slots[place] == client.hand
        if event.ok is not listed:
            return False
        if event.length is not None and event.length != len(slots) - listed:
            return False
        if listed:
            del slots[place]
        client.doing = "close"
        return True

    def acquire_close(self, event: trace_lines.AcquireClose) -> bool:
        """Spec: AcquireClose."""
        client = self.client(event.process)
        if client.doing != "close" or client.hand != event.token:
            return False
        if event.ok is not (client.hand in self.open):
            return False
        self.open.discard(client.hand)
        client.doing = "nothing"
        client.hand = NO_TOKEN
        return True

    def dequeuer_start(self, event: trace_lines.DequeuerStart) -> bool:
        """Spec: DequeuerStart."""
        client, dequeuer = self.client(event.process), self.dequeuer(event.dequeuer)
        if client.doing != "nothing" or dequeuer.dequeuer != "absent":
            return False
        dequeuer.dequeuer = "lock"
        dequeuer.owner = client
        dequeuer.canceller = "waiting"
        return True

    def dequeuer_wait(self, event: trace_lines.DequeuerWait) -> bool:
        """Spec: DequeuerWait."""
        dequeuer = self.dequeuer(event.process)
        if dequeuer.dequeuer != "lock" or self.slots or dequeuer.done:
            return False
        dequeuer.dequeuer = "asleep"
        dequeuer.is_waiting = True
        self.asleep.append(dequeuer)
        return True

    def dequeuer_peek(self, event: trace_lines.DequeuerPeek) -> bool:
        """Spec: DequeuerPeek."""
        dequeuer, slots = self.dequeuer(event.process), self.slots
        if dequeuer.dequeuer != "lock" or not slots or dequeuer.done:
            return False
        if event.token != slots[-1]:
            return False
        if event.length is not None and event.length != len(slots):
            return False
        dequeuer.dequeuer = "offering"
        dequeuer.is_waiting = False
        dequeuer.item = event.token
        return True

    def dequeuer_exit(self, event: trace_lines.DequeuerExit) -> bool:
        """Spec: DequeuerExit."""
        dequeuer = self.dequeuer(event.process)
        if dequeuer.dequeuer != "lock" or not dequeuer.done:
            return False
        dequeuer.dequeuer = "ended"
        dequeuer.is_waiting = False
        self._forget(dequeuer)
        return True

    def dequeuer_deliver(self, event: trace_lines.DequeuerDeliver) -> bool:
        """Spec: DequeuerDeliver."""
        dequeuer, client = self.dequeuer(event.process), self.client(event.to)
        if dequeuer.dequeuer != "offering" or dequeuer.item != event.token:
            return False
        if dequeuer.owner is not client or client.doing != "nothing":
            return False
        client.learn(event.token)
        self._go_round(dequeuer)
        return True

    def dequeuer_ejected(self, event: trace_lines.DequeuerEjected) -> bool:
        """Spec: DequeuerEjected."""
        dequeuer = self.dequeuer(event.process)
        if dequeuer.dequeuer != "offering" or dequeuer.item != event.token:
            return False
        if event.token in self.open:
            return False
        self._go_round(dequeuer)
        return True

    def dequeuer_cancelled(self, event: trace_lines.DequeuerCancelled) -> bool:
        """Spec: DequeuerCancelled."""
        dequeuer = self.dequeuer(event.process)
        if dequeuer.dequeuer != "offering" or dequeuer.item != event.token:
            return False
        if not dequeuer.done:
            return False
        self._go_round(dequeuer)
        return True

    def cancel(self, event: trace_lines.Cancel) -> bool:
        """Spec: Cancel."""
        dequeuer = self.dequeuer(event.dequeuer)
        if event.ok is dequeuer.done:
            return False
        dequeuer.done = True
        return True

    def canceller_wake(self, event: trace_lines.CancellerWake) -> bool:
        """Spec: CancellerWake."""
        dequeuer = self.dequeuer(dequeuer_of(event.process))
        if dequeuer.canceller != "waiting" or not dequeuer.done:
            return False
        if event.waiting is not dequeuer.is_waiting:
            return False
        if event.woken is not None and event.woken != event.waiting * len(self.asleep):
            return False
        dequeuer.canceller = "ended"
        if event.waiting:
            self._wake_all()
        self._forget(dequeuer)
        return True

    def _wake_all(self) -> None:
        for dequeuer in self.asleep:
            dequeuer.dequeuer = "lock"
        self.asleep.clear()

    def _go_round(self, dequeuer: Dequeuer) -> None:
        dequeuer.dequeuer = "lock"
        dequeuer.item = NO_TOKEN

    def _forget(self, dequeuer: Dequeuer) -> None:
        if dequeuer.dequeuer == dequeuer.canceller == "ended":
            self.ended.add(dequeuer.name)
            del self.dequeuers[dequeuer.name]

    def processes(self) -> Processes:
        """Write the state as the machine's, for whatever has to be explained."""
        numbers = {name: number for number, name in enumerate(self.clients)}
        everything = (1 << self.next_id) - 1
        state = slot_queue_steps.State(
            slots=tuple(self.slots),
            next_id=self.next_id,
            busy=everything ^ sum(1 << token for token in self.free),
            closed=everything ^ sum(1 << token for token in self.open),
            clients=tuple(
                slot_queue_steps.Client(client.known(), client.doing, client.hand)
                for client in self.clients.values()
            ),
            dequeuers=tuple(
                slot_queue_steps.Dequeuer(
                    dequeuer.dequeuer,
                    dequeuer.is_waiting,
                    dequeuer.item,
                    NO_CLIENT if dequeuer.owner is None else numbers[dequeuer.owner.name],
                    dequeuer.done,
                    dequeuer.canceller,
                )
                for dequeuer in self.dequeuers.values()
            ),
        )
        return Processes(state, list(self.clients), list(self.dequeuers), self.ended)
