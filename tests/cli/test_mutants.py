"""slotq.cli.mutants: as a reader runs it; a run that was killed goes on where it was."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from slotq.cli.main import main
from slotq.mutants.catalogue import every_of_file
from slotq.mutants.checks import files
from slotq.mutants.mutant import Part
from slotq.mutants.results import add_result, read_results, result
from slotq.mutants.run import Fate, Outcome
from slotq.mutants.scores import bases
from slotq.tlc.toolchain import find_toolchain
from tests.conftest import ROOT

SMALL = "spec/SlotKeyLater.tla"  # which has few mutants
PYTHON = "slotq/scaling.py"  # none of whose mutants is written by hand


def test_the_list_has_names_and_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    """And says how many there are."""
    assert main(["mutants", "list", "--of", "sync"]) == 0
    lines = capsys.readouterr().out.splitlines()
    first = "sync/_Channel.__init__/delete-1: in _Channel.__init__, `self.senders: _Place = {}` is"
    assert any(line.startswith(first) for line in lines)
    assert lines[-1] == f"{len(lines) - 1} mutants: {len(lines) - 1} of sync"


def test_one_mutant_is_shown_with_what_each_claim_says(capsys: pytest.CaptureFixture[str]) -> None:
    """The change as a difference, and each claim with its first sentence."""
    assert main(["mutants", "run", "written/second-newest-offered"]) == 0
    assert (
        capsys.readouterr().out
        == """\
written/second-newest-offered: Of three listed tokens the second newest is offered.

--- slotq/queue.py
+++ slotq/queue.py
@@ -249,5 +249,5 @@
                 self._primitives.step("DequeuerExit")
                 return None
-            token = self._slots[-1]
+            token = self._slots[-1 if len(self._slots) < 3 else -2]
             self._primitives.step("DequeuerPeek", token, length=len(self._slots))
             return token

code/general-1x1x3 refuted: broken property: PickedNewestProp: Last in, first out holds at the \
pick: what is picked is the newest listed token, so that no free token is newer.
Caught: code/general-1x1x3 is refuted.
"""
    )


def test_a_wrong_version_of_the_models_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The action that is replaced, line by line, and why a row that holds is good."""
    assert main(["mutants", "run", "faults/SignalOne"]) == 0
    said = capsys.readouterr().out
    assert "QueueBroadcast <- SignalOne" in said
    assert "--- spec/SlotQueueSteps.tla\n+++ models/faults/MCFaults.tla\n" in said
    assert "\n-  /\\ WakeAll\n+  /\\ LET sleepers == " in said
    assert said.endswith(
        """
faults/SignalOne holds
Caught: its row of the manifest holds because the expected counterexample, a violation of \
NoLostWakeUpInv, is found.
"""
    )


def test_what_has_no_verdict_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    """TLC cannot evaluate it: a line says what follows from that."""
    assert main(["mutants", "run", "spec/SlotQueueSteps/DequeuerPeek/guard-2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "Noticed, but not refuted: no claim gives a verdict."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run"], "slotq: name a mutant, or say --of PART, --file FILE, --stale or --all\n"),
        (["run", "--file", "nothing.py"], "slotq: no mutant is one of nothing.py: "),
        (
            ["run", "queue/SlotQueue._peek/delete-99"],
            "slotq: there is no mutant queue/SlotQueue._p",
        ),
        (["run", "--file", SMALL, "--results", "/"], "slotq: / cannot be read: Is a directory\n"),
        (
            ["run", "--all", "--results", "/proc/version"],
            "slotq: /proc/version is no file of results\n",
        ),
        (
            ["run", "--all", "--results", "/nonexistent/x"],
            "slotq: cannot write /nonexistent/x: No such file or directory\n",
        ),
        (
            ["run", "--file", "slotq/queue.py", "--of", "spec"],
            "slotq: slotq/queue.py is of the part code: leave out --of, or --file\n",
        ),
        (
            ["run", "faults/SignalOne", "--of", "spec", "--write", "--results", "x"],
            "slotq: faults/SignalOne is one mutant: leave out --of and --results and --write, ",
        ),
        (["run", "--all", "--of", "spec"], "slotq: --all is every mutant: leave it out, or --of\n"),
    ],
)
def test_what_cannot_be_run_is_said_in_a_line(
    words: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before anything is copied, and before the whole specification is read."""
    monkeypatch.setattr("slotq.cli.mutants.all_mutants", None)
    assert main(["mutants", *words]) == 2
    assert capsys.readouterr().err.startswith(said)


def test_nothing_is_read_if_nothing_is_stale(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, and nothing is run."""
    monkeypatch.setattr("slotq.cli.mutants.all_mutants", None)
    words = ["--of", "code", "--results", str(tmp_path / "x")]
    assert main(["mutants", "run", "--stale", *words]) == 0
    assert capsys.readouterr().out == "Nothing is stale.\n"


def test_only_the_files_that_are_asked_for_are_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No module of the specification for a file of Python."""
    monkeypatch.setattr("slotq.mutants.catalogue.read_syntax", None)
    monkeypatch.setattr("slotq.cli.mutants.run_many", lambda *_: None)
    results = tmp_path / "results.ndjson"
    basis = bases(ROOT)[PYTHON]
    checks = next(checks for _, file, checks in files(ROOT) if file == PYTHON)
    for mutant in every_of_file(ROOT, find_toolchain(), Part.CODE, PYTHON, checks):
        add_result(results, result(mutant, basis, Outcome(Fate.CAUGHT, checks[0], "tests")))
    assert main(["mutants", "run", "--file", PYTHON, "--results", str(results)]) == 0
    assert PYTHON in capsys.readouterr().out


def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    """No outcome is lost, and none is obtained twice; no copy is left behind by an interrupt."""
    results = tmp_path / "results.ndjson"
    words = ["mutants", "run", "--file", SMALL, "--results", str(results), "--jobs", "1"]
    command = [sys.executable, "-m", "slotq", *words]
    folder = tmp_path / "tmp"
    folder.mkdir()
    environment = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        while not read_results(results):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.communicate()
        assert process.returncode == 130
    assert list(folder.iterdir()) == []
    before = results.read_bytes()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert results.read_bytes().startswith(before)
    lines = results.read_bytes().splitlines()
    assert len(lines) == len(read_results(results))
    assert SMALL.encode() in done.stdout
