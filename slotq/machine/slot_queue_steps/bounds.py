"""How large a system of spec/SlotQueueSteps.tla is."""

from dataclasses import dataclass

SIZES = ("clients", "dequeuers", "tokens")
"""The bounds that are numbers of something."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The constants of SlotQueueSteps.tla, and of SlotQueue.tla.

    Attributes:
        clients: How many clients there are.
        dequeuers: How many dequeuers may be started.
        tokens: How many tokens may be queued.
    """

    clients: int
    dequeuers: int
    tokens: int

    @property
    def names(self) -> dict[str, list[str]]:
        """What the clients and the dequeuers are called."""
        return {
            "client": [f"client-{number + 1}" for number in range(self.clients)],
            "dequeuer": [f"dequeuer-{number + 1}" for number in range(self.dequeuers)],
        }
