"""All faults: which part of a program is exchanged for a broken one.

Each is a small patch of the reference, of a client or of a primitive, with one thing wrong. What
it breaks says the row of the manifest of the same name.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

from slotq.errors import SlotqError
from slotq.queue import SlotQueue
from slotq.schedule.faults import callers, primitives, queues
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram

P = TypeVar("P", CallersProgram, GeneralProgram)


class UnknownFaultError(SlotqError):
    """There is no such fault, or not in that program."""


class Fault(NamedTuple):
    """A broken version of the code.

    Attributes:
        action: The action whose place it takes.
        of_general: What the program of general clients is made with; None if it has no such fault.
        of_callers: The same of the program of containers and consumers.
    """

    action: str
    of_general: dict[str, Callable[..., Any]] | None = None
    of_callers: dict[str, Callable[..., Any]] | None = None


def _of_queue(action: str, queue: type[SlotQueue]) -> Fault:
    return Fault(action, {"make_queue": queue}, {"make_queue": queue})


FAULTS: dict[str, Fault] = {
    "SkipBroadcast": Fault(
        "QueueBroadcast",
        {"make_world": primitives.SilentBoundedWorld},
        {"make_world": primitives.SilentWorld},
    ),
    "SignalOne": Fault(
        "QueueBroadcast",
        {"make_world": primitives.SignallingBoundedWorld},
        {"make_world": primitives.SignallingWorld},
    ),
    "PrependToken": _of_queue("QueueAppend", queues.PrependsToken),
    "CheckThenSet": Fault("AcquireCas", {"make_queue": queues.ChecksThenSets}),
    "LoserGoesOn": Fault("AcquireCas", {"make_queue": queues.LoserGoesOn}),
    "RemoveLast": _of_queue("AcquireRemove", queues.RemovesLast),
    "RemoveBySwap": _of_queue("AcquireRemove", queues.RemovesBySwap),
    "RemoveNothing": _of_queue("AcquireRemove", queues.RemovesNothing),
    "CloseBeforeRemove": _of_queue("AcquireRemove", queues.ClosesBeforeRemoving),
    "WaitOnce": _of_queue("DequeuerWait", queues.WaitsOnce),
    "WaitBlindly": _of_queue("DequeuerWait", queues.WaitsBlindly),
    "WaitSilently": _of_queue("DequeuerWait", queues.WaitsSilently),
    "PickOldest": _of_queue("DequeuerPeek", queues.PicksOldest),
    "PickRemoves": _of_queue("DequeuerPeek", queues.PickRemoves),
    "WakeNobody": _of_queue("CancellerWake", queues.WakesNobody),
    "GoWithoutAcquire": Fault(
        "ContainerWake", None, {"make_container": callers.GoesWithoutAcquire}
    ),
    "ErrorRuns": Fault("Cancel", None, {"make_consumer": callers.ErrorRuns}),
    "GiveUpAfterWin": Fault("Cancel", None, {"make_consumer": callers.GivesUpAfterWin}),
}
"""All of them, in the order of what they break."""


def broken(fault: str, program: P) -> P:
    """Break a program.

    Args:
        fault: The name of the fault.
        program: The program.

    Raises:
        UnknownFaultError: There is no such fault, or not in that program.
    """
    if fault not in FAULTS:
        message = f"there is no fault {fault[:80]!r}: {', '.join(FAULTS)}"
        raise UnknownFaultError(message)
    is_general = isinstance(program, GeneralProgram)
    parts: Any = FAULTS[fault].of_general if is_general else FAULTS[fault].of_callers
    if parts is None:
        others = "--clients" if not is_general else "containers and consumers, not --clients"
        message = f"{fault} is a fault of the program with {others}"
        raise UnknownFaultError(message)
    return replace(program, fault=fault, **parts)
