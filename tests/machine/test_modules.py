"""slotq.machine.modules: each module of the specification with a twin has one door, a whole one."""

from typing import Any

import pytest

from slotq.formats.tla_values import Function
from slotq.machine.kernel import Module
from slotq.machine.modules import MODULES
from slotq.tlc.sany import Level, read_module
from slotq.tlc.toolchain import find_toolchain
from tests.conftest import ROOT

SPEC = ROOT / "spec"
PROPERTIES = {
    "SlotQueueSteps": ("SlotQueueProperties",),
    "Callers": ("CallersProperties", "CallersClaims"),
    "Scaling": ("ScalingProperties",),
    "ScalingCallers": ("ScalingCallersProperties",),
}
"""Where the properties of a module stand, if they are other ones."""
INSIDE = {"Callers": "SlotQueueSteps", "ScalingCallers": "Scaling"}
"""The module some of whose actions a module takes as they are."""


def defined(module: str, level: Level) -> set[str]:
    """The operators of a level that a module defines."""
    found = read_module(find_toolchain(), SPEC / f"{module}.tla", [SPEC])
    return {definition.name for definition in found.definitions if definition.level is level}


@pytest.mark.parametrize("name", MODULES)
def test_names_are_those_of_the_specification(name: str) -> None:
    """As TLA+'s own parser reads them: actions, predicates of a state, properties of steps."""
    module = MODULES[name]
    modules = {name, INSIDE.get(name, name)}
    actions = {each for part in modules for each in defined(part, Level.ACTION)}
    assert set(module.actions) <= actions
    places = {*modules, *(place for part in modules for place in PROPERTIES.get(part, ()))}
    states = {each for place in places for each in defined(place, Level.STATE)}
    assert {*module.invariants, *module.claims} <= states
    behaviours = {each for place in places for each in defined(place, Level.TEMPORAL)}
    assert {*module.step_properties, *module.step_claims} <= behaviours


@pytest.mark.parametrize("module", MODULES.values(), ids=MODULES.keys())
def test_a_door_is_whole(module: Module[Any, Any]) -> None:
    """Whoever has the value has states, steps, names, records, invariants and words."""
    bounds = module.smallest
    initial = module.system(bounds).init
    assert isinstance(module.record(initial, bounds), Function)
    assert all(holds(initial, bounds) for holds in module.invariants.values())
    assert set(module.names(bounds)) <= {"client", "dequeuer"}
    assert module.words(bounds).startswith("1 ")
