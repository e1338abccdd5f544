"""slotq.mutants.catalogue: each mutant that is written by hand is refuted by the claim it names."""

import pytest

from slotq.mutants.catalogue import (
    OF_A_JUDGE,
    UnknownMutantError,
    all_mutants,
    count_of_judges,
    every_of_file,
    faults,
    find,
    written,
)
from slotq.mutants.checks import files
from slotq.mutants.mutant import Mutant, Part, StaleChangeError
from slotq.mutants.run import Fate, Workshop
from slotq.tlc.toolchain import Toolchain
from tests.conftest import ROOT

WRITTEN = list(written(ROOT))


def test_the_copy_holds(place: Workshop) -> None:
    """What is refuted below is refuted because of the change: of what, the next test says."""
    first = WRITTEN[0]
    claims = dict.fromkeys(check for mutant in WRITTEN for check in mutant.checks)
    code, said = place._probe(list(claims))
    assert code == 0, first
    assert [line for line in said if '"verdict":"holds"' not in line] == []


@pytest.mark.parametrize("mutant", WRITTEN, ids=lambda mutant: mutant.name)
def test_a_written_mutant_is_refuted(place: Workshop, mutant: Mutant) -> None:
    """By the claim that its row names."""
    outcome = place.run(mutant)
    assert (outcome.fate, outcome.check) == (Fate.CAUGHT, mutant.checks[0]), outcome.message


def test_a_line_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing would be changed, and the mutant would be taken for a survivor."""
    text = """
    [a]
    what = "A."
    file = "slotq/queue.py"
    line = "no such line"
    instead = ""
    claim = ""
    """
    monkeypatch.setattr("slotq.mutants.catalogue.table", lambda: text)
    with pytest.raises(
        StaleChangeError, match=r"a: slotq/queue\.py has its line 0 times, not once"
    ):
        list(written(ROOT))


def test_a_mutant_is_found_by_its_name(toolchain: Toolchain) -> None:
    """Of each kind; an unknown name has nearest ones."""
    assert find(ROOT, toolchain, WRITTEN[0].name) == WRITTEN[0]
    assert find(ROOT, toolchain, "faults/SignalOne") in set(faults())
    name = "spec/SlotQueueSteps/AcquireCas/guard-1"
    assert (
        find(ROOT, toolchain, name).change.what == "in AcquireCas, the guard `Ready(p)` is dropped"
    )
    with pytest.raises(UnknownMutantError, match=r"the nearest names are queue/SlotQueue\._peek/"):
        find(ROOT, toolchain, "queue/SlotQueue._peek/delete-99")


def test_of_the_judges_a_sample_is_run(toolchain: Toolchain) -> None:
    """The count of all of them says how small it is."""
    judges = [each for each in files(ROOT) if each[0] is Part.JUDGES]
    every = [every_of_file(ROOT, toolchain, *each) for each in judges]
    assert count_of_judges(ROOT) == sum(map(len, every)) > 10 * OF_A_JUDGE * len(judges)
    run = all_mutants(ROOT, toolchain, Part.JUDGES)
    assert len(run) == sum(min(OF_A_JUDGE, len(mutants)) for mutants in every)
