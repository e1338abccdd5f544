"""What a program of the original is to the walk."""

from typing import Any, Protocol, TypeVar

from slotq.machine.kernel import Label, Properties, System
from slotq.original.naming import Said
from slotq.original.state import State

S = TypeVar("S", bound=tuple[object, ...])


class Program(Protocol[S]):
    """What is run."""

    @property
    def coarse(self) -> bool:
        """Whether the machine leaves something of a state out."""
        ...

    @property
    def bounds(self) -> dict[str, Any]:
        """What the driver is told to begin."""
        ...

    @property
    def system(self) -> System[S]:
        """The machine, at the same bounds."""
        ...

    @property
    def properties(self) -> Properties[S]:
        """What is specified of its states and steps."""
        ...

    def abstract(self, state: State) -> S:
        """Say which state of the machine a state is.

        Raises:
            UnknownStateError: None is.
        """
        ...

    def implied(self, label: Label, before: S, after: S) -> Said:
        """Say what a step of the machine implies of what is reported."""
        ...


def won(label: Label, ok: object) -> Said:
    """What acquireSlot returns, in the step in which it does."""
    if label.action == "AcquireClose":
        return {"won": True}
    return {"won": False} if label.action == "AcquireCas" and not ok else {}
