"""slotq model counterexample: what a page of a finding tells its reader to type."""

from pathlib import Path

from slotq.resources import folder
from slotq.verify.counterexample import path_of
from tests.stranger import Ran, here


def test_the_counterexample_is_shown_and_written(tmp_path: Path) -> None:
    """A line for each state, with what it changes; and the file is the one that slotq brings."""
    name = "HazardFreezable"
    ran = here("model", "counterexample", name, "--itf", "found.json", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    lines = [line.split() for line in ran.out.splitlines()]
    actions = [line[1:2] for line in lines if line[0].isdigit()]
    assert actions == [[], ["QueueAppend"], ["QueueBroadcast"], ["ContainerWake"]]
    assert lines[-1] == ["token[container1]", "=", "None"]
    recorded = path_of(folder("models"), name)
    assert (tmp_path / "found.json").read_text() == recorded.read_text()


def test_a_model_that_holds_has_none(tmp_path: Path) -> None:
    """It gets a line that says so."""
    holds = "MCRendezvousOneOne holds"
    said = f"slotq: {holds}: slotq model list says which are violated, and of what\n"
    assert here("model", "counterexample", "MCRendezvousOneOne", cwd=tmp_path) == Ran(2, "", said)


def test_a_model_that_is_violated_has_no_graph(tmp_path: Path) -> None:
    """What it has instead is named."""
    ran = here("model", "graph", "HazardFreezable", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(" slotq model counterexample HazardFreezable shows it\n")
