"""The environment's own TLC, and all that is claimed."""

import pytest

from slotq.tlc.toolchain import Toolchain, find_toolchain
from slotq.verify.claim import Claim
from slotq.verify.claims import all_claims
from slotq.verify.manifest import load_manifest


@pytest.fixture(scope="session")
def toolchain() -> Toolchain:
    """The TLC of this environment; without one these tests fail, they do not skip."""
    return find_toolchain()


@pytest.fixture(scope="session")
def claims(toolchain: Toolchain) -> dict[str, Claim]:
    """All claims of the project, by name."""
    found = all_claims(load_manifest(), toolchain)
    named = {claim.name: claim for claim in found}
    assert len(named) == len(found)
    return named
