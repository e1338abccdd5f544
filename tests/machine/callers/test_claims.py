"""The false claims: the machine refutes each in as many steps as TLC does."""

import re
from typing import Any

import pytest

from slotq.machine.callers import CLAIMS, MODULE, STEP_CLAIMS, Bounds, Callers
from slotq.machine.kernel import UnknownClaimError, explore
from slotq.verify.configuration import read_configuration
from slotq.verify.manifest import load_manifest
from slotq.verify.models import Folders

NAMES = [*CLAIMS, *STEP_CLAIMS]
_ROW = {model.violates: model for model in load_manifest().model if model.module == "MCCallers"}


def bounds_of(name: str) -> Bounds:
    """Read the bounds of the model that refutes a claim."""
    constants = read_configuration(Folders().config(_ROW[name])).constants
    values = dict(constant.split(" = ", 1) for constant in constants)
    clients = re.findall(r"\w+", f"{values['Containers']} {values['Consumers']}")
    containers = sum(client.startswith("container") for client in clients)
    sets: dict[str, Any] = {
        choice.lower(): frozenset(clients.index(n) for n in re.findall(r"\w+", values[choice]))
        for choice in ("Idling", "Evictable", "Freezable", "Impatient", "Cancellable", "Failing")
    }
    return Bounds(containers, len(clients) - containers, int(values["Rounds"]), **sets)


def shortest(bounds: Bounds, name: str) -> int:
    """Count the states of a shortest behaviour that refutes a claim."""
    graph = explore(Callers(bounds))
    properties = MODULE.properties(bounds, [name])
    depth = {0: 1}
    for source, _, target in graph.edges:
        depth.setdefault(target, depth[source] + 1)
    return min(
        depth[source] + 1
        for source, _, target in graph.edges
        if name in properties.broken(graph.states[source], graph.states[target])
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_counterexample_is_as_long_as_tlcs(name: str) -> None:
    """At the bounds of the model that refutes it."""
    assert shortest(bounds_of(name), name) == _ROW[name].length


def test_nothing_else_is_broken_on_the_way() -> None:
    """Without a claim, what is said of callers holds of each of their steps."""
    bounds = bounds_of("WonNewestProp")
    graph = explore(Callers(bounds))
    properties = MODULE.properties(bounds)
    assert not any(
        properties.broken(graph.states[source], graph.states[target])
        for source, _, target in graph.edges
    )


def test_an_unknown_claim_is_refused() -> None:
    """With the names of those that there are."""
    with pytest.raises(UnknownClaimError, match="Callers has no claim 'X': NoBusyListedInv, "):
        MODULE.properties(Bounds(1, 1, 1), ["X"])
