"""slotq.mutants.claims: scores that are missing or stale are no evidence; some are run again."""

import msgspec
import pytest

from slotq.mutants import claims
from slotq.mutants.claims import check_mutants, mutant_claims, require_scores
from slotq.mutants.mutant import Mutant, Part
from slotq.mutants.run import CheckoutError, Fate, Outcome, Workshop
from slotq.mutants.scores import Score
from slotq.verify.claim import ClaimRefutedError, Evidence, UndecidedError
from tests.conftest import ROOT

SCORE = Score(Part.SYNC, "1", 2, {"tests": 2})


def test_scores_of_the_files_are_required() -> None:
    """Each of them, of the text as it is; those of others do not matter."""
    require_scores({"a.py": SCORE, "b.py": SCORE}, {"a.py": "1"})
    with pytest.raises(UndecidedError, match=r"no score of a\.py as it is: slotq mutants run"):
        require_scores({"a.py": SCORE}, {"a.py": "2"})
    with pytest.raises(UndecidedError, match=r"no score of b\.py as it is"):
        require_scores({"a.py": SCORE}, {"a.py": "1", "b.py": "1"})
    bad = msgspec.structs.replace(SCORE, survived=1)
    with pytest.raises(ClaimRefutedError, match=r"slotq mutants run --file a\.py"):
        require_scores({"a.py": bad}, {"a.py": "1"})


@pytest.mark.parametrize("fate", list(Fate))
def test_some_are_run_again(monkeypatch: pytest.MonkeyPatch, fate: Fate) -> None:
    """A score that cannot be repeated refutes the claim; an error is noticed, too."""
    ran: list[str] = []

    def run(self: Workshop, mutant: Mutant) -> Outcome:
        del self
        ran.append(mutant.name)
        return Outcome(fate)

    monkeypatch.setattr(claims, "require_scores", lambda *_: None)
    monkeypatch.setattr(claims, "arguments", dict)
    monkeypatch.setattr(Workshop, "__init__", lambda *_: None)
    monkeypatch.setattr(Workshop, "run", run)
    if fate is Fate.SURVIVED:
        with pytest.raises(ClaimRefutedError, match=r"sync/.* survives: in "):
            check_mutants(ROOT, Part.SYNC, 3)
        assert len(ran) == 1
    else:
        assert check_mutants(ROOT, Part.SYNC, 3) == Evidence(others=3)
        assert len(set(ran)) == 3


def test_every_part_has_a_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tests are: an installation cannot run them."""
    assert [claim.name for claim in mutant_claims()] == [
        *("mutants/spec", "mutants/code", "mutants/machine", "mutants/judges", "mutants/sync")
    ]

    def without_tests() -> None:
        raise CheckoutError

    monkeypatch.setattr(claims, "project", without_tests)
    assert list(mutant_claims()) == []
