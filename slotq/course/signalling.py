"""A world whose broadcast is a signal: it wakes one sleeper and leaves the others asleep."""

from slotq.schedule.engine import controlled
from slotq.schedule.engine.world import World


class SignalCondition(controlled.Condition):
    """A condition that wakes the first of its sleepers, by name."""

    __slots__ = ()

    def wake(self) -> int:
        """Wake one, if any sleeps."""
        others = sorted(self.sleepers, key=lambda process: process.name)[1:]
        self.sleepers.difference_update(others)
        woken = super().wake()
        self.sleepers.update(others)
        return woken


class SignallingWorld(World):
    """A world whose conditions signal."""

    def condition(self, lock: object) -> controlled.Condition:
        """Make a condition of that lock."""
        return SignalCondition(self, controlled.controlled(lock))
