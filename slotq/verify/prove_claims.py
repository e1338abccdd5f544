"""What is claimed for any size: proofs by Z3, and that they are proofs of the specification."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from types import ModuleType
from typing import NamedTuple, TypeVar

from slotq.machine.next import Label
from slotq.machine.steps import NO_TOKEN
from slotq.prove.broken_actions import BROKEN
from slotq.prove.concrete import from_tables
from slotq.prove.queue_invariant import QUEUE
from slotq.prove.queue_states import Remembering, history_twin, queue_twin
from slotq.prove.tie import Tied, Twin, compare
from slotq.tlc.explore import explore
from slotq.tlc.graph import Graph
from slotq.tlc.toolchain import Toolchain
from slotq.tlc.values import Function, Value
from slotq.verify import sizes
from slotq.verify.claim import Claim, ClaimFallsError, Evidence, UndecidedError
from slotq.verify.decode import NONE, DecodeError, model_values, queue_decoder
from slotq.verify.manifest import GeneralSize, Manifest, ManifestError, Tier
from slotq.verify.models import Folders, make_job, model_graph

S = TypeVar("S", bound=Hashable)
_SOLVER = "z3"
_SHOWN = 3
_HISTORY = "HistoryNext"  # as TLC calls a step that is remembered


class Theorem(NamedTuple):
    """A theorem, as a claim.

    Attributes:
        function: Its function in slotq.prove.theorems.
        sentence: What it says.
        bound: For what it is proved.
        tier: The first tier that proves it.
        seconds: About how long that takes.
        faults: What would be refuted.
    """

    function: str
    sentence: str
    bound: str
    tier: Tier
    seconds: float
    faults: str


_QUEUE = "for any number of clients, dequeuers and tokens"
THEOREMS = {
    "prove/invariant": Theorem(
        "queue",
        "The queue's invariant is inductive, and what is said of its steps is true of each.",
        _QUEUE,
        Tier.SMOKE,
        4.0,
        "A fault that needs more processes or tokens than a model has.",
    ),
    "prove/handed-on": Theorem(
        "handed_on",
        "So it is where clients acquire and receive what others were given.",
        _QUEUE,
        Tier.FULL,
        2.0,
        "A step that is safe only with tokens that the client has itself.",
    ),
    "prove/refinement": Theorem(
        "refines",
        "Each step of SlotQueueSteps is one of SlotQueue, or leaves that as it is.",
        _QUEUE,
        Tier.SMOKE,
        2.0,
        "A step that clients can see and that the abstract queue has not, at whatever size.",
    ),
    "prove/broken": Theorem(
        "broken_actions",
        "Each broken action fails exactly what it must; all that is proved is failed by one.",
        f"{len(BROKEN)} broken actions",
        Tier.FULL,
        25.0,
        "A conjunct that nothing could break, or a proof that proves anything.",
    ),
}
"""The theorems, by the names of their claims."""
TIES = {
    "prove/tie-1x1x3": (GeneralSize(clients=1, dequeuers=1, tokens=3), Tier.SMOKE),
    "prove/tie-2x1x2": (GeneralSize(clients=2, dequeuers=1, tokens=2), Tier.FULL),
    "prove/tie-2x2x1": (GeneralSize(clients=2, dequeuers=2, tokens=1), Tier.FULL),
    "prove/tie-1x2x2": (GeneralSize(clients=1, dequeuers=2, tokens=2), Tier.FULL),
}
"""The sizes at which the definitions are held against TLC's graph of SlotQueueSteps."""
CENSUS = ("Inductive_1x1x1", GeneralSize(clients=1, dequeuers=1, tokens=1))
"""The model whose initial states are those of IndInv."""
_CENSUS = "What Z3 reads allows exactly the states of IndInv that TLC counts, and their steps."
_TIE = "What Z3 reads has in every state exactly the steps of the specification, as TLC finds them."
_TIE_FAULTS = "A definition for Z3 that says something else than the action in TLA+."


def prove_claims(manifest: Manifest, toolchain: Toolchain, folders: Folders) -> Iterator[Claim]:
    """The claims for any size, of all tiers, and what ties them to the specification.

    Args:
        manifest: The models that they are tied to.
        toolchain: The Java and the jar to run them with.
        folders: Where the modules and the models are.
    """
    for name, theorem in THEOREMS.items():
        yield Claim(
            name=name,
            sentence=theorem.sentence,
            bound=theorem.bound,
            tier=theorem.tier,
            check=partial(check_theorem, theorem.function),
            seconds=theorem.seconds,
            faults=theorem.faults,
        )
    yield Claim(
        name="prove/census",
        sentence=_CENSUS,
        bound=sizes.of_sizes(CENSUS[1], *sizes.GENERAL),
        tier=Tier.FULL,
        check=partial(check_census, manifest, toolchain, folders),
        seconds=5.0,
        faults="A conjunct for Z3 that says something else than the one in TLA+.",
    )
    for name, (size, tier) in TIES.items():
        yield Claim(
            name=name,
            sentence=_TIE,
            bound=sizes.of_sizes(size, *sizes.GENERAL),
            tier=tier,
            check=partial(check_tie, manifest, toolchain, folders, size),
            seconds=8.0,
            faults=_TIE_FAULTS,
        )


def check_theorem(function: str) -> Evidence:
    """Prove a theorem.

    Args:
        function: Its function in slotq.prove.theorems.

    Raises:
        ClaimFallsError: An obligation is refuted.
        UndecidedError: Z3 is not installed.
        SlotqError: Z3 finds neither a proof nor a counterexample.
    """
    theorems = _proving("slotq.prove.theorems")
    try:
        proved: int = getattr(theorems, function)()
    except theorems.NotProvedError as error:
        raise ClaimFallsError(str(error)) from error
    return Evidence(others=proved)


def broken_names() -> list[str]:
    """The broken actions, by name."""
    return list(BROKEN)


def show_broken(name: str) -> list[str]:
    """What fails with a broken action, and a counterexample of each.

    Raises:
        UndecidedError: Z3 is not installed.
    """
    lines: list[str] = _proving("slotq.prove.theorems").show_broken(name)
    return lines


def _proving(module: str) -> ModuleType:
    # What needs Z3 is imported only where that is installed.
    if find_spec(_SOLVER) is None:
        message = 'not run: Z3 is not installed: pip install "slotq[prove]"'
        raise UndecidedError(message)
    return import_module(module)


def check_tie(
    manifest: Manifest, toolchain: Toolchain, folders: Folders, size: GeneralSize
) -> Evidence:
    """Hold the definitions against TLC's graph at a size.

    Raises:
        ClaimFallsError: They differ.
    """
    model = next((each for each in manifest.model if each.general == size), None)
    if model is None:
        message = f"no model of the manifest has the general size {size}"
        raise ManifestError(message)
    verdict, graph = model_graph(
        toolchain, model, queue_decoder(size.clients, size.dequeuers), folders
    )
    if verdict.differences:
        raise ClaimFallsError("\n".join(verdict.differences))
    return of_graph(queue_twin(size.clients, size.dequeuers, size.tokens), graph)


def check_census(manifest: Manifest, toolchain: Toolchain, folders: Folders) -> Evidence:
    """Hold the states that the formulas allow against TLC's states of IndInv, and their steps.

    Args:
        manifest: The models.
        toolchain: The Java and the jar.
        folders: Where the modules and the models are.

    Raises:
        ClaimFallsError: They differ.
    """
    census = _proving("slotq.prove.census")
    name, size = CENSUS
    twin = history_twin(size.clients, size.dequeuers, size.tokens)
    job = replace(make_job(manifest.find(name), folders), coverage=False)
    _, graph = explore(toolchain, job, _remembering(size))
    found = {
        twin.write(from_tables(QUEUE, tables))
        for tables in census.states(QUEUE, twin.algebra.sizes)
    }
    initial = {graph.states[number] for number in graph.initial}
    differences = list[str]()
    for whose, states in (("TLC", initial - found), ("Z3", found - initial)):
        differences += [f"{whose} alone finds {state} in the invariant" for state in states]
    if differences:
        raise ClaimFallsError("\n".join(differences[:_SHOWN]))
    return of_graph(twin, graph, lambda _: _HISTORY)


def _remembering(size: GeneralSize) -> Callable[[dict[str, Value]], Remembering]:
    clients = model_values("client", size.clients)
    decode = queue_decoder(size.clients, size.dequeuers)

    def decode_remembering(variables: dict[str, Value]) -> Remembering:
        appended = variables.pop("appended")
        if not isinstance(appended, Function):
            message = f"{appended!r} is not a function of clients"
            raise DecodeError(message)
        tokens = [NO_TOKEN if appended[p] == NONE else appended[p] for p in clients]
        return decode(variables), tuple(int(str(token)) for token in tokens)

    return decode_remembering


def of_graph(
    twin: Twin[S], graph: Graph[S], named: Callable[[Label], Hashable] = attrgetter("action")
) -> Evidence:
    """Compare with a graph of TLC's, whose edges have the names of actions.

    Args:
        twin: The definitions.
        graph: The graph.
        named: What a label is called there.

    Raises:
        ClaimFallsError: They differ.
    """
    found: list[set[tuple[Hashable, S]]] = [set() for _ in graph.states]
    for source, action, target in graph.edges():
        found[source].add((action, graph.states[target]))
    return _evidence(compare(twin, zip(graph.states, found, strict=True), named))


def _evidence(tied: Tied) -> Evidence:
    if tied.differences:
        raise ClaimFallsError("\n".join(tied.differences))
    return Evidence(tied.states, tied.edges)
