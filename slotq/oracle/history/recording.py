"""Writes a slotq-history of the reference: what clients call, what returns, and nothing else.

A line of a call is written before the call, a line of its return after it, so that every effect
lies between the two; the program itself is not serialised. The clients of `slotq.agent.callers` are
recorded as they are: their selects are seen by primitives, their calls of the queue by a queue,
that write down and pass on. On which primitives does not matter: real threads and controlled
processes are recorded in the same way.

A container that ejects itself closes its own slot, which nobody waits for; that is not written.
"""

import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

import msgspec

from slotq.formats.history_lines import (
    AcquireSlot,
    Cancel,
    CloseSlot,
    Dequeue,
    Evict,
    Line,
    QueueSlot,
    Quiesce,
    StartDequeuer,
    WaitClosed,
    WaitTrigger,
)
from slotq.primitives import After, Arm, Channel, Context, Primitives, Receive, Signal, Wait
from slotq.queue import Key, Slot, SlotQueue, SlotToken

VERSION = 1


class HistoryRecorder:
    """Writes down calls and returns, in the order in which it is told.

    Args:
        log: Where the lines go.
        caller: Names the process that calls.
        source: What the header says about the program.
        clock: Tells the time, in nanoseconds; it never goes back.
    """

    def __init__(
        self,
        log: BinaryIO,
        caller: Callable[[], str],
        source: str = "slotq",
        clock: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self.caller = caller
        self.dequeuers: dict[object, str] = {}
        # Guards the log, so that the order of lines is that of their times.
        self._guard = threading.Lock()
        self._log = log
        self._clock = clock
        self._encode = msgspec.json.Encoder().encode
        self._slots = 0
        self._write({"format": "slotq-history", "version": VERSION, "source": source})

    def invoke(self, kind: type[Line], /, **fields: object) -> None:
        """Write that the running process calls something."""
        self._line(kind, "invoke", fields)

    def returned(self, kind: type[Line], outcome: str = "ok", /, **fields: object) -> None:
        """Write how its call returned: "ok", or "fail" if it had no effect."""
        self._line(kind, outcome, fields)

    def number_slot(self) -> int:
        """Give the next slot a number."""
        with self._guard:
            self._slots += 1
            return self._slots

    def evict(self, container: str) -> None:
        """Write that the environment asks a container to go, before it does."""
        self.invoke(Evict, container=container)
        self.returned(Evict, container=container)

    def quiesce(self, live_dequeuer_threads: int) -> None:
        """Write that the run was left to settle, and how many threads of dequeuers live on."""
        self.invoke(Quiesce)
        self.returned(Quiesce, live_dequeuer_threads=live_dequeuer_threads)

    def _line(self, kind: type[Line], outcome: str, fields: dict[str, object]) -> None:
        process = self.caller()
        with self._guard:
            line = kind(type=outcome, process=process, time=self._clock(), **fields)  # type: ignore[arg-type]
            self._write(line)

    def _write(self, line: object) -> None:
        self._log.write(self._encode(line) + b"\n")


class _RecordedSlot:
    """A slot whose winner is seen when it closes it."""

    def __init__(self, slot: Slot, recorder: HistoryRecorder) -> None:
        self._slot = slot
        self._recorder = recorder
        self.token: SlotToken | None = None

    def exec(self, context: Context, call: object) -> None:
        """Run the call."""
        self._slot.exec(context, call)

    def close(self) -> None:
        """Hand the container back."""
        number = None if self.token is None else self.token.id
        self._recorder.invoke(CloseSlot, token=number)
        self._slot.close()
        self._recorder.returned(CloseSlot, token=number)

    def error(self) -> Exception | None:
        """Say why the slot cannot run calls, if it cannot."""
        return self._slot.error()


class RecordedQueue(SlotQueue):
    """A queue whose callers are written down.

    Args:
        key: As for any queue.
        primitives: What it is made from.
        recorder: Writes the lines.
    """

    __slots__ = ("_recorder",)

    def __init__(self, key: Key, primitives: Primitives, recorder: HistoryRecorder) -> None:
        super().__init__(key, primitives)
        self._recorder = recorder

    def queue_slot(self, slot: Slot) -> SlotToken:
        """Write the call, queue the slot, write the return."""
        number = self._recorder.number_slot()
        recorded = _RecordedSlot(slot, self._recorder)
        error = True if slot.error() is not None else None
        self._recorder.invoke(QueueSlot, slot=number, error=error)
        token = super().queue_slot(recorded)
        self._recorder.returned(QueueSlot, slot=number, token=token.id)
        return token

    def acquire_slot(self, token: SlotToken) -> bool:
        """Write the call, try to win, write the return."""
        self._recorder.invoke(AcquireSlot, token=token.id)
        won = super().acquire_slot(token)
        if won and isinstance(token.slot, _RecordedSlot):
            token.slot.token = token
        self._recorder.returned(AcquireSlot, "ok" if won else "fail", token=token.id)
        return won

    def start_dequeuer(self, context: Context) -> Channel[SlotToken]:
        """Write the call, start the dequeuer, write the return."""
        name = _dequeuer(context.name)
        self._recorder.invoke(StartDequeuer, dequeuer=name)
        output = super().start_dequeuer(context)
        self._recorder.dequeuers[output] = name
        self._recorder.returned(StartDequeuer, dequeuer=name)
        return output


def _dequeuer(context: str) -> str:
    return f"dequeuer-{context}"


class _RecordedContext:
    """A context whose cancels are written down."""

    def __init__(self, context: Context, recorder: HistoryRecorder) -> None:
        self.name = context.name
        self._context = context
        self._recorder = recorder

    @property
    def done(self) -> Signal:
        """What happens when it ends."""
        return self._context.done

    def cancel(self, step: str) -> bool:
        """Write the call, cancel, write the return."""
        self._recorder.invoke(Cancel, dequeuer=_dequeuer(self.name))
        ok = self._context.cancel(step)
        self._recorder.returned(Cancel, dequeuer=_dequeuer(self.name))
        return ok


class RecordedPrimitives:
    """Mixed into primitives before their own class: writes down what clients wait for.

    Attributes:
        recorder: Writes the lines.
    """

    recorder: HistoryRecorder

    def context(self, name: str) -> Context:
        """Make a context whose cancels are written down."""
        return _RecordedContext(super().context(name), self.recorder)  # type: ignore[misc]

    def select(self, *arms: Arm) -> tuple[int, Any]:
        """Write what a client waits for, wait, and write what it saw."""
        kind, fields = self._call(arms)
        if kind is None:
            return super().select(*arms)  # type: ignore[misc, no-any-return]
        self.recorder.invoke(kind, **fields)
        index, item = super().select(*arms)  # type: ignore[misc]
        match arms[index]:
            case Receive():
                self.recorder.returned(kind, **fields, token=item.id)
            case Wait() | After() as arm if kind is Dequeue:
                reason = "ctx_done" if isinstance(arm, Wait) else "timeout"
                self.recorder.returned(kind, "fail", **fields, reason=reason)
            case Wait(reason=reason) | After(reason=reason) if kind is WaitTrigger:
                self.recorder.returned(kind, **fields, reason=reason)
            case _:
                self.recorder.returned(kind, **fields)
        return index, item

    def _call(self, arms: tuple[Arm, ...]) -> tuple[type[Line] | None, dict[str, object]]:
        match arms[0]:
            case Receive(channel):
                return Dequeue, {"dequeuer": self.recorder.dequeuers[channel]}
            case Wait("ContainerWake", _, SlotToken() as token):
                return WaitTrigger, {"token": token.id}
            case Wait("ContainerReturn", _, SlotToken() as token):
                return WaitClosed, {"token": token.id}
        return None, {}
