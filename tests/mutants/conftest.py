"""A copy of the project that all tests of mutants share, and the environment's own TLC."""

from collections.abc import Iterator

import pytest

from slotq.mutants.run import Workshop, workshop
from slotq.tlc.toolchain import Toolchain, find_toolchain
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def toolchain() -> Toolchain:
    """The TLC of this environment; without one these tests fail, they do not skip."""
    return find_toolchain()


@pytest.fixture(scope="session")
def place() -> Iterator[Workshop]:
    """A copy of the project."""
    with workshop(ROOT) as found:
        yield found
