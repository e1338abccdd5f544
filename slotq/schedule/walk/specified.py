"""A program that there is a machine of, and what is specified of it."""

from typing import Protocol, TypeVar

from slotq.machine.kernel import Label, Names, Properties, System
from slotq.schedule.walk.execution import Program
from slotq.schedule.walk.step_reports import Said

S = TypeVar("S", bound=tuple[object, ...])


class SpecifiedProgram(Program[S], Protocol[S]):
    """A program that there is a machine of."""

    @property
    def system(self) -> System[S]:
        """The machine, at the program's bounds."""
        ...

    @property
    def properties(self) -> Properties[S]:
        """What is specified of its states and steps."""
        ...

    @property
    def names(self) -> Names:
        """What its processes are called."""
        ...

    def implied(self, label: Label, before: S, after: S) -> Said | None:
        """Say what must be said of a step, or None if that is not compared."""
        ...
