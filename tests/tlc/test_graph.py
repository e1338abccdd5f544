"""slotq.tlc.graph: a dump is read whole or refused. The real TLC's dumps are in test_explore."""

from pathlib import Path

import pytest

from slotq.formats.tla_values import Function, Value, ValueSyntaxError
from slotq.tlc.errors import GraphError
from slotq.tlc.graph import Graph, read_graph, state_record

DUMP = r"""strict digraph DiskGraph {
nodesep=0.35;
subgraph cluster_graph {
color="white";
-7 [label="/\\ a = \"x\\\"y\\n/\\\\ b = 3\"\n/\\ b = << 1,\n  2 >>",style = filled]
-7 -> 8 [label="Go",color="black",fontcolor="black"];
8 [label="/\\ a = \"->\"\n/\\ b = <<>>"];
-7 -> 8 [label="Go",color="black",fontcolor="black"];
8 -> 8 [label="Queue!Stay(p1)",color="black",fontcolor="black"];
8 -> -7 [label="Go",color="black",fontcolor="black"];
{rank = same; -7;}
{rank = same; 8;}
}
}
"""
FIRST = 'x"y\n/\\ b = 3'


def write(folder: Path, text: str) -> Path:
    """A dump with some text."""
    path = folder / "graph.dot"
    path.write_text(text, encoding="utf-8")
    return path


def first_variable(state: dict[str, Value]) -> Value:
    """One variable as the key of a state."""
    return state["a"]


def test_reads_states_and_steps(tmp_path: Path) -> None:
    """Escapes, wrapped values, self-loops, multiplicity, initial states."""
    graph = read_graph(write(tmp_path, DUMP), first_variable)
    assert graph.states == (FIRST, "->")
    assert graph.initial == frozenset({0})
    steps = [(0, "Go", 1), (0, "Go", 1), (1, "Queue!Stay", 1), (1, "Go", 0)]
    assert list(graph.edges()) == steps
    assert graph.edge_count == 4


def test_a_state_is_a_record_unless_the_caller_knows_better(tmp_path: Path) -> None:
    """The default key of a state holds all of its variables."""
    graph: Graph[Function] = read_graph(write(tmp_path, DUMP), state_record)
    expected = (Function({"a": FIRST, "b": (1, 2)}), Function({"a": "->", "b": ()}))
    assert graph.states == expected


def test_states_must_be_told_apart(tmp_path: Path) -> None:
    """A key that leaves out a variable would merge states and hide a difference."""
    with pytest.raises(GraphError, match="1 states of the dump have the decoded form of another"):
        read_graph(write(tmp_path, DUMP), len)


@pytest.mark.parametrize("lines", range(DUMP.count("\n") - 1))
def test_a_dump_cut_short_is_refused(lines: int, tmp_path: Path) -> None:
    """Wherever it was cut: part of a graph is not a graph."""
    text = "".join(DUMP.splitlines(keepends=True)[:lines])
    with pytest.raises(GraphError, match=f"the dump is cut short after line {lines}"):
        read_graph(write(tmp_path, text), first_variable)


def test_a_missing_state_is_noticed(tmp_path: Path) -> None:
    """A step to a state that is nowhere described."""
    text = "".join(line for line in DUMP.splitlines(keepends=True) if not line.startswith("8 ["))
    with pytest.raises(GraphError, match="lacks 1 of its states"):
        read_graph(write(tmp_path, text), first_variable)


def test_an_empty_graph_is_refused(tmp_path: Path) -> None:
    """A graph without an initial state compares equal to nothing that matters."""
    with pytest.raises(GraphError, match="the dump is empty"):
        read_graph(write(tmp_path, "strict digraph DiskGraph {\n}\n"), first_variable)


@pytest.mark.parametrize("line", ['8 -> 8 [style="dashed"];', "8 -> 8", '8 [label="a = 1', "8"])
def test_a_line_that_is_not_understood_is_refused(line: str, tmp_path: Path) -> None:
    """A dashed step comes from the check of a temporal property and is none of the model's."""
    text = DUMP.replace("{rank = same; -7;}", line)
    with pytest.raises(GraphError, match="line 11 of the dump is neither a state nor a step: '8"):
        read_graph(write(tmp_path, text), first_variable)


def test_a_value_that_is_not_understood_is_refused(tmp_path: Path) -> None:
    """A state that cannot be read is not left out."""
    with pytest.raises(ValueSyntaxError):
        read_graph(write(tmp_path, DUMP.replace("<<>>", "SUBSET {1}")), first_variable)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """TLC writes no dump if the model does not parse."""
    with pytest.raises(GraphError, match=r"cannot read .*none\.dot: No such file"):
        read_graph(tmp_path / "none.dot", first_variable)
