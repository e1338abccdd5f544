"""Which action of the specification a step of the original was, and what it said.

A step is named by the places of the text at which primitives took effect: the kind of the primitive
and the function around it. A dequeuer's region is named by where it leaves the dequeuer, too.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from slotq.errors import SlotqError
from slotq.original.driver import Event, Step

Said = dict[str, object]

_DEQUEUER, _CANCELLER = "startDequeuer.func2", "startDequeuer.func1"
# What is said without being a step of its own.
_REMARKS = frozenset({"got", "acquired", "take", "moved", "counts", "found", "deleted"})
ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "lock queueSlot": "QueueAppend",
        "broadcast queueSlot": "QueueBroadcast",
        "swap acquireSlot": "AcquireCas",
        "lock acquireSlot": "AcquireRemove",
        "close acquireSlot": "AcquireClose",
        "go startDequeuer, go startDequeuer": "DequeuerStart",
        f"lock {_DEQUEUER}, wait {_DEQUEUER}": "DequeuerWait",
        f"relock {_DEQUEUER}, wait {_DEQUEUER}": "DequeuerWait",
        f"lock {_DEQUEUER}, then select": "DequeuerPeek",
        f"relock {_DEQUEUER}, then select": "DequeuerPeek",
        f"lock {_DEQUEUER}, then end": "DequeuerExit",
        f"relock {_DEQUEUER}, then end": "DequeuerExit",
        f"send {_DEQUEUER}": "DequeuerDeliver",
        f"receive trigger {_DEQUEUER}": "DequeuerEjected",
        f"receive context {_DEQUEUER}": "DequeuerCancelled",
        f"receive context {_CANCELLER}, lock {_CANCELLER}": "CancellerWake",
        f"receive context {_CANCELLER}, lock {_CANCELLER}, broadcast {_CANCELLER}": "CancellerWake",
        "cancel": "Cancel",
        # Of the callers.
        "cancel win": "Cancel",
        "receive context win, cancel win": "Cancel",
        "receive trigger wait": "ContainerWake",
        "receive evict wait": "ContainerWake",
        "timer wait": "ContainerWake",
        "receive slot run": "ContainerReturn",
        "close close": "SlotClose",
        "evict": "Evict",
        # Of trackers and counters.
        "lock move request": "RequestMove",
        "lock move container": "ContainerMove",
        "lock enterRequestState": "RequestEnter",
        "lock exitRequestState": "RequestExit",
        "lock enterContainerState": "ContainerEnter",
        "lock exitContainerState": "ContainerExit",
        "lock getStats": "LaunchCheck",
        "try run": "SignalSend",
        "receive run": "SignalReceive",
        # Of the manager.
        "lock getSlotQueue": "GetSlotQueue",
        "go launch": "LauncherStart",
        "lock deleteSlotQueue, lock isIdle": "DeleteSlotQueue",
    }
)


class UnnamedStepError(SlotqError):
    """A step that the specification does not have."""


def action(step: Step) -> str:
    """Name a step.

    Raises:
        UnnamedStepError: The specification has no such step.
    """
    process = step.transition.partition(":")[0].partition(">")[0]
    events = [event for event in step.events or () if event.process == process]
    signature = ", ".join(filter(None, map(_written, events)))
    moved = next((event.about for event in events if event.kind == "moved"), "")
    if moved:
        signature += f" {moved.partition('-')[0]}"
    if signature in {f"lock {_DEQUEUER}", f"relock {_DEQUEUER}"}:
        signature += f", then {step.then.rpartition(' ')[2] or 'end'}"
    found = ACTIONS.get(signature)
    if found is None:
        message = f"{step.transition} is no step: {signature or 'it does nothing'}"
        raise UnnamedStepError(message)
    if found == "DeleteSlotQueue" and process.startswith("stranger"):
        return "StrangerDelete"
    return found


def _written(event: Event) -> str:
    if event.kind in _REMARKS or (event.kind == "timer" and event.function != "wait"):
        return ""
    words = [event.kind]
    if event.kind == "receive" and event.about:
        words.append(_kind_of_channel(event.about))
    if event.function:
        words.append(event.function)
    return " ".join(words)


def _kind_of_channel(name: str) -> str:
    return name.rpartition(".")[2] if not name.startswith("context ") else "context"


Events = Mapping[str, Event]


def said(step: Step, name: str) -> Said:
    """Say what the primitives reported of a step: the fields of a log that they can know.

    Args:
        step: The step.
        name: Its action.

    Raises:
        KeyError: The primitive did nothing that such a step does.
    """
    events = {event.kind: event for event in step.events or ()}
    won: Said = {"won": events["acquired"].ok} if "acquired" in events else {}
    return won | _SAID[name](events) if name in _SAID else won


def _of(kind: str, *fields: str) -> Callable[[Events], Said]:
    """Read fields of what a kind of primitive said, and which token it was about."""

    def read(events: Events) -> Said:
        event = events[kind]
        return _token(event) | {field: getattr(event, field) for field in fields}

    return read


def _canceller(events: Events) -> Said:
    woken = events.get("broadcast")
    return {"waiting": woken is not None} | ({"woken": woken.woken} if woken else {})


def _moved(events: Events) -> Said:
    return {"object": events["moved"].about, "ok": events["moved"].ok}


def _token(event: Event) -> Said:
    name = event.about.partition(".")[0]
    return {"token": int(name.removeprefix("token "))} if name.startswith("token ") else {}


def _why(events: Events) -> Said:
    if "timer" in events:
        return {"reason": events["timer"].to}
    return {"reason": _kind_of_channel(events["receive"].about)}


_SAID: Mapping[str, Callable[[Events], Said]] = MappingProxyType(
    {
        "AcquireCas": _of("swap", "ok"),
        "AcquireClose": _of("close", "ok"),
        "SlotClose": _of("close", "ok"),
        "QueueBroadcast": _of("broadcast", "woken"),
        "CancellerWake": _canceller,
        "DequeuerDeliver": _of("send", "to"),
        "DequeuerEjected": _of("receive"),
        "ContainerReturn": _of("receive"),
        "ContainerWake": _why,
        "Cancel": lambda events: {
            "name": events["cancel"].about.removeprefix("context "),
            "ok": events["cancel"].ok,
        },
        "Evict": _of("evict", "ok"),
        "RequestMove": _moved,
        "ContainerMove": _moved,
        "SignalSend": _of("try", "ok"),
        "LaunchCheck": lambda events: {
            "counts": tuple(map(int, events["counts"].about.split())),
        },
        "DeleteSlotQueue": lambda events: {"deleted": events["deleted"].ok},
        "StrangerDelete": lambda events: {"deleted": events["deleted"].ok},
        "GetSlotQueue": lambda events: {"new": events["found"].ok},
    }
)
