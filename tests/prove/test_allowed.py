"""slotq.prove.allowed: the conjuncts allow so many states, and each of them is needed."""

import pytest

from slotq.prove.allowed import FAMILIES, allowed
from slotq.prove.queue_invariant import INVARIANT
from slotq.verify.manifest import load_manifest

IMPLIED = {"NextIdType", "ListIsOrdered", "RemovedFirst"}
"""Those that follow from the others, in values: ids begin with zero, a list is one, and who closes
would have to be removing as well."""


@pytest.mark.parametrize("name", FAMILIES)
def test_as_many_states_as_tlc_counts(name: str) -> None:
    """Each once; slotq verify compares the states themselves."""
    found = list(allowed(FAMILIES[name]))
    assert len(found) == len(set(found)) == load_manifest().find(name).distinct


@pytest.mark.parametrize("name", INVARIANT)
def test_a_conjunct_that_is_missing_allows_more(name: str) -> None:
    """In one of the families, so that the comparison with TLC shows it."""
    fewer = {each: formula for each, formula in INVARIANT.items() if each != name}
    more = any(
        set(allowed(family, fewer)) > set(allowed(family, INVARIANT))
        for family in FAMILIES.values()
    )
    assert more == (name not in IMPLIED)
