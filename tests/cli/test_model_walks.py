"""slotq.cli.model and its commands on rows that try random behaviours, and search nothing."""

from pathlib import Path

import pytest

from slotq.specification.sentences import sentence
from tests.stranger import Ran, here

WALK, FAULT = "Walks_4x4x15", "faults/SignalOneWalks"


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk or two are enough to see which command walks."""
    monkeypatch.setenv("COLUMNS", "200")


def test_a_counterexample_is_found_as_the_row_says(tmp_path: Path) -> None:
    """By random behaviours with its seed, the same ones each time."""
    ran = here("model", "counterexample", FAULT, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "found in random behaviours, seed 1; there may be a shorter one" in ran.out
    assert "SignalOne" in ran.out


def test_a_row_that_holds_has_no_counterexample(tmp_path: Path) -> None:
    """Whether it is searched or sampled."""
    said = f"slotq: {WALK} holds: slotq model list shows which models are violated\n"
    assert here("model", "counterexample", WALK, cwd=tmp_path) == Ran(2, "", said)


def test_a_trial_is_walked_too(tmp_path: Path) -> None:
    """And not searched for minutes."""
    ran = here("model", "try", FAULT, cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    lines = ran.out.splitlines()
    assert lines[1] == f"refuted: NoLostWakeUpInv: {sentence('NoLostWakeUpInv')}"
    assert lines[2] == "found in random behaviours, seed 1; there may be a shorter one"


def test_a_trial_that_finds_nothing_says_what_was_tried(tmp_path: Path) -> None:
    """One dequeuer hides the fault; that nothing was found is not that it holds."""
    ran = here("model", "try", FAULT, "Dequeuers=1", "Clients=1", "Tokens=1", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[1] == "no violation found: NoLostWakeUpInv"
    assert lines[2].endswith(" states of 200 random behaviours, seed 1")


def test_the_actions_of_a_walk_are_counted(tmp_path: Path) -> None:
    """With its seed; states that are new are not known there."""
    ran = here("model", "coverage", WALK, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].split() == ["action", "taken", "reason"]
    assert any(line.startswith("DequeuerPeek ") for line in lines)
    assert lines[-1].endswith(" states of 200 random behaviours, seed 1")


def test_a_walk_has_no_graph(tmp_path: Path) -> None:
    """A line says so at once."""
    said = f"slotq: {WALK} tries random behaviours, which are no complete state graph\n"
    assert here("model", "graph", WALK, cwd=tmp_path) == Ran(2, "", said)


def test_the_line_without_slotq_walks_too(tmp_path: Path) -> None:
    """Pasted into a shell it would search without end."""
    ran = here("model", "command", FAULT, cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert " -simulate num=200 -depth 500 -seed 1 " in ran.out


def test_options_of_tlc_are_refused(tmp_path: Path) -> None:
    """They would be ignored, or contradict the row."""
    ran = here("model", "run", FAULT, "--", "-simulate", "num=1", cwd=tmp_path)
    said = (
        f"slotq: {FAULT} tries random behaviours as its row says: of options only Java's, after -J,"
        " are passed on\n"
    )
    assert ran == Ran(2, "", said)


def test_the_list_counts_no_states_of_a_walk(tmp_path: Path) -> None:
    """Nought would be a number of states."""
    ran = here("model", "list", cwd=tmp_path)
    (line,) = [line for line in ran.out.splitlines() if line.startswith(f"{WALK} ")]
    assert line.split()[:4] == [WALK, "full", "ok", "The"]
