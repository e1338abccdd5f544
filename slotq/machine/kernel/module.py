"""A module of the specification, as all that judges and explores see its twin: one value."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import ModuleType
from typing import Any, Generic, TypeVar

from slotq.errors import SlotqError
from slotq.formats.tla_values import Function
from slotq.machine.kernel.properties import WITNESS, Properties
from slotq.machine.kernel.system import Disabled, System

B = TypeVar("B")
S = TypeVar("S")
Names = Mapping[str, Sequence[str]]
"""What processes are called, by the kind of a parameter: "client", "dequeuer"."""


class UnknownClaimError(SlotqError):
    """A claim was named that a module does not have."""


def _of_a_state(holds: Callable[[S, B], bool], bounds: B, state: S) -> bool:
    return holds(state, bounds)


def _of_a_step(holds: Callable[[S, S, B], bool], bounds: B, before: S, after: S) -> bool:
    return holds(before, after, bounds)


def guards_of(*modules: ModuleType) -> frozenset[str]:
    """List the guards that modules of actions and of next-state relations can find false."""
    values = [value for module in modules for value in vars(module).values()]
    values += [each for value in values if value.__class__ is tuple for each in value]
    return frozenset(value.guard for value in values if isinstance(value, Disabled))


@dataclass(frozen=True)
class Module(Generic[B, S]):
    """The twin of a module of the specification.

    Attributes:
        name: The module of TLA+.
        bounds: The type of its bounds: how large a system is, and what may happen in it.
        smallest: Bounds at which there is a process of each kind.
        system: Makes its next-state relation.
        names: What its clients and dequeuers are called, if it has any.
        record: Writes a state as the variables of the specification, as TLC has them.
        invariants: Its state properties, by the names that they have in TLA+.
        words: Writes bounds out for a reader.
        guards: What can be false of its actions, as the specification writes it.
        step_properties: Its properties of single steps, of the states before and after.
        claims: State properties that one might expect, and that are false.
        step_claims: The same of steps.
    """

    name: str
    bounds: type[B]
    smallest: B
    system: Callable[[B], System[S]]
    names: Callable[[B], Names]
    record: Callable[[S, B], Function]
    invariants: Mapping[str, Callable[[S, B], bool]]
    words: Callable[[B], str]
    guards: frozenset[str]
    step_properties: Mapping[str, Callable[[S, S, B], bool]] = field(default_factory=dict)
    claims: Mapping[str, Callable[[S, B], bool]] = field(default_factory=dict)
    step_claims: Mapping[str, Callable[[S, S, B], bool]] = field(default_factory=dict)

    def properties(self, bounds: B, claims: Iterable[str] = ()) -> Properties[S]:
        """Say what holds of states and steps at some bounds.

        Args:
            bounds: The bounds.
            claims: The names of claims to look at in addition.

        Raises:
            UnknownClaimError: There is no claim of that name.
        """
        wanted = [*claims]
        known = [*self.claims, *self.step_claims]
        for name in wanted:
            if name not in known:
                message = (
                    f"{self.name} has no claim {name[:80]!r}: {', '.join(known) or 'it has none'}"
                )
                raise UnknownClaimError(message)
        of_states = {
            **{n: holds for n, holds in self.invariants.items() if not n.startswith(WITNESS)},
            **{name: self.claims[name] for name in wanted if name in self.claims},
        }
        of_steps = {
            **self.step_properties,
            **{name: self.step_claims[name] for name in wanted if name in self.step_claims},
        }
        return Properties(
            {name: partial(_of_a_state, holds, bounds) for name, holds in of_states.items()},
            {name: partial(_of_a_step, holds, bounds) for name, holds in of_steps.items()},
        )

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """The names of its actions, in the order of its processes."""
        processes: Any = self.system(self.smallest).processes
        names = (label.action for process in processes for label, *_ in process.actions)
        return tuple(dict.fromkeys(names))
