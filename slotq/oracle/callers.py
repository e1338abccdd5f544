"""The judge of the caller's steps: whether containers and consumers use the queue as intended.

A small automaton of each container and each won token, after Callers.tla. The queue's own steps
move it and are never wrong here, since a log's clients may be more general than the original's. A
step that only callers have can be wrong, and then it is the caller's fault.

An eviction belongs to a container until that one has ejected itself or is gone: the next container
may have the same process's name.

A log may not see some of these steps. Then a slot may have been closed as soon as its token was
won, a container evicted whenever it waits, and woken at any time of its wait: where it stands is
then one of several things, until a line says which.
"""

import json
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple, Protocol

import msgspec

from slotq.machine.steps import NO_TOKEN
from slotq.oracle.formats import (
    AcquireCas,
    AcquireClose,
    ContainerReturn,
    ContainerWake,
    End,
    Event,
    Evict,
    QueueAppend,
    QueueBroadcast,
    SlotClose,
)
from slotq.oracle.verdict import Fault, Line

_MOST_LISTED = 20
_REASONS = ("trigger", "idle", "evict", "shutdown", "freeze")


class SeenQueue(Protocol):
    """What callers see of the queue."""

    def is_closed(self, token: int) -> bool:
        """Say whether a token's trigger is closed."""

    def is_free(self, token: int) -> bool:
        """Say whether nobody has won a token."""


class Container(NamedTuple):
    """A container, as far as the log tells.

    Attributes:
        states: Where it may stand: "ready", "queueing", "waiting", "woken", "busy" or "ejected".
            One of these, unless the log does not see containers wake.
        token: The token that it queued last.
    """

    states: tuple[str, ...] = ("ready",)
    token: int = NO_TOKEN


class CallerState(NamedTuple):
    """What is known of all callers, as a value."""

    containers: tuple[tuple[str, Container], ...] = ()
    winners: tuple[tuple[int, str], ...] = ()
    closed: tuple[int, ...] = ()
    evicted: tuple[tuple[str, bool], ...] = ()
    acted: bool = False


class _Objection(NamedTuple):
    guard: str
    values: dict[str, str]


_READY = Container()


class CallerJudge:
    """Follows the callers of one queue.

    Attributes:
        rules: What is done with each action that only callers have.
        saw: What follows from a step of the queue that was allowed, and taken.

    Args:
        queue: The queue, which moves on by itself.
        omits: The actions that the log cannot see.
    """

    def __init__(self, queue: SeenQueue, omits: Collection[str] = ()) -> None:
        self._queue = queue
        self._omits = omits
        self._waiting = ("waiting", "woken") if "ContainerWake" in omits else ("waiting",)
        self._containers: dict[str, Container] = {}
        self._winner: dict[int, str] = {}
        self._closed: set[int] = set()
        self._evicted: dict[str, bool] = {}  # whether it is certain
        self._acted = False
        self._objections: dict[type[Event], Callable[..., Iterator[_Objection]]] = {
            ContainerWake: self._wake,
            ContainerReturn: self._return,
            SlotClose: self._close,
            Evict: self._evict,
        }
        self.rules: dict[type[Event], Callable[[Any], bool]] = dict.fromkeys(
            self._objections, self._take
        )
        self.saw: dict[type[Event], Callable[[Any], None]] = {
            QueueAppend: self._saw_append,
            QueueBroadcast: self._saw_broadcast,
            AcquireCas: self._saw_cas,
            AcquireClose: self._saw_close,
        }

    def value(self) -> CallerState:
        """Take down what is known."""
        return CallerState(
            tuple(sorted(self._containers.items())),
            tuple(sorted(self._winner.items())),
            tuple(sorted(self._closed)),
            tuple(sorted(self._evicted.items())),
            self._acted,
        )

    def restore(self, state: CallerState) -> None:
        """Go on from what was known."""
        self._containers = dict(state.containers)
        self._winner = dict(state.winners)
        self._closed = set(state.closed)
        self._evicted = dict(state.evicted)
        self._acted = state.acted

    def _saw_append(self, event: QueueAppend) -> None:
        if self._omits:  # what has become of the token before it is not asked any more
            self._forget(self._containers.get(event.process, _READY).token)
        self._containers[event.process] = Container(("queueing",), event.token)

    def _saw_broadcast(self, event: QueueBroadcast) -> None:
        container = self._containers.get(event.process, _READY)
        self._containers[event.process] = Container(self._waiting, container.token)

    def _saw_cas(self, event: AcquireCas) -> None:
        container = self._containers.get(event.process, _READY)
        if container.token == event.token and "woken" in container.states:
            states = {"ejected" if event.ok else "busy", *container.states} - {"woken"}
            again = self._waiting if "waiting" in states else ()
            self._containers[event.process] = Container(
                tuple(sorted({*states, *again})), event.token
            )

    def _saw_close(self, event: AcquireClose) -> None:
        ejected = self._containers.get(event.process) == Container(("ejected",), event.token)
        if ejected and "SlotClose" in self._omits:  # nobody sees it go, nor when
            del self._containers[event.process]
            if event.process in self._evicted:
                self._evicted[event.process] = False
        else:
            self._winner[event.token] = event.process

    def _take(self, event: Event) -> bool:
        self._acted = True
        return next(self._objections[event.__class__](event), None) is None

    def fault(self, number: int, event: Event) -> Fault | None:
        """Say why a line's step is not allowed; take it if it is.

        Args:
            number: The line's number.
            event: A step that only callers have.
        """
        objection = next(self._objections[event.__class__](event), None)
        if objection is None:
            return None
        return Fault(
            line=number,
            event=msgspec.to_builtins(event),
            blame="caller",
            guard=objection.guard,
            values=objection.values,
            possible=tuple(self._possible(event.process)),
        )

    def unfinished(self, number: int, event: End) -> Fault | None:
        """Find a step that a caller promises and that is still to come.

        Who has none of the steps that only callers have is a client of another kind, and has
        promised nothing.
        """
        due = list(self._due()) if self._acted else []
        if not due:
            return None
        action, process = due[0]["action"], str(due[0]["process"])
        values = _values("p", process, self._containers.get(process, _READY))
        return Fault(
            line=number,
            event=msgspec.to_builtins(event),
            blame="caller",
            guard=f"~ENABLED {action}(p)",
            values=values,
            possible=tuple(due[:1]),
            others=tuple(due[1:_MOST_LISTED]),
            left_out=len(due[_MOST_LISTED:]),
        )

    def _due(self) -> Iterator[Line]:
        for process, (states, token) in self._containers.items():
            if states == ("woken",):
                free = self._queue.is_free(token)
                yield {"process": process, "action": "AcquireCas", "token": token, "ok": free}
            for line in self._possible(process):
                # Who may have gone unseen, in the middle of its wait, does not return.
                if line["action"] == "ContainerReturn" and len(states) > 1:
                    continue
                certain = line.get("reason") != "evict" or self._evicted.get(process)
                if line.get("reason", "trigger") in {"trigger", "evict"} and certain:
                    yield line
        for token, winner in self._winner.items() if "SlotClose" not in self._omits else ():
            if winner not in self._containers:
                yield {"process": winner, "action": "SlotClose", "token": token, "ok": True}

    # Each rule yields what does not hold; where nothing more is asked of it, it takes the step.

    def _wake(self, event: ContainerWake) -> Iterator[_Objection]:
        container = self._containers.get(event.process, _READY)
        yield from _stands(event, container, "waiting")
        if event.reason == "trigger" and not self._queue.is_closed(event.token):
            yield _Objection("token[k] \\in closed", {"token[k]": str(event.token)})
        evicted = event.process in self._evicted or "Evict" in self._omits
        if event.reason == "evict" and not evicted:
            yield _Objection("k \\in evicted", {"k": json.dumps(event.process)})
        if event.reason == "freeze":
            self._leave(event.process)
        else:
            self._containers[event.process] = Container(("woken",), event.token)

    def _return(self, event: ContainerReturn) -> Iterator[_Objection]:
        container = self._containers.get(event.process, _READY)
        yield from _stands(event, container, "busy")
        if not self._is_slot_closed(event.token):
            yield _Objection("token[k] \\in slotClosed", {"token[k]": str(event.token)})
        self._forget(event.token)
        self._containers[event.process] = _READY

    def _close(self, event: SlotClose) -> Iterator[_Objection]:
        winner = self._winner.get(event.token)
        if winner != event.process:
            guard = 'state[p] \\in {"holding", "ejected"} /\\ token[p] = token'
            yield _Objection(guard, _owner(event, winner))
        if not event.ok:
            yield _Objection("ok = (token \\notin slotClosed)", _owner(event, winner))
        del self._winner[event.token]
        if self._containers.get(event.process) == Container(("ejected",), event.token):
            self._leave(event.process)
        else:
            self._closed.add(event.token)

    def _evict(self, event: Evict) -> Iterator[_Objection]:
        self._evicted[event.container] = True
        yield from ()

    def _leave(self, process: str) -> None:
        del self._containers[process]
        self._evicted.pop(process, None)

    def _forget(self, token: int) -> None:
        self._closed.discard(token)
        if "SlotClose" in self._omits:
            self._winner.pop(token, None)

    def _is_slot_closed(self, token: int) -> bool:
        return token in self._closed or ("SlotClose" in self._omits and token in self._winner)

    def _possible(self, process: str) -> Iterator[Line]:
        # Without what the log cannot see.
        states, token = self._containers.get(process, _READY)
        who: Line = {"process": process}
        reasons = _REASONS if states == ("waiting",) else ()
        for reason in reasons:
            possible = {
                "trigger": self._queue.is_closed(token),
                "evict": process in self._evicted or "Evict" in self._omits,
            }
            if possible.get(reason, True):
                yield who | {"action": "ContainerWake", "token": token, "reason": reason}
        returns = "busy" in states and "ContainerReturn" not in self._omits
        if returns and self._is_slot_closed(token):
            yield who | {"action": "ContainerReturn", "token": token}
        for token in [token for token, winner in self._winner.items() if winner == process]:
            if "SlotClose" not in self._omits:
                yield who | {"action": "SlotClose", "token": token, "ok": True}


def _stands(
    event: ContainerWake | ContainerReturn, container: Container, state: str
) -> Iterator[_Objection]:
    if state not in container.states:
        yield _Objection(f'state[k] = "{state}"', _values("k", event.process, container))
    if container.token != event.token:
        yield _Objection(f"token[k] = {event.token}", _values("k", event.process, container))


def _owner(event: SlotClose, winner: str | None) -> dict[str, str]:
    name = "nobody" if winner is None else json.dumps(winner)
    return {"token": str(event.token), "who may close it": name}


def _values(letter: str, process: str, container: Container) -> dict[str, str]:
    return {
        letter: json.dumps(process),
        f"state[{letter}]": " or ".join(map(json.dumps, container.states)),
        f"token[{letter}]": "None" if container.token == NO_TOKEN else str(container.token),
    }
