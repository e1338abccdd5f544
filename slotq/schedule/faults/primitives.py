"""Conditions that are broken in what they do when a slot is queued, and worlds that have them."""

from typing import Any

from slotq.primitives import Lock
from slotq.schedule.engine import controlled
from slotq.schedule.engine.findings import Transition
from slotq.schedule.engine.world import World
from slotq.schedule.programs.slot_queue_steps import BoundedWorld


class SilentCondition(controlled.Condition):
    """A condition that wakes nobody when a slot is queued."""

    __slots__ = ()

    def broadcast(self, step: str | None = None) -> int:
        """Wake nobody when a slot is queued."""
        if step is None:
            return super().broadcast()
        self.control.running.pause()
        self.control.happened(step, woken=0)
        return 0


class SignalCondition(controlled.Condition):
    """A condition that wakes one sleeper when a slot is queued: the arm says which."""

    __slots__ = ()

    def broadcast(self, step: str | None = None) -> int:
        """Wake one sleeper in the place of all when a slot is queued: the arm says which."""
        if step is None:
            return super().broadcast()
        number, _ = self.control.running.stop()
        woken = self.in_order()[number : number + 1]
        for process in woken:
            process.is_asleep = False
        self.sleepers.difference_update(woken)
        self.control.happened(step, woken=len(woken))
        return len(woken)

    def in_order(self) -> list[Any]:
        """List the sleepers by their names."""
        return sorted(self.sleepers, key=lambda process: process.name)


class SilentWorld(World):
    """A world whose conditions are silent."""

    def condition(self, lock: Lock) -> controlled.Condition:
        """Make one that is silent."""
        return self._make(SilentCondition(self, controlled.controlled(lock)))


class SignallingWorld(World):
    """A world whose conditions signal."""

    def condition(self, lock: Lock) -> controlled.Condition:
        """Make one that signals."""
        return self._make(SignalCondition(self, controlled.controlled(lock)))

    def transitions(self) -> list[Transition]:
        """List what can happen next: a signal may wake any of the sleepers."""
        found = super().transitions()
        for process in self.processes.values():
            frame = process.frame()
            if frame is not None and frame.f_code is SignalCondition.broadcast.__code__:
                sleepers: list[Any] = frame.f_locals["self"].in_order()
                found += [Transition(process.name, n) for n in range(1, len(sleepers))]
        return found


class SilentBoundedWorld(SilentWorld, BoundedWorld):
    """The same within bounds."""


class SignallingBoundedWorld(SignallingWorld, BoundedWorld):
    """The same within bounds."""
