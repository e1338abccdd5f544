"""The first equality: TLC's graph of the specification is the machine's graph.

TLC explores a model; the machine is explored at the same bounds; TLC's states are decoded to the
machine's, and the two labelled graphs compared. What the model's row says is checked in the same
run.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

from slotq.formats.tla_values import Function, Value
from slotq.machine.callers import CHOICES, Bounds, Callers
from slotq.machine.kernel import System, TooManyStatesError, explore
from slotq.machine.slot_queue_steps import general_client
from slotq.tlc.errors import ViolatedError
from slotq.tlc.graph import Graph, state_record
from slotq.tlc.toolchain import Toolchain
from slotq.verify.claim import ClaimFallsError, Evidence
from slotq.verify.comparison import Comparison, LabelledGraph, compare
from slotq.verify.decode import DecodeError, callers_decoder, queue_decoder
from slotq.verify.manifest import CallersSize, ManifestError, Model
from slotq.verify.models import Folders, Verdict, model_graph
from slotq.verify.state_words import Names, parts
from slotq.verify.twins import twin

S = TypeVar("S", bound=tuple[object, ...])
T = TypeVar("T", bound=Hashable)


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
        verdict, dumped = _dump(toolchain, model, folders, callers_decoder(bounds))
        system = Callers(bounds)
        untaken = _untaken(system, dumped)
        comparison = compare_with_machine(dumped, system, bounds.names)
    elif model.general is not None:
        size = model.general
        decode = queue_decoder(size.clients, size.dequeuers)
        general = general_client(size.clients, size.dequeuers, size.tokens)
        verdict, dumped_queue = _dump(toolchain, model, folders, decode)
        untaken = _untaken(general, dumped_queue)
        comparison = compare_with_machine(dumped_queue, general, {})
    elif (found := twin(model)) is not None:
        machine, record = found
        verdict, dumped_record = _dump(toolchain, model, folders, state_record)
        untaken = _untaken(machine, dumped_record)
        comparison = compare_records(dumped_record, machine, record)
    else:
        message = f"{model.name} is not a model whose graph is compared"
        raise ManifestError(message)
    differences = [*comparison.difference, *verdict.differences]
    differences += [
        f"the action {name} is never taken" for name in sorted(untaken - model.untaken.keys())
    ]
    if differences:
        raise ClaimFallsError("\n".join(differences))
    return Evidence(comparison.states, comparison.edges)


def callers_bounds(size: CallersSize) -> Bounds:
    """The machine's bounds, from the names that a row gives."""
    clients = [
        *(f"container{number + 1}" for number in range(size.containers)),
        *(f"consumer{number + 1}" for number in range(size.consumers)),
    ]
    try:
        sets = {name: frozenset(map(clients.index, getattr(size, name))) for name in CHOICES}
    except ValueError as error:
        message = f"a row names a client that its size has not: {error}"
        raise ManifestError(message) from error
    return Bounds(size.containers, size.consumers, size.rounds, **sets, later=size.later)


def _dump(
    toolchain: Toolchain,
    model: Model,
    folders: Folders | None,
    decode: Callable[[dict[str, Value]], T],
) -> tuple[Verdict, Graph[T]]:
    try:
        return model_graph(toolchain, model, decode, folders)
    except (ViolatedError, DecodeError) as error:
        raise ClaimFallsError(str(error)) from error


def _untaken(system: System[S], dumped: Graph[T]) -> set[str]:
    actions = {label.action for process in system.processes for label, _, _ in process.actions}
    return actions - set(dumped.actions)


def compare_with_machine(dumped: Graph[S], system: System[S], names: Names) -> Comparison:
    """Compare TLC's graph with the machine's.

    Args:
        dumped: TLC's, with its states as the machine's.
        system: The machine, at the same bounds.
        names: What its processes are called.
    """
    return _compare(dumped, system, lambda state: state, lambda state: parts(state, names))


def compare_records(
    dumped: Graph[Function], system: System[S], record: Callable[[S], Function]
) -> Comparison:
    """Compare TLC's graph with the machine's, whose states are written as records.

    Args:
        dumped: TLC's.
        system: The machine, at the same bounds.
        record: Writes a state.
    """
    return _compare(
        dumped, system, record, lambda state: {str(name): str(state[name]) for name in state}
    )


def _compare(
    dumped: Graph[T],
    system: System[S],
    written: Callable[[S], T],
    shown: Callable[[T], Mapping[str, str]],
) -> Comparison:
    try:
        found = explore(system, most=2 * len(dumped.states))
    except TooManyStatesError:
        line = "the machine has more than twice as many states as the specification"
        return Comparison(len(dumped.states), dumped.edge_count, (line,))
    edges = ((source, label.action, target) for source, label, target in found.edges)
    return compare(
        LabelledGraph("the specification", dumped.states, dumped.initial, dumped.edges()),
        LabelledGraph("the machine", list(map(written, found.states)), frozenset({0}), edges),
        shown,
    )
