"""The judge of the caller's steps: whether containers and consumers use the queue as intended.

A small automaton of each container and each won token, after Callers.tla. The queue's own steps
move it and are never wrong here, since a log's clients may be more general than the original's. A
step that only callers have can be wrong, and then it is the caller's fault.

An eviction belongs to a container until that one has ejected itself or is gone: the next container
may have the same process's name.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

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
from slotq.oracle.incremental import IncrementalQueue, Rule
from slotq.oracle.verdict import Fault, Line

_MOST_LISTED = 20
_REASONS = ("trigger", "idle", "evict", "shutdown", "freeze")


class _Container(NamedTuple):
    # Where a container stands: "ready", "queueing", "waiting", "woken", "busy" or "ejected".
    state: str = "ready"
    token: int | None = None


class _Condition(NamedTuple):
    guard: str
    holds: bool
    values: dict[str, str]


_READY = _Container()


class CallerJudge:
    """Follows the callers of one queue.

    Attributes:
        rules: What is done with each action that only callers have.
        saw: What follows from a step of the queue that was allowed, and taken.

    Args:
        queue: The queue, which moves on by itself.
    """

    def __init__(self, queue: IncrementalQueue) -> None:
        self._queue = queue
        self._containers: dict[str, _Container] = {}
        self._winner: dict[int, str] = {}
        self._closed: set[int] = set()
        self._evicted: set[str] = set()
        self._acted = False
        self._conditions: dict[type[Event], Callable[..., Iterator[_Condition]]] = {
            ContainerWake: self._wake,
            ContainerReturn: self._return,
            SlotClose: self._close,
            Evict: self._evict,
        }
        self.rules: dict[type[Event], Rule] = dict.fromkeys(self._conditions, self._take)
        self.saw: dict[type[Event], Callable[[Any], None]] = {
            QueueAppend: self._saw_append,
            QueueBroadcast: self._saw_broadcast,
            AcquireCas: self._saw_cas,
            AcquireClose: self._saw_close,
        }

    def _saw_append(self, event: QueueAppend) -> None:
        self._containers[event.process] = _Container("queueing", event.token)

    def _saw_broadcast(self, event: QueueBroadcast) -> None:
        container = self._containers.get(event.process, _READY)
        self._containers[event.process] = _Container("waiting", container.token)

    def _saw_cas(self, event: AcquireCas) -> None:
        if self._containers.get(event.process) == ("woken", event.token):
            state = "ejected" if event.ok else "busy"
            self._containers[event.process] = _Container(state, event.token)

    def _saw_close(self, event: AcquireClose) -> None:
        self._winner[event.token] = event.process

    def _take(self, event: Event) -> bool:
        self._acted = True
        return all(condition.holds for condition in self._conditions[event.__class__](event))

    def fault(self, number: int, event: Event) -> Fault | None:
        """Say why a line's step is not allowed; take it if it is.

        Args:
            number: The line's number.
            event: A step that only callers have.
        """
        for condition in self._conditions[event.__class__](event):
            if not condition.holds:
                return Fault(
                    line=number,
                    event=msgspec.to_builtins(event),
                    blame="caller",
                    guard=condition.guard,
                    values=condition.values,
                    possible=tuple(self._possible(event.process)),
                )
        return None

    def unfinished(self, number: int, event: End) -> Fault | None:
        """Find a step that a caller promises and that is still to come.

        Who has none of the steps that only callers have is a client of another kind, and has
        promised nothing.
        """
        due = list(self._due()) if self._acted else []
        if not due:
            return None
        action, process = due[0]["action"], str(due[0]["process"])
        container = self._containers.get(process, _READY)
        values = {
            "p": json.dumps(process),
            "state[p]": json.dumps(container.state),
            "token[p]": "None" if container.token is None else str(container.token),
        }
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
        for process, container in self._containers.items():
            if container.state == "woken":
                token = container.token
                free = token in self._queue.free
                yield {"process": process, "action": "AcquireCas", "token": token, "ok": free}
            for line in self._possible(process):
                if line.get("reason", "trigger") in {"trigger", "evict"}:
                    yield line
        for token, winner in self._winner.items():
            if winner not in self._containers:
                yield {"process": winner, "action": "SlotClose", "token": token, "ok": True}

    # Each rule yields its conditions; once all of them have held, it takes the step.

    def _wake(self, event: ContainerWake) -> Iterator[_Condition]:
        container = self._containers.get(event.process, _READY)
        yield from _stands(event, container, "waiting")
        if event.reason == "trigger":
            closed = self._queue.is_closed(event.token)
            yield _Condition("token[k] \\in closed", closed, {"token[k]": str(event.token)})
        if event.reason == "evict":
            evicted = event.process in self._evicted
            yield _Condition("k \\in evicted", evicted, {"k": json.dumps(event.process)})
        if event.reason == "freeze":
            self._leave(event.process)
        else:
            self._containers[event.process] = container._replace(state="woken")

    def _return(self, event: ContainerReturn) -> Iterator[_Condition]:
        container = self._containers.get(event.process, _READY)
        yield from _stands(event, container, "busy")
        closed = event.token in self._closed
        yield _Condition("token[k] \\in slotClosed", closed, {"token[k]": str(event.token)})
        self._closed.discard(event.token)
        self._containers[event.process] = _READY

    def _close(self, event: SlotClose) -> Iterator[_Condition]:
        winner = self._winner.get(event.token)
        values = {
            "token": str(event.token),
            "who may close it": "nobody" if winner is None else json.dumps(winner),
        }
        mine = winner == event.process
        yield _Condition('state[p] \\in {"holding", "ejected"} /\\ token[p] = token', mine, values)
        yield _Condition("ok = (token \\notin slotClosed)", event.ok, values)
        del self._winner[event.token]
        if self._containers.get(event.process, _READY) == _Container("ejected", event.token):
            self._leave(event.process)
        else:
            self._closed.add(event.token)

    def _evict(self, event: Evict) -> Iterator[_Condition]:
        self._evicted.add(event.container)
        yield from ()

    def _leave(self, process: str) -> None:
        self._containers.pop(process, None)
        self._evicted.discard(process)

    def _possible(self, process: str) -> Iterator[Line]:
        container = self._containers.get(process, _READY)
        who: Line = {"process": process}
        for reason in _REASONS if container.state == "waiting" else ():
            triggered = self._queue.is_closed(container.token or 0)
            if (reason != "trigger" or triggered) and (
                reason != "evict" or process in self._evicted
            ):
                yield who | {
                    "action": "ContainerWake",
                    "token": container.token,
                    "reason": reason,
                }
        if container.state == "busy" and container.token in self._closed:
            yield who | {"action": "ContainerReturn", "token": container.token}
        for token in [token for token, winner in self._winner.items() if winner == process]:
            yield who | {"action": "SlotClose", "token": token, "ok": True}


def _stands(
    event: ContainerWake | ContainerReturn, container: _Container, state: str
) -> Iterator[_Condition]:
    values = {
        "k": json.dumps(event.process),
        "state[k]": json.dumps(container.state),
        "token[k]": "None" if container.token is None else str(container.token),
    }
    yield _Condition(f'state[k] = "{state}"', container.state == state, values)
    yield _Condition(f"token[k] = {event.token}", container.token == event.token, values)
