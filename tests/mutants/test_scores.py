"""slotq.mutants.scores: what was obtained is kept, and is not shown as that of another text."""

import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import msgspec

from slotq.mutants.arguments import Argument
from slotq.mutants.mutant import Part
from slotq.mutants.run import Fate, Outcome
from slotq.mutants.scores import RENEW, Score, as_toml, bases, hashes, kept, missing, score, stale
from tests.conftest import ROOT
from tests.mutants.changes import replaced

SCORE = Score(Part.CODE, "1", 5, {"code = machine": 2, "tests": 1}, errors=1, equivalent=1)


def test_the_scores_are_of_the_files_as_they_are() -> None:
    """A change of a file that is no comment makes its score stale."""
    found = list(stale(kept(), hashes(ROOT)))
    assert found == [], f"{RENEW} makes them again"


def test_no_mutant_survives() -> None:
    """Unless there is an argument that its change cannot be observed."""
    assert {file: each.survived for file, each in kept().items() if each.survived} == {}
    for file, each in kept().items():
        assert each.mutants == each.noticed + each.equivalent, file


def test_a_changed_file_and_a_missing_one_are_stale() -> None:
    """So is a score of a file that is there no longer."""
    scores = {"a.py": SCORE, "b.py": SCORE, "c.py": SCORE}
    now = {"a.py": "1", "b.py": "2", "d.py": "1"}
    assert list(stale(scores, now)) == ["b.py", "c.py"]
    assert list(missing(scores, now)) == ["d.py"]


def test_a_score_counts_each_fate() -> None:
    """A survivor with an argument is not one; without all outcomes there is no score."""
    file = "slotq/queue.py"
    text = "        self.id = 0\n"
    mutants = [replaced(Part.CODE, file, text, instead, "code/general") for instead in "abcdefg"]
    mutants = [replace(mutant, name=str(number)) for number, mutant in enumerate(mutants)]
    outcomes = {
        "0": Outcome(Fate.CAUGHT, link="tests"),
        "1": Outcome(Fate.CAUGHT, link="code = machine"),
        "2": Outcome(Fate.ERROR),
        "3": Outcome(Fate.SURVIVED),
        "4": Outcome(Fate.SURVIVED),
        "5": Outcome(Fate.UNENDED, link="TLC"),
        "6": Outcome(Fate.HANGS, link="hangs"),
    }
    argued = {mutants[3].digest: Argument("3", "a reason that is long enough")}
    assert score(Part.CODE, "1", mutants, outcomes, argued) == Score(
        Part.CODE,
        "1",
        7,
        {"code = machine": 1, "hangs": 1, "tests": 1},
        errors=1,
        unended=1,
        equivalent=1,
        survived=1,
    )
    del outcomes["4"]
    assert score(Part.CODE, "1", mutants, outcomes, argued) is None


def test_what_makes_a_score_stale(tmp_path: Path) -> None:
    """The modules of which the steps are made, and the bounds of the models; no property."""
    for part in ("spec", "models", "slotq", "tests"):
        (tmp_path / part).symlink_to(ROOT / part)
    now = hashes(tmp_path)
    bases_now = bases(tmp_path)
    assert now == hashes(ROOT)

    def stale_after(folder: str, file: str, text: str) -> set[str]:
        copied = tmp_path / folder
        copied.unlink()
        shutil.copytree(ROOT / folder, copied)
        path = copied / file
        path.write_text(path.read_text().replace(text, f"{text} 1 + "))
        found, basis = hashes(tmp_path), bases(tmp_path)
        shutil.rmtree(copied)
        copied.symlink_to(ROOT / folder)
        changed = [name for name in now if now[name] != found[name]]
        assert changed == [name for name in now if bases_now[name] != basis[name]]
        return {Path(name).stem for name in changed}

    of_callers = {"Callers", "CallersForever", "UnfairLock"}
    assert stale_after("spec", "Callers.tla", "TypeInv ==") == of_callers
    assert stale_after("spec", "SlotQueueSteps.tla", "Ready(p) ==") == {
        *of_callers,
        "SlotQueueSteps",
        "SlotQueueTrace",
    }
    assert stale_after("spec", "SlotQueue.tla", "Next ==") == {"SlotQueue"}
    assert stale_after("spec", "CallersProperties.tla", "==") == set()
    assert stale_after("models", "MCUnfairLock_UnfairLock_1x1.cfg", "Rounds =") == {"UnfairLock"}
    assert "actions" in stale_after("models", "MCScaling.tla", "OneContainer ==")


def test_what_is_written_is_read() -> None:
    """In the order of the files."""
    scores = {"slotq/b.py": SCORE, "slotq/a.py": msgspec.structs.replace(SCORE, caught={})}
    read = msgspec.convert(tomllib.loads(as_toml(scores)), dict[str, Score])
    assert list(read.items()) == sorted(scores.items())
