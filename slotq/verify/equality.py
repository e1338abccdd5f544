"""The first equality: TLC's graph of the specification is the machine's graph.

TLC explores a model; the machine is explored at the same bounds; the machine's states are written
as TLC has them, and the two labelled graphs compared. What the model's row says is checked in the
same run.
"""

from dataclasses import replace
from typing import Any

from slotq.formats.tla_values import Function
from slotq.machine.kernel import System, TooManyStatesError, explore
from slotq.specification.sentences import named_in
from slotq.tlc.errors import ViolatedError
from slotq.tlc.graph import Graph, state_record
from slotq.tlc.toolchain import Toolchain
from slotq.verify.broken_models import broken_by_the_machine, broken_by_the_specification
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.comparison import Comparison, LabelledGraph, compare
from slotq.verify.manifest import ManifestError, Model, Twin
from slotq.verify.models import Folders, model_graph


def check_equality(toolchain: Toolchain, model: Model, folders: Folders | None = None) -> Evidence:
    """Compare TLC's graph of a model with the machine's.

    Args:
        toolchain: The Java and the jar.
        model: A row whose graph is compared.
        folders: Where the modules and the models are.

    Raises:
        ClaimRefutedError: The graphs differ, or the model is not as its row says.
        ManifestError: The row is not one of a graph.
        TlcError: TLC came to no verdict.
    """
    twin = model.twin
    if twin is None:
        message = f"{model.name} is not a model whose graph is compared"
        raise ManifestError(message)
    where = folders or Folders()
    try:
        verdict, dumped = model_graph(toolchain, model, state_record, where)
    except ViolatedError as error:
        raise ClaimRefutedError("\n".join([str(error), *named_in(str(error))])) from error
    system = twin.module.system(twin.bounds)
    untaken = _untaken(system, dumped)
    comparison = compare_with_machine(dumped, twin, system)
    differences = [*comparison.difference, *verdict.differences]
    if comparison.difference:
        differences[:0] = broken_by_the_specification(toolchain, model, where)
    differences += [
        f"the action {name} is never taken" for name in sorted(untaken - model.untaken.keys())
    ]
    if differences:
        raise ClaimRefutedError("\n".join(differences))
    return Evidence(comparison.states, comparison.edges)


def _untaken(system: System[Any], dumped: Graph[Function]) -> set[str]:
    actions = {label.action for process in system.processes for label, _, _ in process.actions}
    return actions - set(dumped.actions)


def compare_with_machine(
    dumped: Graph[Function], twin: Twin, system: System[Any] | None = None
) -> Comparison:
    """Compare TLC's graph with the machine's.

    Args:
        dumped: TLC's.
        twin: The machine, at the same bounds.
        system: Its next-state relation, if it is not the module's own.
    """
    module, bounds = twin
    try:
        found = explore(system or module.system(bounds), most=2 * len(dumped.states))
    except TooManyStatesError:
        line = "the machine has more than twice as many states as the specification"
        return Comparison(len(dumped.states), dumped.edge_count, (line,))
    edges = ((source, label.action, target) for source, label, target in found.edges)
    states = [module.record(state, bounds) for state in found.states]
    comparison = compare(
        LabelledGraph("the specification", dumped.states, dumped.initial, dumped.edges()),
        LabelledGraph("the machine", states, frozenset({0}), edges),
        lambda state: {str(name): str(state[name]) for name in state},
    )
    if not comparison.difference:
        return comparison
    lines = broken_by_the_machine(dumped, module.properties(bounds), found, states)
    return replace(comparison, difference=(*lines, *comparison.difference))
