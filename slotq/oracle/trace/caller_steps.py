"""The judge of the caller's steps: whether containers and consumers use the queue as intended.

A small automaton of each container, each consumer and each won token, after Callers.tla. The
queue's own steps move it and are never wrong here, since a log's clients may be more general than
the original's; only a slot that carries an error is queued by its callers' rules. A step that only
callers have can be wrong, and then it is the caller's fault. Where the clients do nothing that
Callers does not allow, exactly its steps are allowed, which is a claim of `slotq verify`.

An eviction belongs to a container until that one has ejected itself or is gone: the next container
may have the same process's name.

A log may not see some of these steps. Then a slot may have been closed as soon as its token was
won, a container evicted whenever it waits, and woken at any time of its wait: where it stands is
then one of several things, until a line says which.
"""

import json
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any, TypeVar

from slotq.formats.trace_lines import (
    AcquireCas,
    AcquireClose,
    Callers,
    Cancel,
    ContainerReturn,
    ContainerWake,
    DequeuerDeliver,
    DequeuerStart,
    Event,
    Evict,
    QueueAppend,
    QueueBroadcast,
    SlotClose,
)
from slotq.machine.slot_queue_steps import NO_TOKEN
from slotq.oracle.trace.caller_state import (
    CANCELLED,
    FIRST,
    NO_ERROR,
    NOT_BEHIND,
    NOT_CANCELLED,
    NOT_ITS_OWN,
    READY,
    READY_TO_CLOSE,
    WINNER,
    CallerState,
    Container,
    Objection,
    Owed,
    SeenQueue,
    Waiting,
    Winner,
    own_token,
    owner_of,
    stands,
    still_open,
    values,
    waiting_of,
)

_NEEDED_FOR_WAITING = frozenset({"Cancel", "DequeuerDeliver", "DequeuerStart"})
_NEEDED_FOR_LEAVING = frozenset({"ContainerWake", "SlotClose"})

_Key = TypeVar("_Key", str, int)
_Value = TypeVar("_Value")


class CallerJudge:
    """Follows the callers of one queue.

    Attributes:
        rules: What is done with each action that only callers have.
        guards: Whether callers may take a step of the queue, where that is asked.
        saw: What follows from a step of the queue that was allowed, and taken.
        containers: Where each container stands.
        waiting: Where each consumer waits.
        winners: The process that may close a slot, by token.
        uncancelled: What was won at which dequeuer, whose context is still to be cancelled for it.
        evicted: The containers that were evicted, and whether that is certain.
        acted: Whether the log has a step that only callers have.

    Args:
        queue: The queue, which moves on by itself.
        omits: The actions that the log cannot see.
        version: Which version's callers are meant.
    """

    def __init__(
        self, queue: SeenQueue, omits: Collection[str] = (), version: Callers = "seed"
    ) -> None:
        self.queue = queue
        self.omits = frozenset(omits)
        self._later = version == "later"
        self._sees_waiting = self.omits.isdisjoint(_NEEDED_FOR_WAITING)
        self._asks_to_cancel = not self._later and "SlotClose" not in self.omits
        self._waits = ("waiting", "woken") if "ContainerWake" in omits else ("waiting",)
        self.restore(CallerState())
        self._objections: dict[type[Event], Callable[..., Iterator[Objection]]] = {
            ContainerWake: self._wake,
            ContainerReturn: self._return,
            SlotClose: self._close,
            Evict: self._evict,
            QueueAppend: self._append,
            AcquireCas: self._acquire,
        }
        self.guards: dict[type[Event], Callable[[Any], bool]] = {
            QueueAppend: lambda event: not event.error or self.objection(event) is None,
            AcquireCas: lambda event: (
                event.token not in self._failed or self.objection(event) is None
            ),
        }
        self.rules: dict[type[Event], Callable[[Any], bool]] = {
            kind: self._take for kind in self._objections if kind not in self.guards
        }
        self.saw: dict[type[Event], Callable[[Any], None]] = {
            QueueAppend: self._saw_append,
            QueueBroadcast: self._saw_broadcast,
            AcquireCas: self._saw_cas,
            AcquireClose: self._saw_close,
        }
        if self._sees_waiting:
            self.saw[DequeuerStart] = self._saw_start
            self.saw[DequeuerDeliver] = self._saw_deliver
            self.saw[Cancel] = self._saw_cancel

    def value(self) -> CallerState:
        """Take down what is known."""
        return CallerState(
            _sorted(self.containers),
            _sorted(self.waiting),
            _sorted(self._taken),
            _sorted(self.winners),
            _sorted(self.uncancelled),
            tuple(sorted(self._closed)),
            _sorted(self.evicted),
            _sorted(self._failed),
            _sorted(self._ejected),
            self.acted,
        )

    def restore(self, state: CallerState) -> None:
        """Restore a stored state."""
        self.containers = dict(state.containers)
        self.waiting = dict(state.waiting)
        self._taken = dict(state.taken)  # won, with the trigger still to be closed
        self.winners = dict(state.winners)
        self.uncancelled = dict(state.uncancelled)
        self._closed = set(state.closed)
        self.evicted = dict(state.evicted)
        self._failed = dict(state.failed)  # the process that queued a slot with an error
        self._ejected = dict(state.ejected)  # what a later version's container won itself
        self.acted = state.acted

    def _saw_append(self, event: QueueAppend) -> None:
        process = event.process
        if self.omits:  # what has become of the token before it is not asked any more
            self._forget(self.containers.get(process, READY).token)
        if event.error:
            self._leave(process)
            self._failed[event.token] = process
        else:
            self.containers[process] = Container(("queueing",), event.token)

    def _saw_broadcast(self, event: QueueBroadcast) -> None:
        container = self.containers.get(event.process, READY)
        if container.states == ("queueing",):
            self.containers[event.process] = Container(self._waits, container.token)

    def _saw_start(self, event: DequeuerStart) -> None:
        self.waiting[event.process] = Waiting(event.dequeuer)

    def _saw_deliver(self, event: DequeuerDeliver) -> None:
        waiting = self.waiting.get(event.to)
        if waiting is not None and waiting.dequeuer == event.process:
            self.waiting[event.to] = Waiting(event.process, event.token)

    def _saw_cas(self, event: AcquireCas) -> None:
        token, caller, dequeuer = event.token, event.for_ or event.process, ""
        container = self.containers.get(caller, READY)
        if container.token == token:
            if "woken" in container.states:
                states = {"ejected" if event.ok else "busy", *container.states} - {"woken"}
                again = self._waits if "waiting" in states else ()
                self.containers[caller] = Container(tuple(sorted({*states, *again})), token)
        elif (waiting := self.waiting.get(caller)) is not None and waiting.token == token:
            self.waiting[caller] = Waiting(waiting.dequeuer, won=event.ok)
            dequeuer = waiting.dequeuer if self._asks_to_cancel else ""
        if event.ok and (dequeuer or event.for_ is not None):
            self._taken[token] = Winner(caller, event.process, dequeuer)

    def _saw_close(self, event: AcquireClose) -> None:
        token, process = event.token, event.process
        winner = self._taken.pop(token, None) or Winner(process, process)
        container = self.containers.get(winner.caller, READY)
        ejected = container == Container(("ejected",), token)
        if ejected and (self._later or "SlotClose" in self.omits):
            # It goes now, or nobody sees it go, nor when.
            del self.containers[winner.caller]
            if self._later:
                self.evicted.pop(winner.caller, None)
            elif winner.caller in self.evicted:
                self.evicted[winner.caller] = False
        if self._later and container.token == token:
            self._ejected[winner.caller] = token
        elif not (ejected and "SlotClose" in self.omits):
            self.winners[token] = winner
            if winner.dequeuer:
                self.uncancelled[winner.dequeuer] = Owed(winner.caller, token)

    def _saw_cancel(self, event: Cancel) -> None:
        # The canceller does not matter, except for a consumer that won an error: its own cancel
        # comes last.
        name, caller = event.dequeuer, event.process
        owed = self.uncancelled.get(name)
        if owed is not None:
            if owed.token in self._failed and owed.caller != caller:
                return
            caller = owed.caller
            del self.uncancelled[name]
        waiting = self.waiting.get(caller)
        if waiting is not None and waiting.dequeuer == name:
            del self.waiting[caller]

    def objection(self, event: Event) -> Objection | None:
        """Say why a step is not allowed to callers; take it if it is, and only they have it."""
        return next(self._objections[event.__class__](event), None)

    def _take(self, event: Event) -> bool:
        self.acted = True
        return next(self._objections[event.__class__](event), None) is None

    # Each rule yields what does not hold; where nothing more is asked of it, it takes the step, if
    # that is not the queue's.

    def _append(self, event: QueueAppend) -> Iterator[Objection]:
        if event.error and self._later:
            yield Objection(NO_ERROR, lambda: {"k": json.dumps(event.process)})
        container = self.containers.get(event.process)
        certain = container is not None and self.omits.isdisjoint(_NEEDED_FOR_LEAVING)
        if event.error and container is not None and certain:
            yield Objection(FIRST, partial(values, "k", event.process, container))

    def _acquire(self, event: AcquireCas) -> Iterator[Objection]:
        caller = event.for_ or event.process
        waiting = self.waiting.get(caller)
        received = waiting is not None and waiting.token == event.token
        if self._failed.get(event.token) == caller and not received and self._sees_waiting:
            yield Objection(NOT_BEHIND, lambda: {"p": json.dumps(caller), "state[p]": '"gone"'})

    def _wake(self, event: ContainerWake) -> Iterator[Objection]:
        container = self.containers.get(event.process, READY)
        yield from stands(event, container, "waiting")
        if event.reason == "trigger" and not self.queue.is_closed(event.token):
            yield Objection("token[k] \\in closed", lambda: {"token[k]": str(event.token)})
        evicted = event.process in self.evicted or "Evict" in self.omits
        if event.reason == "evict" and not evicted:
            yield Objection("k \\in evicted", lambda: {"k": json.dumps(event.process)})
        if event.reason == "freeze":
            self._leave(event.process)
        else:
            self.containers[event.process] = Container(("woken",), event.token)

    def _return(self, event: ContainerReturn) -> Iterator[Objection]:
        container = self.containers.get(event.process, READY)
        yield from stands(event, container, "busy")
        if not self.is_slot_closed(event.token):
            yield Objection("token[k] \\in slotClosed", lambda: {"token[k]": str(event.token)})
        self._forget(event.token)
        self.containers[event.process] = READY

    def _close(self, event: SlotClose) -> Iterator[Objection]:
        token = event.token
        winner = self.winners.get(token)
        names = {event.process, event.for_}
        for name in filter(None, names):
            if self._ejected.get(name) == token:
                yield Objection(NOT_ITS_OWN, partial(own_token, name, token))
        if self.queue.is_being_won(token):
            yield Objection(READY_TO_CLOSE, partial(still_open, event))
        if winner is None or names.isdisjoint({winner.caller, winner.process}):
            yield Objection(WINNER, partial(owner_of, event, winner))
            return
        if not event.ok:
            yield Objection("ok = (token \\notin slotClosed)", partial(owner_of, event, winner))
        if not self.may_close(token):
            failed = token in self._failed
            guard, state = (NOT_CANCELLED, "holding") if failed else (CANCELLED, "won")
            yield Objection(guard, partial(waiting_of, winner, state))
        del self.winners[token]
        if self._failed.pop(token, None) is not None:
            if winner.dequeuer:  # the cancel comes now
                self.uncancelled[winner.dequeuer] = Owed(winner.caller, NO_TOKEN)
        elif self.containers.get(winner.caller) == Container(("ejected",), token):
            self._leave(winner.caller)
        else:
            self._closed.add(token)

    def _evict(self, event: Evict) -> Iterator[Objection]:
        self.evicted[event.container] = True
        yield from ()

    def _leave(self, process: str) -> None:
        self.containers.pop(process, None)
        self.evicted.pop(process, None)

    def _forget(self, token: int) -> None:
        self._closed.discard(token)
        if "SlotClose" in self.omits:
            self.winners.pop(token, None)

    def is_slot_closed(self, token: int) -> bool:
        """Say whether a slot may have been closed."""
        return token in self._closed or ("SlotClose" in self.omits and token in self.winners)

    def may_close(self, token: int) -> bool:
        """Say whether the winner of a token may close its slot, now that it has won."""
        winner = self.winners[token]
        waits = self.uncancelled.get(winner.dequeuer) == Owed(winner.caller, token)
        return not winner.dequeuer or waits is (token in self._failed)


def _sorted(known: dict[_Key, _Value]) -> tuple[tuple[_Key, _Value], ...]:
    return tuple(sorted(known.items())) if known else ()
