"""machine.kernel.module: what a module's value derives: its actions, guards, and what must hold."""

from types import ModuleType
from typing import NamedTuple

import pytest

from slotq.formats.tla_values import Function
from slotq.machine.kernel import (
    Disabled,
    Module,
    Process,
    System,
    UnknownClaimError,
    counted,
    plural,
)
from slotq.machine.kernel.module import guards_of

FULL = Disabled("count < Most")


class Bounds(NamedTuple):
    """How far it counts."""

    most: int


def a_module(**values: object) -> ModuleType:
    """A module of Python with these names."""
    made = ModuleType("made")
    vars(made).update(values)
    return made


def count(state: int, most: int) -> int | Disabled:
    """Count one more."""
    return FULL if state == most else state + 1


def restart(state: int) -> int:
    """Begin again."""
    del state
    return 0


def system(bounds: Bounds) -> System[int]:
    """Two processes with one action each, of which one may be taken at once by both."""

    def a_process(name: str) -> Process[int]:
        process = Process[int](lambda state: state)
        process.add("Count", count, bounds=bounds)
        if name == "second":
            process.add("Restart", restart)
        return process

    return System(0, [a_process("first"), a_process("second")])


MODULE = Module(
    name="Counter",
    bounds=Bounds,
    smallest=Bounds(1),
    system=system,
    names=lambda _: {},
    record=lambda state, _: Function({"count": state}),
    invariants={
        "BoundInv": lambda state, bounds: state <= bounds.most,
        "ReachTwo": lambda state, _: state < 2,
    },
    words=lambda bounds: counted(bounds, "most"),
    guards=guards_of(a_module(FULL=FULL)),
    step_properties={"StepProp": lambda before, after, bounds: after <= before + bounds.most},
    claims={"EvenInv": lambda state, _: state % 2 == 0},
    step_claims={"GrowsProp": lambda before, after, _: after > before},
)


def test_actions_are_those_of_its_processes() -> None:
    """Each once, in their order."""
    assert MODULE.actions == ("Count", "Restart")


def test_guards_are_found_wherever_they_stand() -> None:
    """As constants, and in tuples of them; nothing else is one."""
    pair = (Disabled("b"), Disabled("c", own=True))
    some = a_module(A=Disabled("a"), B=pair, C="d", D=(1,))
    assert guards_of(some, a_module(E=FULL)) == {"a", "b", "c", "count < Most"}
    assert MODULE.guards == {"count < Most"}


def test_properties_are_those_that_must_hold() -> None:
    """Without what is to be reached, which is false on purpose, and without claims."""
    holds = MODULE.properties(Bounds(3))
    assert (set(holds.of_states), set(holds.of_steps)) == ({"BoundInv"}, {"StepProp"})
    assert [holds.of_states["BoundInv"](state) for state in (3, 4)] == [True, False]
    assert [holds.of_steps["StepProp"](0, after) for after in (3, 4)] == [True, False]


def test_claims_are_looked_at_by_name() -> None:
    """Of states and of steps; one that there is not is refused, with those that there are."""
    holds = MODULE.properties(Bounds(3), ["EvenInv", "GrowsProp"])
    assert (set(holds.of_states), set(holds.of_steps)) == (
        {"BoundInv", "EvenInv"},
        {"StepProp", "GrowsProp"},
    )
    with pytest.raises(UnknownClaimError) as raised:
        MODULE.properties(Bounds(3), ["OddInv"])
    assert str(raised.value) == "Counter has no claim 'OddInv': EvenInv, GrowsProp"


def test_numbers_agree_with_their_nouns() -> None:
    """One is not several."""
    assert [plural(number, "tokens") for number in (0, 1, 2)] == ["0 tokens", "1 token", "2 tokens"]


def test_what_is_false_is_named() -> None:
    """Of a state, and of the step to it, if there was one."""
    holds = MODULE.properties(Bounds(3), ["EvenInv", "GrowsProp"])
    assert holds.broken(None, 4) == ["BoundInv"]
    assert holds.broken(0, 5) == ["BoundInv", "EvenInv", "StepProp"]
    assert holds.broken(2, 2) == ["GrowsProp"]
    assert holds.broken(0, 2) == []
