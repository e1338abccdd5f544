"""The machine's graph against TLC's: what the tests of the counting and of the manager share."""

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

from slotq.formats.tla_values import Function
from slotq.machine.kernel import System, explore
from slotq.system.resources import folder
from slotq.tlc.graph import state_record
from slotq.tlc.job import Job
from slotq.tlc.state_graph import explore as explore_with_tlc
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.comparison import LabelledGraph, compare

S = TypeVar("S", bound=Hashable)
SPEC, MODELS = folder("spec"), folder("models")


def specified(module: str, config: Path, spec: Path = SPEC) -> LabelledGraph[Function]:
    """TLC's graph of a model that holds."""
    bounded, plain = MODELS / f"{module}.tla", spec / f"{module}.tla"
    path = bounded if bounded.exists() else plain
    job = Job(path, config, (MODELS, spec), check_deadlock=False, timeout=100)
    _, graph = explore_with_tlc(find_toolchain(), job, state_record)
    return LabelledGraph("the specification", graph.states, graph.initial, list(graph.edges()))


def explored(system: System[S], record: Callable[[S], Function]) -> LabelledGraph[Function]:
    """The machine's graph, in the specification's variables."""
    found = explore(system)
    edges = [(source, label.action, target) for source, label, target in found.edges]
    return LabelledGraph("the machine", list(map(record, found.states)), frozenset({0}), edges)


def difference(one: LabelledGraph[Function], other: LabelledGraph[Function]) -> str:
    """How two graphs differ, in words, and nothing if they do not."""
    comparison = compare(one, other, lambda state: {str(name): str(state[name]) for name in state})
    assert comparison.states
    assert comparison.edges
    return "\n".join(comparison.difference)


def moves(graph: LabelledGraph[Function]) -> set[tuple[Function, str, Function]]:
    """The steps of a graph, to see quickly that two differ."""
    states = graph.states
    found = {(states[source], action, states[target]) for source, action, target in graph.edges}
    assert found
    return found


def spoil(module: str, right: str, wrong: str, into: Path) -> Path:
    """A folder with the specification, one line of it broken."""
    for path in SPEC.glob("*.tla"):
        text = path.read_text(encoding="utf-8")
        if path.stem == module:
            assert text.count(right) == 1
            text = text.replace(right, wrong)
        (into / path.name).write_text(text, encoding="utf-8")
    return into
