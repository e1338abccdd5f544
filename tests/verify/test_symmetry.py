"""slotq.verify.symmetry: the reduction against the unreduced graph, with both verdicts."""

from itertools import permutations

import pytest

from slotq.machine.kernel import explore
from slotq.machine.slot_queue_steps import MODULE, Bounds
from slotq.tlc.toolchain import Toolchain
from slotq.verify import symmetry
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.manifest import load_manifest
from slotq.verify.models import Folders
from slotq.verify.symmetry import check_symmetry, orbits, renamed

SMALL = explore(MODULE.system(Bounds(2, 1, 1))).states


def test_tlc_finds_one_state_of_each_orbit(toolchain: Toolchain) -> None:
    """All states of the machine were counted."""
    found = check_symmetry(load_manifest(), toolchain, Folders(), "2x2x1")
    assert found == Evidence(13868, 82356)


def test_another_number_is_refuted(toolchain: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if TLC had left one out."""
    monkeypatch.setattr(symmetry, "orbits", lambda states: orbits(states) + 1)
    with pytest.raises(ClaimRefutedError, match="TLC finds 3601 states, but all 13868 have 3602"):
        check_symmetry(load_manifest(), toolchain, Folders(), "2x2x1")


def test_a_renamed_state_is_a_state() -> None:
    """Every renaming leads from reachable states to reachable states, one to one."""
    for clients in permutations(range(2)):
        assert {renamed(state, clients, (0,)) for state in SMALL} == set(SMALL)


def test_what_is_no_symmetry_leads_elsewhere() -> None:
    """If owners kept their names, states would come out that cannot be reached."""
    wrong = {state._replace(clients=state.clients[::-1]) for state in SMALL}
    assert wrong != set(SMALL)


def test_without_a_symmetry_each_state_is_an_orbit() -> None:
    """One client, one dequeuer."""
    states = explore(MODULE.system(Bounds(1, 1, 1))).states
    assert orbits(states) == len(states)
