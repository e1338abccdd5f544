"""The judge of the caller's steps: whether containers and consumers use the queue as intended.

A small automaton of each container and each won token, after Callers.tla. The queue's own steps
move it and are never wrong here, since a log's clients may be more general than the original's. A
step that only callers have can be wrong, and then it is the caller's fault.

An eviction belongs to a container until that one has ejected itself or is gone: the next container
may have the same process's name.
"""

import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from slotq.machine.steps import State
from slotq.oracle.formats import (
    AcquireCas,
    AcquireClose,
    ContainerReturn,
    ContainerWake,
    Event,
    Evict,
    QueueAppend,
    QueueBroadcast,
    SlotClose,
)
from slotq.oracle.verdict import Fault, Line

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
    """Follows the callers of one queue."""

    def __init__(self) -> None:
        self._containers: dict[str, _Container] = {}
        self._winner: dict[int, str] = {}
        self._closed: set[int] = set()
        self._evicted: set[str] = set()
        self._rules: dict[type[Event], Callable[..., Iterator[_Condition]]] = {
            ContainerWake: self._wake,
            ContainerReturn: self._return,
            SlotClose: self._close,
            Evict: self._evict,
        }

    def saw(self, event: Event) -> None:
        """Move on with a step of the queue that was allowed."""
        process = event.process
        container = self._containers.get(process, _READY)
        if isinstance(event, QueueAppend):
            self._containers[process] = _Container("queueing", event.token)
        elif isinstance(event, QueueBroadcast):
            self._containers[process] = container._replace(state="waiting")
        elif isinstance(event, AcquireCas) and container == _Container("woken", event.token):
            self._containers[process] = container._replace(state="ejected" if event.ok else "busy")
        elif isinstance(event, AcquireClose):
            self._winner[event.token] = process

    def take(self, number: int, event: Event, queue: State) -> Fault | None:
        """Judge a step that only callers have, and move on if it is allowed.

        Args:
            number: The line's number.
            event: The line.
            queue: The queue's state.
        """
        for condition in self._rules[event.__class__](event, queue):
            if not condition.holds:
                return Fault(
                    line=number,
                    event=msgspec.to_builtins(event),
                    blame="caller",
                    guard=condition.guard,
                    values=condition.values,
                    possible=tuple(self._possible(event.process, queue)),
                )
        return None

    # Each rule yields its conditions; once all of them have held, it takes the step.

    def _wake(self, event: ContainerWake, queue: State) -> Iterator[_Condition]:
        container = self._containers.get(event.process, _READY)
        yield from _stands(event, container, "waiting")
        if event.reason == "trigger":
            closed = bool(queue.closed >> event.token & 1)
            yield _Condition("token[k] \\in closed", closed, {"token[k]": str(event.token)})
        if event.reason == "evict":
            evicted = event.process in self._evicted
            yield _Condition("k \\in evicted", evicted, {"k": json.dumps(event.process)})
        if event.reason == "freeze":
            self._leave(event.process)
        else:
            self._containers[event.process] = container._replace(state="woken")

    def _return(self, event: ContainerReturn, _: State) -> Iterator[_Condition]:
        container = self._containers.get(event.process, _READY)
        yield from _stands(event, container, "busy")
        closed = event.token in self._closed
        yield _Condition("token[k] \\in slotClosed", closed, {"token[k]": str(event.token)})
        self._closed.discard(event.token)
        self._containers[event.process] = _READY

    def _close(self, event: SlotClose, _: State) -> Iterator[_Condition]:
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

    def _evict(self, event: Evict, _: State) -> Iterator[_Condition]:
        self._evicted.add(event.container)
        yield from ()

    def _leave(self, process: str) -> None:
        self._containers.pop(process, None)
        self._evicted.discard(process)

    def _possible(self, process: str, queue: State) -> Iterator[Line]:
        container = self._containers.get(process, _READY)
        who: Line = {"process": process}
        for reason in _REASONS if container.state == "waiting" else ():
            triggered = queue.closed >> (container.token or 0) & 1
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
