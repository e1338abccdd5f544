"""The processes that a controlled world consists of, on greenlets or on threads.

A process runs until it stops, and only one runs at a time. What it stops for is the business of the
primitives; how it stops and is resumed is all that the two kinds differ in.
"""

from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol

import greenlet

from slotq.primitives import Arm

if TYPE_CHECKING:
    from slotq.schedule.primitives import Lock


class Process:
    """A process of a controlled world.

    Attributes:
        name: What it is called.
        function: What it runs.
        group: What was started together with it is called alike.
        error: How it failed, if it did.
        is_ended: Whether it has returned or failed.
        needs: The lock that it stands before.
        arms: The arms of the select that it stands in.
        is_asleep: Whether it sleeps on a condition.
        regions: How many lock regions it is in.
        goes_on: Whether it does its next operation without stopping, as part of the same step.
    """

    def __init__(self, name: str, group: str, function: Callable[[], object]) -> None:
        self.name = name
        self.group = group
        self.function = function
        self.error: Exception | None = None
        self.is_ended = False
        self.needs: Lock | None = None
        self.arms: tuple[Arm, ...] = ()
        self.is_asleep = False
        self.regions = 0
        self.goes_on = False

    def live(self, _: object = None) -> None:
        """Run the function; what goes wrong in it is kept for whoever runs the process."""
        try:
            self.function()
        except Exception as error:  # noqa: BLE001  # what the program does wrong is a finding
            self.error = error
        self.is_ended = True

    def stop(self) -> Any:  # noqa: ANN401  # what the operation that stopped makes of it
        """Wait to be resumed, and return what `resume` was given; called by the process."""
        raise NotImplementedError

    def resume(self, value: object) -> None:
        """Run to the next stop or to the end; called by whoever controls the process."""
        raise NotImplementedError

    def frame(self) -> FrameType | None:
        """Return the innermost of its frames while it stands; None once it has ended."""
        raise NotImplementedError

    def abandon(self) -> None:
        """Unwind it wherever it stands."""
        raise NotImplementedError


class MakeProcess(Protocol):
    """A kind of process."""

    def __call__(self, name: str, group: str, function: Callable[[], object]) -> Process:
        """Make one that has not begun."""
        ...


class GreenletProcess(Process):
    """A process on a greenlet: fast, and all on one thread."""

    def __init__(self, name: str, group: str, function: Callable[[], object]) -> None:
        super().__init__(name, group, function)
        self._greenlet = greenlet.greenlet(self.live)  # its parent is the scheduler
        self.stop = self._greenlet.parent.switch  # type: ignore[method-assign]
        self.resume = self._greenlet.switch  # type: ignore[method-assign]

    def frame(self) -> FrameType | None:
        """Return the innermost of its frames while it stands; None once it has ended."""
        frame: FrameType | None = self._greenlet.gr_frame
        return frame

    def abandon(self) -> None:
        """Unwind it wherever it stands."""
        if self._greenlet:
            self._greenlet.throw(greenlet.GreenletExit)
