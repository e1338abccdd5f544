"""slotq model counterexample: what a page of a finding tells its reader to type."""

from functools import cache
from pathlib import Path

import pytest

from slotq.cli import counterexample as cli_counterexample
from slotq.cli import model as cli_model
from slotq.system.resources import folder
from slotq.tlc.run import Run, run_tlc
from slotq.tlc.toolchain import find_toolchain
from slotq.verify.counterexample import path_of
from slotq.verify.manifest import load_manifest
from slotq.verify.models import Folders, make_job
from tests.stranger import Ran, here

NAME = "HazardFreezable"


@cache
def run_of_it() -> Run:
    """What TLC finds, once for all commands."""
    return run_tlc(find_toolchain(), make_job(load_manifest().find(NAME), Folders()))


@pytest.fixture(autouse=True)
def _run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (cli_counterexample, cli_model):
        monkeypatch.setattr(module, "run_tlc", lambda *_: run_of_it())


def test_the_counterexample_is_shown_and_written(tmp_path: Path) -> None:
    """A line for each state, with what it changes; and the file is the one that slotq brings."""
    ran = here("model", "counterexample", NAME, "--itf", "found.json", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    lines = [line.split() for line in ran.out.splitlines()]
    actions = [line[1:2] for line in lines if line[0].isdigit()]
    assert actions == [[], ["QueueAppend"], ["QueueBroadcast"], ["ContainerWake"]]
    assert lines[-1] == ["token[container1]", "=", "None"]
    recorded = path_of(folder("models"), NAME)
    assert (tmp_path / "found.json").read_text() == recorded.read_text()


def test_a_place_that_is_none_is_told_before_the_work(tmp_path: Path) -> None:
    """And what stood in the way is left as it was."""
    ran = here("model", "counterexample", NAME, "--itf", "none/found.json", cwd=tmp_path)
    said = "slotq: cannot write none/found.json: No such file or directory\n"
    assert ran == Ran(2, "", said)
    ran = here("model", "counterexample", NAME, "--itf", "/dev/full", cwd=tmp_path)
    assert ran == Ran(2, "", "slotq: cannot write /dev/full: No space left on device\n")


def test_a_model_that_holds_has_none(tmp_path: Path) -> None:
    """It gets a line that says so."""
    holds = "MCRendezvousOneOne holds"
    said = f"slotq: {holds}: slotq model list shows which models are violated\n"
    assert here("model", "counterexample", "MCRendezvousOneOne", cwd=tmp_path) == Ran(2, "", said)


def test_a_model_that_is_violated_has_no_graph(tmp_path: Path) -> None:
    """What it has instead is named."""
    ran = here("model", "graph", NAME, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith(f" slotq model counterexample {NAME} shows it\n")
