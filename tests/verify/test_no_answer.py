"""No answer is not an answer: of every kind of claim, and whatever ends TLC."""

from pathlib import Path

import pytest

from slotq.tlc.errors import Ending
from slotq.tlc.toolchain import Toolchain
from slotq.verify.claim import Verdict
from slotq.verify.claims import all_claims
from slotq.verify.manifest import load_manifest
from slotq.verify.workers import check
from tests.conftest import ROOT
from tests.stranger import here
from tests.tlc.fake_java import FAILS, HOLDS, NO_ANSWERS, pretend, says

HOLDING, VIOLATED, GRAPH = "CallersRefine_1x1x1", "ReachEnd", "Callers_1x1x2"
KEY, CHANNEL = "key/KeyPlain", "channel/MCRendezvousOneOne"
KINDS = (HOLDING, VIOLATED, GRAPH, KEY, CHANNEL)
"""A claim of every kind that TLC is asked about."""
TRACE = ROOT / "tests" / "data" / "traces" / "accept" / "small-01.ndjson"
COMMANDS = {
    "model run": (["model", "run", HOLDING], 2),
    "model graph": (["model", "graph", "MCRendezvousOneOne"], 2),
    "model coverage": (["model", "coverage", "MCRendezvousOneOne"], 2),
    "model counterexample": (["model", "counterexample", VIOLATED], 2),
    "check --tlc": (["check", "--tlc", str(TRACE)], 3),
}
"""A command of every kind that asks TLC, and the exit code that says that it does not know."""

EACH = {ending: script for script, ending in NO_ANSWERS.values()}
"""A script for each ending; that the others are sorted as well, tests of slotq.tlc.answer show."""
SOME = (Ending.CUT_SHORT, Ending.KILLED, Ending.OUT_OF_MEMORY, Ending.PARSE)

_STATE = r"1 [label=\"/\\ count = 0\",style = filled]"
_DUMPS = {
    "none": "true",
    "an empty one": ": > graph.dot",
    "no graph": "echo garbage > graph.dot",
    "a cut one": f"printf '%s\\n' 'strict digraph DiskGraph {{' '{_STATE}' > graph.dot",
    "a smaller one": f"printf '%s\\n' 'strict digraph DiskGraph {{' '{_STATE}' '}}' > graph.dot",
}
"""Dumps of a search that was whole, as TLC says."""


@pytest.fixture
def fake(toolchain: Toolchain, tmp_path: Path) -> "Fake":
    """What makes claims whose Java is a script."""
    return Fake(toolchain, tmp_path)


class Fake:
    """Checks claims with a Java that is a script."""

    def __init__(self, toolchain: Toolchain, folder: Path) -> None:
        self._toolchain = toolchain
        self._folder = folder
        claims = all_claims(load_manifest(), pretend(toolchain, folder, ""))
        self._claims = {claim.name: claim for claim in claims}

    def judge(self, name: str, script: str) -> tuple[Verdict, str]:
        """What comes of the claim of that name, and the first line of the reason."""
        pretend(self._toolchain, self._folder, script)
        result = check(self._claims[name])
        assert result.evidence is None
        return result.verdict, result.message.partition("\n")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_without_an_answer_a_claim_is_undecided(fake: Fake, kind: str) -> None:
    """It is never refuted, and never holds, and the reason says how TLC ended."""
    for ending, script in EACH.items():
        verdict, message = fake.judge(kind, script)
        assert (verdict, f": {ending.value}: " in message) == (Verdict.UNDECIDED, True), message


@pytest.mark.parametrize("dump", _DUMPS)
@pytest.mark.parametrize("kind", [GRAPH, KEY, CHANNEL])
def test_without_the_whole_graph_a_claim_is_undecided(fake: Fake, kind: str, dump: str) -> None:
    """Though TLC says that it was."""
    verdict, _ = fake.judge(kind, f"{_DUMPS[dump]}; {says(*HOLDS)}")
    assert verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("kind", "script", "expected"),
    [
        (
            HOLDING,
            f"{says(*FAILS)}; exit 12",
            (Verdict.REFUTED, "the outcome is 'invariant violated: "),
        ),
        (HOLDING, says(*HOLDS), (Verdict.UNDECIDED, "TLC counted no action")),
        (VIOLATED, says(*HOLDS), (Verdict.REFUTED, "the outcome is 'no error' instead of")),
        (VIOLATED, f"{says(*FAILS)}; exit 12", (Verdict.REFUTED, "TypeInv is violated instead")),
        (
            GRAPH,
            f"{says(*FAILS)}; exit 12",
            (Verdict.REFUTED, "no complete graph of MCCallers.tla"),
        ),
        # What TLC says against the model is no word against the code.
        (
            KEY,
            f"{says(*FAILS)}; exit 12",
            (Verdict.UNDECIDED, "no complete graph of MCSlotKey.tla"),
        ),
        (CHANNEL, f"{says(*FAILS)}; exit 12", (Verdict.UNDECIDED, "no complete graph of MCRendez")),
    ],
)
def test_an_answer_that_contradicts_a_claim_refutes_it(
    fake: Fake, kind: str, script: str, expected: tuple[Verdict, str]
) -> None:
    """Else nothing would: what the scripts of no answer lack is all that there must be."""
    verdict, message = fake.judge(kind, script)
    assert (verdict, message[: len(expected[1])]) == expected


@pytest.mark.parametrize("name", COMMANDS)
def test_without_an_answer_a_command_does_not_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """With its own exit code, and one line that says why."""
    arguments, code = COMMANDS[name]
    java = tmp_path / "java"
    monkeypatch.setenv("SLOTQ_JAVA", str(java))
    for ending in SOME:
        version = 'if [ "$1" = -version ]; then echo \'version "99"\'; exit; fi'
        java.write_text(f"#!/bin/sh\n{version}\n{EACH[ending]}\n", encoding="ascii")
        java.chmod(0o700)
        ran = here(*arguments, cwd=tmp_path)
        assert ran.code == code, ran
        assert f": {ending.value}: " in ran.out + ran.err, ran
        assert ran.err.count("\n") <= 1
