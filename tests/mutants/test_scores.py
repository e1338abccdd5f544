"""slotq.mutants.scores: what was obtained is kept, and is not shown as that of another text."""

import tomllib
from dataclasses import replace

import msgspec

from slotq.mutants.arguments import Argument
from slotq.mutants.mutant import Part
from slotq.mutants.run import Fate, Outcome
from slotq.mutants.scores import RENEW, Score, as_toml, hashes, kept, missing, score, stale
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
    mutants = [replaced(Part.CODE, file, text, instead, "code/general") for instead in "abcde"]
    mutants = [replace(mutant, name=str(number)) for number, mutant in enumerate(mutants)]
    outcomes = {
        "0": Outcome(Fate.CAUGHT, link="tests"),
        "1": Outcome(Fate.CAUGHT, link="code = machine"),
        "2": Outcome(Fate.ERROR),
        "3": Outcome(Fate.SURVIVED),
        "4": Outcome(Fate.SURVIVED),
    }
    argued = {mutants[3].digest: Argument("3", "a reason that is long enough")}
    assert score(Part.CODE, "1", mutants, outcomes, argued) == Score(
        Part.CODE, "1", 5, {"code = machine": 1, "tests": 1}, errors=1, equivalent=1, survived=1
    )
    del outcomes["4"]
    assert score(Part.CODE, "1", mutants, outcomes, argued) is None


def test_what_is_written_is_read() -> None:
    """In the order of the files."""
    scores = {"slotq/b.py": SCORE, "slotq/a.py": msgspec.structs.replace(SCORE, caught={})}
    read = msgspec.convert(tomllib.loads(as_toml(scores)), dict[str, Score])
    assert list(read.items()) == sorted(scores.items())
