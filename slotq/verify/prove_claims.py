"""What is claimed for any size: proofs by Z3, and that they are proofs of the specification."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

from slotq.formats.tla_values import Function, show_value
from slotq.machine import callers, slot_queue, slot_queue_manager, slot_queue_steps
from slotq.machine.callers import Bounds as CallersBounds
from slotq.machine.kernel import Label, Module, explore
from slotq.machine.slot_queue_manager import Bounds as ManagerBounds
from slotq.machine.slot_queue_steps import Bounds
from slotq.prove.abstract_states import abstract_twin
from slotq.prove.broken_actions import BROKEN
from slotq.prove.broken_callers import BROKEN_CALLERS
from slotq.prove.callers_states import callers_twin
from slotq.prove.concrete import from_tables
from slotq.prove.manager_states import manager_twin
from slotq.prove.queue_invariant import QUEUE
from slotq.prove.queue_states import history_record, history_twin, queue_twin
from slotq.prove.tie import Tied, Twin, compare, initial_differences
from slotq.tlc.graph import Graph, state_record
from slotq.tlc.state_graph import explore as tlc_graph
from slotq.tlc.toolchain import Toolchain
from slotq.verify import sizes
from slotq.verify.claim import Claim, ClaimRefutedError, Evidence, Strength, UndecidedError
from slotq.verify.manifest import Manifest, ManifestError, Tier
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
        strength: How much it says.
    """

    function: str
    sentence: str
    bound: str
    tier: Tier
    seconds: float
    faults: str
    strength: Strength


_QUEUE = "for any number of clients, dequeuers and tokens"
THEOREMS = {
    "prove/invariant": Theorem(
        "queue",
        "The queue's invariant is inductive, and what is said of its steps is true of each.",
        _QUEUE,
        Tier.SMOKE,
        4.0,
        "A fault that needs more processes or tokens than a model has.",
        Strength.PROVED,
    ),
    "prove/handed-on": Theorem(
        "handed_on",
        "So it is where clients acquire and receive what others were given.",
        _QUEUE,
        Tier.SMOKE,
        2.0,
        "A step that is safe only with tokens that the client has itself.",
        Strength.PROVED,
    ),
    "prove/refinement": Theorem(
        "refines",
        "Each step of SlotQueueSteps is one of SlotQueue, or leaves that as it is.",
        _QUEUE,
        Tier.SMOKE,
        2.0,
        "A step that clients can see and that the abstract queue has not, at whatever size.",
        Strength.PROVED,
    ),
    "prove/broken": Theorem(
        "broken_actions",
        "Each broken action fails exactly what it must; all that is proved is failed by one.",
        f"{len(BROKEN)} broken actions",
        Tier.FULL,
        25.0,
        "A conjunct that nothing could break, or a proof that proves anything.",
        Strength.COUNTEREXAMPLE,
    ),
    "prove/callers": Theorem(
        "callers",
        "A slot that was won has a holder until it is closed, a busy container has a consumer, and "
        "a free token has a container, unless that failed to freeze or to start.",
        "for any number of containers, consumers and rounds",
        Tier.SMOKE,
        9.0,
        "A slot that is lost where there are more callers or rounds than a model has.",
        Strength.PROVED,
    ),
    "prove/callers-broken": Theorem(
        "wrong_callers",
        "Callers that are broken, freeze in vain or fail to start fail exactly what they must.",
        f"{len(BROKEN_CALLERS)} broken actions",
        Tier.FULL,
        6.0,
        "A conjunct that no caller could break, or a proof that proves anything.",
        Strength.COUNTEREXAMPLE,
    ),
    "prove/manager": Theorem(
        "managers",
        "With any of the fixes no request loses its queue, or waits without a launcher.",
        "for any number of requests, keys and queues",
        Tier.FULL,
        30.0,
        "A lost queue that needs more requests, keys or queues than a model has.",
        Strength.PROVED,
    ),
    "prove/manager-broken": Theorem(
        "broken_managers",
        "Managers that lose a queue fail exactly what they must.",
        "no fix; a lease, where others than the launcher delete",
        Tier.FULL,
        20.0,
        "A proof that proves the original as well.",
        Strength.COUNTEREXAMPLE,
    ),
}
"""The theorems, by the names of their claims."""


class Tie(NamedTuple):
    """Definitions that are compared with TLC's graph.

    Attributes:
        module: The module of the specification.
        twin: Makes the definitions, next to the states of the machine.
        bounds: The bounds of the graph.
        tier: The first tier that compares them.
    """

    module: Module[Any, Any]
    twin: Callable[[Any], Twin[Any]]
    bounds: Any
    tier: Tier


_STEPS = (slot_queue_steps.MODULE, queue_twin)
_ABSTRACT = (slot_queue.MODULE, abstract_twin)
_CALLERS = (callers.MODULE, callers_twin)
_FIRST, _SECOND = frozenset({0}), frozenset({1})
_ANYTHING = (_FIRST, _FIRST, _FIRST, _SECOND, _SECOND, _FIRST)
_MANAGER = (slot_queue_manager.MODULE, manager_twin)
_FIXED = frozenset({"lease", "compare"})
TIES = {
    "prove/tie-1x1x3": Tie(*_STEPS, Bounds(1, 1, 3), Tier.SMOKE),
    "prove/tie-2x1x2": Tie(*_STEPS, Bounds(2, 1, 2), Tier.FULL),
    "prove/tie-2x2x1": Tie(*_STEPS, Bounds(2, 2, 1), Tier.FULL),
    "prove/tie-1x2x2": Tie(*_STEPS, Bounds(1, 2, 2), Tier.FULL),
    "prove/tie-abstract-2x1x2": Tie(*_ABSTRACT, Bounds(2, 1, 2), Tier.FULL),
    "prove/tie-abstract-1x2x1": Tie(*_ABSTRACT, Bounds(1, 2, 1), Tier.FULL),
    "prove/tie-abstract-1x1x3": Tie(*_ABSTRACT, Bounds(1, 1, 3), Tier.FULL),
    "prove/tie-callers-1x1x2": Tie(*_CALLERS, CallersBounds(1, 1, 2, *_ANYTHING), Tier.FULL),
    "prove/tie-callers-2x1x1": Tie(*_CALLERS, CallersBounds(2, 1, 1), Tier.FULL),
    "prove/tie-callers-later": Tie(
        *_CALLERS, CallersBounds(1, 1, 1, *_ANYTHING[:-1], later=True), Tier.FULL
    ),
    "prove/tie-manager": Tie(*_MANAGER, ManagerBounds((0, 0, 0), 3), Tier.FULL),
    "prove/tie-manager-looking": Tie(
        *_MANAGER, ManagerBounds((0, 0, 0), 4, frozenset({"lookAgain"})), Tier.FULL
    ),
    "prove/tie-manager-fixed": Tie(
        *_MANAGER, ManagerBounds((0, 0, 1), 3, _FIXED, strangers_delete=True), Tier.FULL
    ),
}
"""The bounds at which the definitions are compared with TLC's graphs."""
CENSUS = ("Inductive_1x1x1", Bounds(1, 1, 1))
"""The model whose initial states are those of IndInv."""
_CENSUS = "What Z3 reads allows exactly the states of IndInv that TLC counts, and their steps."
ALLOWED = {
    "prove/census-clients": "AllClients_2x1x2",
    "prove/census-dequeuer": "AllDequeuer_2x1x2",
    "prove/census-dequeuers": "AllDequeuers_1x2x1",
}
"""The models of what IndInv allows, by the names of the claims that compare it."""
_TIE = "What Z3 reads begins where the specification does, and has in each state exactly its steps."
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
            strength=theorem.strength,
        )
    yield Claim(
        name="prove/census",
        sentence=_CENSUS,
        bound=slot_queue_steps.MODULE.words(CENSUS[1]),
        tier=Tier.FULL,
        strength=Strength.EXHAUSTIVE,
        check=partial(check_census, manifest, toolchain, folders),
        seconds=5.0,
        faults="A conjunct for Z3 that says something else than the one in TLA+.",
    )
    for name, model in ALLOWED.items():
        yield Claim(
            name=name,
            sentence="Of all values, the conjuncts that Z3 reads allow what IndInv allows in TLC.",
            bound=sizes.of_model(manifest.find(model), folders),
            tier=Tier.FULL,
            strength=Strength.EXHAUSTIVE,
            check=partial(check_allowed, manifest, toolchain, folders, model),
            seconds=6.0,
            faults="A conjunct that is missing, or says less, in TLA+ or for Z3.",
        )
    for name, tie in TIES.items():
        yield Claim(
            name=name,
            sentence=_TIE,
            bound=tie.module.words(tie.bounds),
            tier=tie.tier,
            strength=Strength.EXHAUSTIVE,
            check=partial(check_tie, manifest, toolchain, folders, name),
            seconds=8.0,
            faults=_TIE_FAULTS,
        )


def check_theorem(function: str) -> Evidence:
    """Prove a theorem.

    Args:
        function: Its function in slotq.prove.theorems.

    Raises:
        ClaimRefutedError: An obligation is refuted.
        UndecidedError: Z3 is not installed.
        SlotqError: Z3 finds neither a proof nor a counterexample.
    """
    theorems = _proving("slotq.prove.theorems")
    try:
        proved: int = getattr(theorems, function)()
    except theorems.NotProvedError as error:
        raise ClaimRefutedError(str(error)) from error
    return Evidence(others=proved)


def broken_names() -> list[str]:
    """The broken actions, by name."""
    return [*BROKEN, *BROKEN_CALLERS]


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
        message = 'not run: Z3 is not installed: pip install "slotq[tools]"'
        raise UndecidedError(message)
    return import_module(module)


def check_tie(manifest: Manifest, toolchain: Toolchain, folders: Folders, name: str) -> Evidence:
    """Compare the definitions with TLC's graph of a module at some bounds.

    Args:
        manifest: The models.
        toolchain: The Java and the jar.
        folders: Where the modules and the models are.
        name: One of `TIES`.

    Raises:
        ClaimRefutedError: They differ.
        ManifestError: No model has these bounds.
    """
    tie = TIES[name]
    wanted = (tie.module, tie.bounds)
    model = next((each for each in manifest.model if each.twin == wanted), None)
    if model is None:
        message = f"no model of the manifest compares {tie.module.name} at {tie.bounds}"
        raise ManifestError(message)
    verdict, graph = model_graph(toolchain, model, state_record, folders)
    if verdict.differences:
        raise ClaimRefutedError("\n".join(verdict.differences))
    found = explore(tie.module.system(tie.bounds)).states
    states = {tie.module.record(state, tie.bounds): state for state in found}
    twin = tie.twin(tie.bounds)
    evidence = of_graph(twin, graph, states)
    initial = {states[graph.states[number]] for number in graph.initial}
    if differences := initial_differences(twin, states.values(), initial):
        raise ClaimRefutedError("\n".join(differences))
    return evidence


def check_census(manifest: Manifest, toolchain: Toolchain, folders: Folders) -> Evidence:
    """Compare the states that the formulas allow with TLC's states of IndInv, and their steps.

    Args:
        manifest: The models.
        toolchain: The Java and the jar.
        folders: Where the modules and the models are.

    Raises:
        ClaimRefutedError: They differ.
    """
    census = _proving("slotq.prove.census")
    name, bounds = CENSUS
    twin = history_twin(bounds)
    job = replace(make_job(manifest.find(name), folders), coverage=False)
    _, graph = tlc_graph(toolchain, job, state_record)
    tables = census.states(QUEUE, twin.algebra.sizes)
    found = [twin.write(from_tables(QUEUE, each)) for each in tables]
    states = {history_record(state, bounds): state for state in found}
    initial = {graph.states[number] for number in graph.initial}
    if alone := sorted(map(show_value, states.keys() - initial)):
        raise ClaimRefutedError("\n".join(f"Z3 alone finds {each}" for each in alone[:_SHOWN]))
    return of_graph(twin, graph, states, lambda _: _HISTORY)


def check_allowed(
    manifest: Manifest, toolchain: Toolchain, folders: Folders, name: str
) -> Evidence:
    """Compare the states that the conjuncts allow, evaluated, with those that IndInv allows in TLC.

    Args:
        manifest: The models.
        toolchain: The Java and the jar.
        folders: Where the modules and the models are.
        name: The model; a family of slotq.prove.allowed is called so too.

    Raises:
        ClaimRefutedError: They differ.
    """
    families = _proving("slotq.prove.allowed")
    family = families.FAMILIES[name]
    job = replace(make_job(manifest.find(name), folders), coverage=False)
    _, graph = tlc_graph(toolchain, job, state_record)
    evaluated = {history_record(each, family.bounds) for each in families.allowed(family)}
    counted = {graph.states[number] for number in graph.initial}
    for who, alone in (("Z3's reading", evaluated - counted), ("TLC", counted - evaluated)):
        if alone:
            shown = sorted(map(show_value, alone))[:_SHOWN]
            raise ClaimRefutedError("\n".join(f"{who} alone allows {each}" for each in shown))
    return Evidence(others=len(counted))


def of_graph(
    twin: Twin[S],
    graph: Graph[Function],
    states: Mapping[Function, S],
    named: Callable[[Label], Hashable] = attrgetter("action"),
) -> Evidence:
    """Compare with a graph of TLC's.

    Args:
        twin: The definitions.
        graph: The graph.
        states: The states of the definitions, by how TLC writes them.
        named: What a label is called in the graph.

    Raises:
        ClaimRefutedError: They differ.
    """
    if alone := [state for state in graph.states if state not in states]:
        shown = map(show_value, alone[:_SHOWN])
        raise ClaimRefutedError("\n".join(f"TLC alone finds {each}" for each in shown))
    steps: list[set[tuple[Hashable, S]]] = [set() for _ in graph.states]
    for source, action, target in graph.edges():
        steps[source].add((action, states[graph.states[target]]))
    known = (states[state] for state in graph.states)
    return _evidence(compare(twin, zip(known, steps, strict=True), named))


def _evidence(tied: Tied) -> Evidence:
    if tied.differences:
        raise ClaimRefutedError("\n".join(tied.differences))
    return Evidence(tied.states, tied.edges)
