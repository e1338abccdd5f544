"""slotq.mutants.arguments: each is about a mutant that there is."""

from collections.abc import Mapping

import pytest

from slotq.mutants.arguments import Argument, arguments, stale
from slotq.mutants.catalogue import every_mutant
from slotq.mutants.mutant import Mutant
from slotq.tlc.toolchain import Toolchain
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def mutants(toolchain: Toolchain) -> Mapping[str, Mutant]:
    """All mutants, by their names."""
    return {mutant.name: mutant for mutant in every_mutant(ROOT, toolchain)}


def test_no_argument_is_stale(mutants: Mapping[str, Mutant]) -> None:
    """An argument whose definition has changed has to be made again, or taken away."""
    assert list(stale(arguments(), mutants.values())) == []


def test_a_stale_argument_is_refused(mutants: Mapping[str, Mutant]) -> None:
    """One of a definition that was edited, and one that is about a mutant of another name."""
    mutant = next(iter(mutants.values()))
    argued = {
        mutant.digest: Argument(mutant.name, "a reason that is long enough"),
        "0" * 16: Argument("queue/SlotQueue._peek/delete-1", "a reason that is long enough"),
    }
    assert list(stale(argued, mutants.values())) == [
        "queue/SlotQueue._peek/delete-1: what it was about has changed"
    ]
    argued = {mutant.digest: Argument("another", "a reason that is long enough")}
    assert list(stale(argued, mutants.values())) == [f"another: it is called {mutant.name} now"]


def test_names_and_hashes_are_unique(mutants: Mapping[str, Mutant]) -> None:
    """So that each is found again."""
    assert len({mutant.digest for mutant in mutants.values()}) == len(mutants)
    assert len(mutants) > 2000
