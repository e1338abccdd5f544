"""How large a system of spec/SlotQueueManager.tla is, and what may happen in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """The constants of SlotQueueManager.tla.

    Attributes:
        key_of: The key of each request's call.
        queues: How many queues can be made.
        fixes: The fixes of the original: "lease", "lookAgain", "compare".
        strangers_delete: Whether others than a queue's launcher delete it.
    """

    key_of: tuple[int, ...]
    queues: int
    fixes: frozenset[str] = frozenset()
    strangers_delete: bool = False

    @property
    def keys(self) -> int:
        """How many keys there are."""
        return len(set(self.key_of))
