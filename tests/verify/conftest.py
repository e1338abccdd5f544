"""The environment's own TLC."""

import pytest

from slotq.tlc.toolchain import Toolchain, find_toolchain


@pytest.fixture(scope="session")
def toolchain() -> Toolchain:
    """The TLC of this environment; without one these tests fail, they do not skip."""
    return find_toolchain()
