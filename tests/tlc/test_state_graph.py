"""slotq.tlc.state_graph: the real TLC's graph is the one that the toy's text describes."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from slotq.formats.tla_values import Function, ModelValue, Value
from slotq.tlc.errors import GraphError, ViolatedError
from slotq.tlc.graph import Graph, state_record
from slotq.tlc.job import Job
from slotq.tlc.report import ActionCoverage, Outcome
from slotq.tlc.run import Run
from slotq.tlc.state_graph import explore
from slotq.tlc.toolchain import Toolchain

State: TypeAlias = tuple[frozenset[int], tuple[str, ...], bool]
Edge: TypeAlias = tuple[State, str, State]

PROCESSES = (ModelValue("p1"), ModelValue("p2"))
NOTE = (Function({"text": 'a"b /\\ x = 3\nq', "size": frozenset({1, 2})}),)
INITIAL: State = (frozenset(), ("idle", "idle"), False)


def decode(variables: dict[str, Value]) -> State:
    """A state of Naming.tla in Python's own types."""
    won, place, note = variables["won"], variables["place"], variables["note"]
    assert isinstance(won, frozenset)
    assert isinstance(place, Function)
    assert note in {(), NOTE}
    tokens = frozenset(token for token in won if isinstance(token, int))
    return tokens, tuple(str(place[process]) for process in PROCESSES), note == NOTE


def steps(state: State) -> list[tuple[str, State]]:
    """The next-state relation of Naming.tla, written a second time."""
    won, places, noted = state
    found: list[tuple[str, State]] = []
    for process, place in enumerate(places):
        other = list(places)
        other[process] = "busy" if place == "idle" else "idle"
        if place == "idle":
            free = {1, 2} - won
            found += [("Take", (won | {token}, tuple(other), noted)) for token in free]
            found += [("Rest", state)]
        else:
            found += [("Rest", (won, tuple(other), noted))]
        if not noted:
            found += [("Write", (won, places, True))]
    return found


def expected_edges() -> Counter[Edge]:
    """Every step from every state in reach."""
    edges: Counter[Edge] = Counter()
    seen, todo = {INITIAL}, [INITIAL]
    while todo:
        state = todo.pop()
        for action, following in steps(state):
            edges[state, action, following] += 1
            if following not in seen:
                seen.add(following)
                todo.append(following)
    return edges


def edges_of(graph: Graph[State]) -> Counter[Edge]:
    """The edges of a graph by value."""
    states = graph.states
    return Counter((states[source], action, states[to]) for source, action, to in graph.edges())


@pytest.fixture(scope="module")
def naming(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Naming.tla with two processes."""
    config = tmp_path_factory.mktemp("explore") / "naming.cfg"
    config.write_text("SPECIFICATION Spec\nCONSTANT Process = {p1, p2}\n", encoding="ascii")
    return Job(data / "Naming.tla", config, timeout=60, coverage=True, workers=2)


@pytest.fixture(scope="module")
def explored(toolchain: Toolchain, naming: Job) -> tuple[Run, Graph[State]]:
    """TLC's run and graph of it."""
    return explore(toolchain, naming, decode)


def test_the_graph_is_complete(explored: tuple[Run, Graph[State]]) -> None:
    """Same states, same steps with their multiplicity, same names, same initial states."""
    _, graph = explored
    expected = expected_edges()
    assert edges_of(graph) == expected
    assert set(graph.states) == {state for edge in expected for state in (edge[0], edge[2])}
    assert [graph.states[position] for position in graph.initial] == [INITIAL]


def test_coverage_uses_the_same_names(explored: tuple[Run, Graph[State]]) -> None:
    """An operator's own disjuncts are added up under its name."""
    run, graph = explored
    taken = Counter(action for _, action, _ in graph.edges())
    assert {name: count.generated for name, count in run.report.coverage.items()} == taken


def test_an_action_that_is_an_instances_alone_has_the_instances_name(
    toolchain: Toolchain, data: Path, tmp_path: Path
) -> None:
    """So a specification conjoins something to what it instantiates, to keep its own name."""
    config = tmp_path / "bare.cfg"
    config.write_text("SPECIFICATION Spec\n", encoding="ascii")
    job = Job(data / "Bare.tla", config, timeout=60, coverage=True)
    run, graph = explore(toolchain, job, state_record)
    expected = [
        (Function({"won": frozenset()}), "Queue!Take", Function({"won": frozenset({1})})),
        (Function({"won": frozenset({1})}), "Queue!Drop", Function({"won": frozenset()})),
    ]
    states = graph.states
    assert [(states[a], name, states[b]) for a, name, b in graph.edges()] == expected
    # Worse, coverage counts by place, and both have the place of the INSTANCE.
    assert run.report.coverage == {"Queue!Take": ActionCoverage(1, 1)}


def test_a_model_that_fails_has_no_whole_graph(
    toolchain: Toolchain,
    naming: Job,
    explored: tuple[Run, Graph[State]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """TLC stops at a violation; what it has seen until then must not be compared."""
    report = replace(explored[0].report, outcome=Outcome.INVARIANT, message="Some is violated.")
    failed = replace(explored[0], report=report, exit_code=12)
    monkeypatch.setattr("slotq.tlc.state_graph.run_tlc", lambda *_: failed)
    expected = r"no complete graph of Naming\.tla: invariant violated: Some is violated\."
    with pytest.raises(ViolatedError, match=expected):
        explore(toolchain, naming, decode)


def test_the_graph_must_have_what_was_counted(
    toolchain: Toolchain,
    naming: Job,
    explored: tuple[Run, Graph[State]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A graph that lost a step is not taken for TLC's."""
    run, graph = explored
    lost = replace(graph, sources=graph.sources[1:])
    monkeypatch.setattr("slotq.tlc.state_graph.run_tlc", lambda *_: run)
    monkeypatch.setattr("slotq.tlc.state_graph.read_graph", lambda *_: lost)
    edges = expected_edges().total()
    expected = f"and {edges - 1} steps, but TLC counted .* and {edges} steps"
    with pytest.raises(GraphError, match=expected):
        explore(toolchain, naming, decode)
