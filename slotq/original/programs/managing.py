"""The manager with its requests and launchers: the twin of SlotQueueManager!Next."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from slotq.machine import slot_queue_manager as manager
from slotq.machine.kernel import Label, Properties, System
from slotq.machine.slot_queue_manager import NO_QUEUE
from slotq.original.naming import Said
from slotq.original.state import State, UnknownStateError

# Where a request stands while it comes, and while it leaves.
_REQUEST: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "run getSlotQueue lock": ("new", ""),
        "run move lock": ("got", "waiting"),
        "run move enterRequestState lock": ("moved", "leaving"),
        "run move exitRequestState lock": ("", "left"),
        "run launch launch": ("starting", ""),
        "": ("gone", "gone"),
    }
)


@dataclass(frozen=True, slots=True)
class OfManager:
    """The manager with its requests and launchers, and strangers that delete, if any.

    Counters of queues that requests have left are no part of the machine's state.
    """

    requests: int
    strangers: bool = False
    coarse: bool = True

    @property
    def bounds(self) -> dict[str, Any]:
        """What the driver is told to begin."""
        return {"program": "manager", "requests": self.requests, "strangers": self.strangers}

    @property
    def system(self) -> System[manager.State]:
        """The machine, at the same bounds."""
        return manager.manager(self._size)

    @property
    def _size(self) -> manager.Bounds:
        return manager.Bounds((0,) * self.requests, self.requests, strangers_delete=self.strangers)

    @property
    def properties(self) -> Properties[manager.State]:
        """What is specified of its states and steps."""
        return manager.MODULE.properties(self._size)

    def abstract(self, state: State) -> manager.State:
        """Say which state of SlotQueueManager a state is.

        Raises:
            UnknownStateError: None is.
        """
        managed = state.manager
        if managed is None or managed.lock or any(queue.stats_lock for queue in managed.queues):
            message = "a process stands in a lock region"
            raise UnknownStateError(message)
        queues = [manager.Queue(0, queue.launcher) for queue in managed.queues]
        missing = self.requests - len(queues)
        return manager.State(
            (managed.hot.get("a", NO_QUEUE),),
            (*queues, *(manager.Queue(),) * missing),
            tuple(_request(state, f"request-{n + 1}") for n in range(self.requests)),
        )

    def implied(self, label: Label, before: manager.State, after: manager.State) -> Said:
        """Say what a step of the machine implies of what is reported."""
        match label:
            case ("GetSlotQueue", (int(request),)):
                return {"new": after.requests[request].is_new}
            case ("RequestMove", (int(request),)):
                return {"object": f"request-{request + 1}", "ok": True}
            case ("DeleteSlotQueue" | "StrangerDelete", (int(queue),)):
                return {"deleted": manager.is_idle(before, queue)}
        return {}


def _request(state: State, name: str) -> manager.Request:
    process = state.processes[name]
    if process.at not in _REQUEST:
        message = f"{name} stands in {process.at}"
        raise UnknownStateError(message)
    at = _REQUEST[process.at][process.leaves]
    if at in {"new", "gone"}:
        return manager.Request(at)
    return manager.Request(at, process.queue, is_new=process.is_new)
