"""How large a system of callers is, and what its clients may do."""

from dataclasses import dataclass

CHOICES = ("idling", "evictable", "freezable", "impatient", "cancellable", "failing")
"""The constants that say which clients may do what."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The constants of Callers.tla; clients are numbers, containers first.

    Attributes:
        containers: How many containers there are.
        consumers: How many consumers there are.
        rounds: How often each container queues and each consumer asks.
        idling: Containers that may be idle for too long, or see a shutdown.
        evictable: Containers that the environment may evict.
        freezable: Containers that may fail to freeze.
        impatient: Consumers that may give up by themselves.
        cancellable: Consumers whose request may be cancelled from outside.
        failing: Containers whose start-up may fail.
        later: Whether the clients are those of later versions.
    """

    containers: int
    consumers: int
    rounds: int
    idling: frozenset[int] = frozenset()
    evictable: frozenset[int] = frozenset()
    freezable: frozenset[int] = frozenset()
    impatient: frozenset[int] = frozenset()
    cancellable: frozenset[int] = frozenset()
    failing: frozenset[int] = frozenset()
    later: bool = False

    @property
    def clients(self) -> int:
        """How many clients there are."""
        return self.containers + self.consumers

    @property
    def dequeuers(self) -> int:
        """How many dequeuers there may be."""
        return self.consumers * self.rounds

    def dequeuer(self, consumer: int, round_: int) -> int:
        """Number the dequeuer of a consumer's round."""
        return (consumer - self.containers) * self.rounds + round_ - 1

    def name(self, client: int) -> str:
        """Name a client: container-1, consumer-1."""
        if client < self.containers:
            return f"container-{client + 1}"
        return f"consumer-{client - self.containers + 1}"

    def context(self, dequeuer: int) -> str:
        """Name a dequeuer's context: 1.2 is the second request of the first consumer."""
        consumer, round_ = divmod(dequeuer, self.rounds)
        return f"{consumer + 1}.{round_ + 1}"

    @property
    def names(self) -> dict[str, list[str]]:
        """What the clients and the dequeuers are called."""
        return {
            "client": [self.name(client) for client in range(self.clients)],
            "dequeuer": [f"dequeuer-{self.context(number)}" for number in range(self.dequeuers)],
        }
