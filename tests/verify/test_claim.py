"""slotq.verify.claim: nothing is no evidence."""

import pytest

from slotq.verify.claim import Evidence, UndecidedError


@pytest.mark.parametrize("evidence", [{}, {"states": 3}, {"edges": 3}])
def test_nothing_is_no_evidence(evidence: dict[str, int]) -> None:
    """A graph without states, or without steps, shows that the check is broken."""
    with pytest.raises(UndecidedError, match="nothing was checked"):
        Evidence(**evidence)


def test_other_things_are_evidence() -> None:
    """Rows of a manifest have no states."""
    assert Evidence(others=1) == Evidence(0, 0, 1)
