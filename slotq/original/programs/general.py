"""The queue under its most general clients: the twin of SlotQueueSteps!Next."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from slotq.machine import slot_queue_steps as steps
from slotq.machine.kernel import Label, Properties, System
from slotq.machine.slot_queue_steps import NO_CLIENT, NO_TOKEN, Client, general_client
from slotq.original.naming import Said
from slotq.original.programs.program import won
from slotq.original.state import (
    Process,
    State,
    UnknownStateError,
    read_dequeuer,
    read_queue,
    stand,
)
from slotq.schedule.walk.step_reports import of_general

_CLIENT: Mapping[str, str] = MappingProxyType(
    {
        "run select": "nothing",
        "run queueSlot broadcast": "broadcast",
        "run acquireSlot lock": "remove",
        "run acquireSlot close": "close",
    }
)


@dataclass(frozen=True, slots=True)
class General:
    """The queue under its most general clients."""

    clients: int
    dequeuers: int
    tokens: int
    first_id: int = 0
    coarse: bool = False

    @property
    def bounds(self) -> dict[str, Any]:
        """What the driver is told to begin."""
        return {
            "program": "general",
            "clients": self.clients,
            "dequeuers": self.dequeuers,
            "tokens": self.tokens,
            "first_id": self.first_id,
        }

    @property
    def system(self) -> System[steps.State]:
        """The machine, at the same bounds."""
        return general_client(self.clients, self.dequeuers, self.tokens)

    @property
    def _names(self) -> dict[str, list[str]]:
        return {
            "client": [f"client-{number + 1}" for number in range(self.clients)],
            "dequeuer": [f"dequeuer-{number + 1}" for number in range(self.dequeuers)],
        }

    @property
    def properties(self) -> Properties[steps.State]:
        """What is specified of its states and steps."""
        return steps.MODULE.properties(steps.Bounds(self.clients, self.dequeuers, self.tokens))

    def abstract(self, state: State) -> steps.State:
        """Say which state of SlotQueueSteps a state is.

        Raises:
            UnknownStateError: None is.
        """
        clients = [state.processes[name] for name in self._names["client"]]
        owners = [
            next((client for client, of in enumerate(clients) if of.owns[number]), NO_CLIENT)
            for number in range(self.dequeuers)
        ]
        return read_queue(
            state,
            [
                self._client(name, of)
                for name, of in zip(self._names["client"], clients, strict=True)
            ],
            [read_dequeuer(state, str(n + 1), owner) for n, owner in enumerate(owners)],
            self.first_id,
        )

    def _client(self, name: str, process: Process) -> Client:
        doing = stand(_CLIENT, name, process.at)
        known = set(process.known)
        if doing == "broadcast":
            known.add(process.queues)  # the machine's client knows it from the append on
        hand = process.token if doing in {"remove", "close"} else NO_TOKEN
        if NO_TOKEN in known or (hand == NO_TOKEN) == (doing in {"remove", "close"}):
            message = f"{name} has no token in its hand"
            raise UnknownStateError(message)
        return Client(sum(1 << token for token in known), doing, hand)

    def implied(self, label: Label, before: steps.State, after: steps.State) -> Said:
        """Say what a step of the machine implies of what is reported."""
        implied = dict(of_general(self._names, label, before, after))
        return implied | won(label, implied.get("ok"))
