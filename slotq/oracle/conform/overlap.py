"""Plays a schedule of calls that overlap, and records it as a slotq-history.

The driver is all clients at once. A line of a call is written down before the call is made, a line
of its return after its answer was read, so that every effect lies between the two, whatever order
the answers come in. At the end whatever is open is waited for, every context is cancelled, and what
still lives after a while is counted: `quiesce`.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import msgspec

from slotq.oracle.conform.call_schedule import Step
from slotq.oracle.conform.calls import Answer, Call, Do
from slotq.oracle.conform.clients import Caller, Clients, caller_of
from slotq.oracle.conform.session import Patience
from slotq.oracle.history.judge import judge
from slotq.oracle.history.typed_lines import read_history
from slotq.oracle.verdict.verdict import Fault, Verdict

WAIT = 0.002
"""How many seconds a call may wait for what need not come."""
_HEADER = {"format": "slotq-history", "version": 1, "source": "slotq conform --concurrent"}
_VALUE_OF = {"queue_slot": "token", "dequeue": "token", "wait_trigger": "reason"}
_MAIN = "main"


class Concurrent(Protocol):
    """An implementation of which several calls may be open at a time."""

    def reset(self) -> None:
        """Forget everything: a new queue; nothing is open."""
        ...

    def open(self, calls: list[tuple[Call, float]]) -> list[int]:
        """Make calls at once, and say by which numbers their answers are known."""
        ...

    def hear(self, calls: dict[int, Call], seconds: float) -> tuple[int, Answer | None]:
        """Wait for the answer to one of the calls that are open."""
        ...


class Made(NamedTuple):
    """A step that was made, and how it returned, if it has."""

    step: Step
    answer: Answer | None


@dataclass(slots=True)
class _Open:
    place: int  # of its step
    call: Call


class Overlap:
    """One run.

    Args:
        target: What is asked.
        clients: The makers of the calls.
        patience: How long to wait.
        unimplemented: Where calls are noted that the target does not have.

    Attributes:
        lines: The history, as far as it goes.
        unimplemented: The calls that the target does not have.
        most_open: How many calls were open at a time, at most.
    """

    def __init__(
        self,
        target: Concurrent,
        clients: Clients,
        patience: Patience,
        unimplemented: set[Do] | None = None,
    ) -> None:
        self.lines: list[bytes] = []
        self.unimplemented: set[Do] = set() if unimplemented is None else unimplemented
        self.most_open = 0
        self._target = target
        self._clients = clients
        self._patience = patience
        self._made: list[Made] = []
        self._chosen: int | None = None
        self._waiting: list[tuple[int, Call]] = []  # steps that are made with the next ones
        self._places: dict[int, int] = {}  # the place of the step that each line is of
        self._open: dict[int, _Open] = {}
        self._busy: dict[Caller, int] = {}
        self._began = time.monotonic_ns()
        self._encode = msgspec.json.Encoder().encode
        self.lines.append(self._encode(_HEADER))

    @property
    def made(self) -> tuple[Made, ...]:
        """The steps that were made, without those that end every run."""
        return tuple(self._made[: self._chosen])

    def play(self, choose: Callable[[Clients, int], Iterable[Step] | None]) -> Verdict:
        """Make calls after a reset until there are no more, and judge them.

        Args:
            choose: Says which steps come next, of the clients and how often it was asked before.

        Raises:
            FindingError: A call was not answered, or not with an answer.
        """
        self._target.reset()
        asked = 0
        while (steps := choose(self._clients, asked)) is not None:
            asked += 1
            for step in steps:
                self._make(step)
        self._end()
        history = read_history("the run", self._numbered())
        return judge(history)

    def involved(self, fault: Fault) -> frozenset[int]:
        """Say which of the steps a fault names, by their places."""
        calls: tuple[dict[str, object], ...] = getattr(fault, "calls", ())
        lines = [fault.line, *(call.get("line") for call in calls)]
        places = {self._places.get(line, -1) for line in lines if isinstance(line, int)}
        return frozenset(places & set(range(len(self.made))))

    def _numbered(self) -> Iterator[tuple[int, bytes]]:
        return iter(list(enumerate(self.lines, 1)))

    def _make(self, step: Step) -> None:
        # What its client waits for may change what it may do.
        caller = caller_of(step.call)
        self._await(caller)
        if step.call.do in self.unimplemented or not self._clients.may(step.call):
            return
        self._clients.called(step.call)
        self._waiting.append((len(self._made), step.call))
        self._made.append(Made(step, None))
        self._busy[caller] = len(self._made) - 1
        if not step.stays_open:
            self._await(caller)

    def _end(self) -> None:
        for caller in list(self._busy):
            self._await(caller)
        self._chosen = len(self._made)
        for number in sorted(self._clients.running):
            self._make(Step(Call("cancel", dequeuer=number)))
        self._line(_MAIN, "invoke", "quiesce")
        live = self._count()
        if live is not None:
            self._line(_MAIN, "ok", "quiesce", live_dequeuer_threads=live)

    def _count(self) -> int | None:
        # Dequeuers whose context is done need time to end.
        deadline = time.monotonic() + self._patience.served
        pause = 0.0002
        call = Call("quiesce")
        while True:
            (number,) = self._target.open([(call, 0)])
            _, answer = self._target.hear({number: call}, self._patience.answer)
            if answer is None or not isinstance(answer.value, int):
                self.unimplemented.add(call.do)
                return None
            if not answer.value or time.monotonic() > deadline:
                return answer.value
            time.sleep(pause)
            pause = min(2 * pause, 0.05)

    def _await(self, caller: Caller) -> None:
        while caller in self._busy:
            self._open_waiting()
            self._hear()

    def _open_waiting(self) -> None:
        if not self._waiting:
            return
        for place, call in self._waiting:
            self._line(_name(call), "invoke", call.do, **_about(call))
            self._places[len(self.lines)] = place
        calls = [(call, _wait(call)) for _, call in self._waiting]
        numbers = self._target.open(calls)
        for number, (place, call) in zip(numbers, self._waiting, strict=True):
            self._open[number] = _Open(place, call)
        self._waiting.clear()
        self.most_open = max(self.most_open, len(self._open))

    def _hear(self) -> None:
        calls = {number: opened.call for number, opened in self._open.items()}
        number, answer = self._target.hear(calls, WAIT + self._patience.answer)
        opened = self._open.pop(number)
        call = opened.call
        del self._busy[caller_of(call)]
        if answer is None:
            self.unimplemented.add(call.do)
            self._line(_name(call), "info", call.do, **_about(call))
            return
        self._made[opened.place] = self._made[opened.place]._replace(answer=answer)
        self._clients.returned(call, answer)
        self._returned(call, answer)
        self._places[len(self.lines)] = opened.place

    def _returned(self, call: Call, answer: Answer) -> None:
        about = _about(call)
        kind: str = answer.kind
        if answer.kind == "ok" and call.do in _VALUE_OF:
            about[_VALUE_OF[call.do]] = answer.value
        elif call.do == "wait_trigger":
            kind, about["reason"] = "ok", "idle"  # the waiter returned for another reason
        elif call.do == "wait_closed" and answer.kind == "fail":
            kind = "info"
        elif call.do == "dequeue":
            about["reason"] = answer.value or "timeout"
        self._line(_name(call), kind, call.do, **about)

    def _line(self, process: str, kind: str, do: str, **fields: object) -> None:
        now = time.monotonic_ns() - self._began
        head = {"process": process, "type": kind, "f": do, "time": now}
        self.lines.append(self._encode(head | fields))


def _wait(call: Call) -> float:
    return WAIT if call.do in {"dequeue", "wait_trigger", "wait_closed"} else 0


def _name(call: Call) -> str:
    letter, number = caller_of(call)
    return f"cancels-d{number + 1}" if letter == "d" else f"p{number + 1}"


def _about(call: Call) -> dict[str, object]:
    about: dict[str, object] = {}
    if call.do in {"start_dequeuer", "dequeue", "cancel"}:
        about["dequeuer"] = f"d{call.dequeuer + 1}"
    if call.do in {"acquire_slot", "wait_trigger", "close_slot", "wait_closed"}:
        about["token"] = call.token
    return about
