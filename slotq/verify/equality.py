"""The first equality: TLC's graph of the specification is the machine's graph.

TLC explores a model; the machine is explored at the same bounds; TLC's states are decoded to the
machine's, and the two labelled graphs compared. What the model's row says is checked in the same
run.
"""

from collections.abc import Callable
from typing import TypeVar

from slotq.machine.bounds import Bounds
from slotq.machine.graph import explore
from slotq.machine.next import Callers, System, general_client
from slotq.tlc.errors import GraphError
from slotq.tlc.graph import Graph
from slotq.tlc.toolchain import Toolchain
from slotq.tlc.values import Value
from slotq.verify.claim import ClaimFallsError, Evidence
from slotq.verify.comparison import LabelledGraph, compare
from slotq.verify.decode import DecodeError, callers_decoder, queue_decoder
from slotq.verify.manifest import CallersSize, ManifestError, Model
from slotq.verify.models import Folders, model_graph
from slotq.verify.words import Names, names_of, parts

S = TypeVar("S", bound=tuple[object, ...])


def check_equality(toolchain: Toolchain, model: Model, folders: Folders | None = None) -> Evidence:
    """Compare TLC's graph of a model with the machine's.

    Args:
        toolchain: The Java and the jar.
        model: A row whose graph is compared.
        folders: Where the modules and the models are.

    Raises:
        ClaimFallsError: The graphs differ, or the model is not as its row says.
        ManifestError: The row is not one of a graph.
        TlcError: TLC came to no verdict.
    """
    if model.callers is not None:
        bounds = callers_bounds(model.callers)
        dumped = _dump(toolchain, model, folders, callers_decoder(bounds))
        return _compare(dumped, Callers(bounds), names_of(bounds))
    if model.general is not None:
        size = model.general
        decode = queue_decoder(size.clients, size.dequeuers)
        general = general_client(size.clients, size.dequeuers, size.tokens)
        return _compare(_dump(toolchain, model, folders, decode), general, {})
    message = f"{model.name} is not a model whose graph is compared"
    raise ManifestError(message)


def callers_bounds(size: CallersSize) -> Bounds:
    """The machine's bounds, from the names that a row gives."""
    clients = [
        *(f"container{number + 1}" for number in range(size.containers)),
        *(f"consumer{number + 1}" for number in range(size.consumers)),
    ]
    try:
        sets = {
            name: frozenset(map(clients.index, getattr(size, name)))
            for name in ("idling", "evictable", "freezable", "impatient", "cancellable")
        }
    except ValueError as error:
        message = f"a row names a client that its size has not: {error}"
        raise ManifestError(message) from error
    return Bounds(size.containers, size.consumers, size.rounds, **sets)


def _dump(
    toolchain: Toolchain,
    model: Model,
    folders: Folders | None,
    decode: Callable[[dict[str, Value]], S],
) -> Graph[S]:
    try:
        verdict, graph = model_graph(toolchain, model, decode, folders)
    except (GraphError, DecodeError) as error:
        raise ClaimFallsError(str(error)) from error
    if not verdict.good:
        raise ClaimFallsError("\n".join(verdict.differences))
    return graph


def _compare(dumped: Graph[S], system: System[S], names: Names) -> Evidence:
    found = explore(system)
    edges = ((source, label.action, target) for source, label, target in found.edges)
    comparison = compare(
        LabelledGraph("the specification", dumped.states, dumped.initial, dumped.edges()),
        LabelledGraph("the machine", found.states, frozenset({0}), edges),
        lambda state: parts(state, names),
    )
    if comparison.difference:
        raise ClaimFallsError(comparison.difference)
    return Evidence(comparison.states, comparison.edges)
