"""How large a system of spec/ScalingCallers.tla is, and what may happen in it."""

from dataclasses import dataclass
from functools import cached_property

from slotq.machine import scaling


@dataclass(frozen=True)
class Bounds:
    """The constants of ScalingCallers.tla; requests and containers are numbers from 0.

    Attributes:
        requests: How many requests there are.
        containers: How many containers can be launched.
        impatient: Requests that may give up.
        leaving: Containers that may leave when nobody wants them.
        freezable: Containers that may be frozen when nobody wants them.
        crashable: Containers that may die at any time.
        failing: Containers whose start-up may fail.
        refusing: Whether the launcher may be refused the resources.
        repeated: Whether a request signals again and again, or once.
        modulus: Where counters wrap.
    """

    requests: int
    containers: int
    impatient: frozenset[int] = frozenset()
    leaving: frozenset[int] = frozenset()
    freezable: frozenset[int] = frozenset()
    crashable: frozenset[int] = frozenset()
    failing: frozenset[int] = frozenset()
    refusing: bool = False
    repeated: bool = True
    modulus: int = scaling.UINT64

    @cached_property
    def launcher(self) -> int:
        """The launcher's number as a process."""
        return self.requests + self.containers

    def container(self, container: int) -> int:
        """A container's number as a process."""
        return self.requests + container

    @cached_property
    def reapers(self) -> tuple[tuple[int, int], ...]:
        """The containers that may crash, each with the number of its reaper as a process."""
        first = self.launcher + 1
        return tuple((c, first + place) for place, c in enumerate(sorted(self.crashable)))

    @cached_property
    def counting(self) -> scaling.Bounds:
        """The constants of Scaling.tla."""
        movers = self.launcher + 1 + len(self.crashable)
        return scaling.Bounds(self.requests, self.containers, movers, self.modulus)
