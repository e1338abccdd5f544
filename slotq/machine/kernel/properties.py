"""What a module of the specification says of its states and steps, at some bounds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S")

WITNESS = "Reach"
"""How the names begin of what only shows, by its counterexample, that a state is reachable."""


@dataclass(frozen=True)
class Properties(Generic[S]):
    """The properties of states and of steps, each by its name in the specification.

    Attributes:
        of_states: Whether each holds in a state.
        of_steps: Whether each holds of a step, given the states before and after it.
    """

    of_states: Mapping[str, Callable[[S], bool]]
    of_steps: Mapping[str, Callable[[S, S], bool]]

    @property
    def names(self) -> list[str]:
        """What they are called."""
        return [*self.of_states, *self.of_steps]

    def broken(self, before: S | None, after: S) -> list[str]:
        """List what is false of a state, and of the step to it.

        Args:
            before: The state before the step; None if there was none.
            after: The state.
        """
        names = [name for name, holds in self.of_states.items() if not holds(after)]
        if before is not None:
            names += [name for name, holds in self.of_steps.items() if not holds(before, after)]
        return names
