"""The queue with containers and consumers: the twin of Callers!Next."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from slotq.machine import callers
from slotq.machine.callers import CHOICES, Bounds, Callers
from slotq.machine.kernel import Label, Properties
from slotq.machine.slot_queue_steps import EVERYTHING, NO_TOKEN, Client
from slotq.original.naming import Said
from slotq.original.programs.program import won
from slotq.original.state import State, UnknownStateError, read_dequeuer, read_queue
from slotq.schedule.walk.step_reports import of_callers

_CONTAINER: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "run starts select": ("ready", ""),
        "run queueSlot lock": ("ready", ""),
        "run fail queueSlot lock": ("ready", ""),
        "run queueSlot broadcast": ("waiting", "broadcast"),
        "run fail queueSlot broadcast": ("gone", "broadcast"),
        "run wait select": ("waiting", ""),
        "run acquireSlot swap": ("woken", ""),
        "run acquireSlot lock": ("ejected", "remove"),
        "run acquireSlot close": ("ejected", "close"),
        "run closeSlot Close close close": ("ejected", ""),
        "run select": ("busy", ""),
        "": ("gone", ""),
    }
)
_CONSUMER: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "run win start": ("ready", ""),
        "run win select": ("waiting", ""),
        "run win acquireSlot swap": ("acquiring", ""),
        "run win acquireSlot lock": ("won", "remove"),
        "run win acquireSlot close": ("won", "close"),
        "run win closeSlot Close close close": ("won", ""),
        "run win cancel": ("won", ""),
        "run closeSlot Close close close": ("holding", ""),
        "": ("gone", ""),
    }
)


@dataclass(frozen=True, slots=True)
class OfCallers:
    """The queue with containers and consumers."""

    size: Bounds
    coarse: bool = False

    @property
    def bounds(self) -> dict[str, Any]:
        """What the driver is told to begin."""
        size = self.size
        chosen = {what: [size.name(n) for n in sorted(getattr(size, what))] for what in CHOICES}
        return {
            "program": "callers",
            "containers": size.containers,
            "consumers": size.consumers,
            "rounds": size.rounds,
            "later": size.later,
            **chosen,
        }

    @property
    def system(self) -> Callers:
        """The machine, at the same bounds."""
        return Callers(self.size)

    @property
    def properties(self) -> Properties[callers.State]:
        """What is specified of its states and steps."""
        return callers.MODULE.properties(self.size)

    def abstract(self, state: State) -> callers.State:
        """Say which state of Callers a state is.

        Raises:
            UnknownStateError: None is.
        """
        size = self.size
        clients = [self._client(state, number) for number in range(size.clients)]
        dequeuers = [
            read_dequeuer(state, size.context(n), size.containers + n // size.rounds)
            for n in range(size.dequeuers)
        ]
        return callers.State(
            read_queue(state, [client for client, _ in clients], dequeuers),
            tuple(caller for _, caller in clients),
            sum(1 << n for n in range(size.containers) if state.evicts[size.name(n)]),
            sum(token.slot.closed << number for number, token in enumerate(state.tokens)),
            sum(token.slot.failed << number for number, token in enumerate(state.tokens)),
        )

    def _client(self, state: State, number: int) -> tuple[Client, callers.Caller]:
        name = self.size.name(number)
        process = state.processes[name]
        stands = _CONTAINER if number < self.size.containers else _CONSUMER
        if process.at not in stands:
            message = f"{name} stands in {process.at or 'nothing'}"
            raise UnknownStateError(message)
        at, doing = stands[process.at]
        token = NO_TOKEN if at in {"ready", "gone"} else process.token
        if at == "waiting" and stands is _CONSUMER:
            token = NO_TOKEN
        if at == "won" and token == NO_TOKEN:
            return Client(EVERYTHING), callers.Caller("failing", NO_TOKEN, process.round)
        hand = token if doing in {"remove", "close"} else NO_TOKEN
        round_ = 0 if at == "gone" else process.round
        client = Client(EVERYTHING, doing or "nothing", hand)
        return client, callers.Caller(at, token, round_)

    def implied(self, label: Label, before: callers.State, after: callers.State) -> Said:
        """Say what a step of the machine implies of what is reported."""
        implied = dict(of_callers(self.size, label, before, after))
        return implied | won(label, implied.get("ok"))
