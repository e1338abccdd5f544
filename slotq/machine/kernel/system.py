"""The next-state relations: the actions that are enabled in a state.

A `System` is a specification with bounds: its initial state, its processes, and for each process
every action with every value of its parameters. `general_client` is SlotQueueSteps!Next, `Callers`
is Callers!Next.

No table says what a process may do where it stands, so that no table does a guard's work and a
broken guard shows. But a guard that reads only the process's own record says so when it is false
(`Disabled.own`), and is not asked again for as long as the record is the same.
"""

from collections.abc import Callable, Hashable
from typing import Any, Generic, NamedTuple, TypeVar


class Disabled(NamedTuple):
    """Why an action cannot be taken.

    Attributes:
        guard: What is false, as the specification writes it.
        own: Whether the guard reads only the record of the process that would act, so that it stays
            false until that process moves.
    """

    guard: str
    own: bool = False


OWN = True

S = TypeVar("S")
Action = Callable[..., Any]
_new = tuple.__new__  # a named tuple's own constructor takes twice as long


class Label(NamedTuple):
    """Which action, and of whom.

    Attributes:
        action: The action's name in the specification.
        arguments: Its parameters: numbers of clients, dequeuers and tokens, reasons, whether a slot
            carries an error.
    """

    action: str
    arguments: tuple[int | str, ...]


class Process(Generic[S]):
    """A process of a system: what it may do.

    Args:
        record: Reads the process's own record from a state.
    """

    def __init__(self, record: Callable[[S], Hashable]) -> None:
        self.record = record
        self.actions: list[tuple[Label, Action, tuple[Any, ...]]] = []
        self._possible: dict[Hashable, list[tuple[Label, Action, tuple[Any, ...]]]] = {}

    def add(
        self, name: str, action: Action, *arguments: int | str, bounds: tuple[Any, ...] = ()
    ) -> None:
        """Let the process take an action.

        Args:
            name: The action's name.
            action: Its function, of a state, the bounds and the arguments.
            arguments: The values of its parameters.
            bounds: What the function needs in addition.
        """
        self.actions.append((Label(name, arguments), action, (*bounds, *arguments)))

    def disabled(self, state: S) -> list[tuple[Label, Disabled]]:
        """List what the process cannot do in a state, and why."""
        return [
            (label, why)
            for label, action, arguments in self.actions
            if isinstance(why := action(state, *arguments), Disabled)
        ]

    def successors(self, state: S) -> list[tuple[Label, S]]:
        """List what the process can do in a state."""
        record = self.record(state)
        possible = self._possible.get(record)
        if possible is None:
            never = {label for label, why in self.disabled(state) if why.own}
            possible = [entry for entry in self.actions if entry[0] not in never]
            self._possible[record] = possible
        return [
            (label, after)
            for label, action, arguments in possible
            if (after := action(state, *arguments)).__class__ is not Disabled
        ]


class System(Generic[S]):
    """A specification with bounds.

    Attributes:
        init: The initial state.
        processes: All processes that act.
    """

    def __init__(self, init: S, processes: list[Process[S]]) -> None:
        self.init = init
        self.processes = processes

    def successors(self, state: S) -> list[tuple[Label, S]]:
        """List the transitions out of a state."""
        return [step for process in self.processes for step in process.successors(state)]

    def disabled(self, state: S) -> list[tuple[Label, Disabled]]:
        """List the actions that cannot be taken in a state, with the guard that is false."""
        return [entry for process in self.processes for entry in process.disabled(state)]
