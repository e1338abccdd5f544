"""The page's functions in a JavaScript engine, once for all tests of a module."""

from collections.abc import Iterator

import pytest

from slotq.explorer.engine import Engine


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """The page's model."""
    with Engine() as engine:
        yield engine
