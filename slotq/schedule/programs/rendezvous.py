"""The selects, the close and the cancel of spec/Rendezvous.tla, on the code of `slotq.sync`.

The state of the code is written in the specification's variables: where each process stands from
the stack of its calls, what it is going to return from the parked select in its frames, who is
linked where from the channel and the signals. An action's name is the function that the process
was in, so that what the code says of itself never counts.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import CodeType
from typing import Any, Protocol

from slotq.formats.tla_values import Function, Value
from slotq.schedule.engine.locks import ControlledLock, MakeLock, Process
from slotq.sync import After, Receive, Send, Threads, Wait

NO_ITEM = ()
UNDECIDED = ("undecided", NO_ITEM)
SENDER_ARMS = ("send", "trigger", "context")
RECEIVER_ARMS = ("receive", "context", "timer")

# Where each function was first seen to stop. One that also stops elsewhere is at another position
# there, or two states would become one.
_FIRST_STOPS: dict[CodeType, int] = {}


class Parked(Protocol):
    """What is read of a select that is parked."""

    outcome: tuple[int, Any]
    parked: ControlledLock


class Rendezvous:
    """Senders, receivers, a closer and a canceller that meet at one channel.

    Args:
        make_lock: Makes the locks.
        senders: How many processes send.
        receivers: How many receive.
        rounds: How many selects each of them does.
        make_threads: Makes the primitives; tests put broken ones here.

    Spec: Rendezvous.
    """

    def __init__(
        self,
        make_lock: MakeLock,
        senders: int,
        receivers: int,
        rounds: int,
        make_threads: Callable[[MakeLock], Threads] = Threads,
    ) -> None:
        self._threads: Any = make_threads(make_lock)
        self._channel: Any = self._threads.channel()
        self._trigger: Any = self._threads.signal()
        self._context: Any = self._threads.context("request")
        self._rounds = range(1, rounds + 1)
        self._senders = [f"sender-{number + 1}" for number in range(senders)]
        self._receivers = [f"receiver-{number + 1}" for number in range(receivers)]
        self._results: dict[str, list[Value]] = {
            name: [] for name in (*self._senders, *self._receivers)
        }

    def processes(self) -> Mapping[str, Callable[[], object]]:
        """Name the processes."""
        return {
            **{name: partial(self._send, name) for name in self._senders},
            **{name: partial(self._receive, name) for name in self._receivers},
            "closer": partial(self._trigger.close, "Close"),
            "canceller": partial(self._context.cancel, "Cancel"),
        }

    def _send(self, name: str) -> None:
        for number in self._rounds:
            result = self._threads.select(
                Send("Send", self._channel, (name, number)),
                Wait("Trigger", self._trigger),
                Wait("Context", self._context.done),
            )
            self._results[name].append(_result(SENDER_ARMS, result))

    def _receive(self, name: str) -> None:
        for _ in self._rounds:
            result = self._threads.select(
                Receive(self._channel),
                Wait("Context", self._context.done),
                After("Timer", 1),
            )
            self._results[name].append(_result(RECEIVER_ARMS, result))

    def state(self, processes: Mapping[str, Process]) -> Function:
        """Read the specification's variables."""
        waiters = {name: _waiter(processes[name]) for name in self._results}
        owners = {waiter: name for name, waiter in waiters.items() if waiter is not None}

        def linked(place: Iterable[tuple[Any, int]]) -> list[str]:
            return [owners.get(waiter, "of a select that is over") for waiter, _ in place]

        signals = {"trigger": self._trigger, "context": self._context.done}
        return Function(
            {
                "position": Function({name: _position(processes[name]) for name in waiters}),
                "results": Function({name: tuple(got) for name, got in self._results.items()}),
                "outcome": Function({name: self._outcome(name, waiters[name]) for name in waiters}),
                "woken": frozenset(
                    name for waiter, name in owners.items() if not waiter.parked.is_held
                ),
                "senders": tuple(linked(self._channel.senders)),
                "receivers": tuple(linked(self._channel.receivers)),
                "waiters": Function({n: frozenset(linked(s.waiters)) for n, s in signals.items()}),
                "closed": frozenset(name for name, signal in signals.items() if signal.closed),
            }
        )

    def _outcome(self, name: str, waiter: Parked | None) -> Value:
        if waiter is None:
            return UNDECIDED
        return _result(SENDER_ARMS if name in self._senders else RECEIVER_ARMS, waiter.outcome)

    def action(self, before: tuple[str, ...], after: tuple[str, ...]) -> str:
        """Name a move by the functions that it led from and to."""
        was, now = before[-1], after[-1] if after else "ended"
        if was == "select":
            return "Park" if now == "_resume" else "Take"
        if was == "_resume":
            return "Ring" if now == "_expire" else "Resume"
        return {"_expire": "Expire", "close_once": before[0].capitalize()}.get(was, was)


def _position(process: Process) -> str:
    if process.error is not None:
        return f"failed: {process.error!r}"
    frames = process.frames()
    if not frames:
        return "ended"
    code, place = frames[-1].f_code, frames[-1].f_lasti
    name = code.co_name.removeprefix("_")
    return name if _FIRST_STOPS.setdefault(code, place) == place else f"{name} at {place}"


def _result(arms: tuple[str, ...], result: tuple[int, Any]) -> Value:
    index, item = result
    if index < 0:
        return UNDECIDED
    return (arms[index], NO_ITEM if item is None else item)


def _waiter(process: Process) -> Parked | None:
    """Find the parked select that a process is in, if it is in one."""
    for frame in reversed(process.frames()):
        waiter: Parked | None = frame.f_locals.get("waiter")
        if waiter is not None:
            return waiter
    return None
