"""slotq.machine.kernel.properties: what is false of a state, and of the step to it."""

from slotq.machine.kernel import Properties
from slotq.machine.scaling_callers import MODULE, Bounds

GROWS = Properties[int](
    {"SmallInv": lambda state: state < 3},
    {"GrowsProp": lambda before, after: before < after},
)


def test_a_state_and_the_step_to_it_are_judged() -> None:
    """Each by its own properties; without a step there is only the state."""
    assert GROWS.names == ["SmallInv", "GrowsProp"]
    assert GROWS.broken(1, 2) == []
    assert GROWS.broken(4, 3) == ["SmallInv", "GrowsProp"]
    assert GROWS.broken(None, 3) == ["SmallInv"]
    assert GROWS.broken(None, 0) == []


def test_a_witness_is_no_property() -> None:
    """Its counterexample shows something that is meant to be possible."""
    names = MODULE.properties(Bounds(1, 1)).names
    assert "OneHolderInv" in names
    assert not any(name.startswith("Reach") for name in names)
