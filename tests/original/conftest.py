"""A private folder with the rewriter, built once for all tests of a process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from slotq.original.driver import Driver
from slotq.original.workshop import Workshop, workshop
from tests.original.texts import edited


@pytest.fixture(scope="session")
def shop() -> Iterator[Workshop]:
    """The folder."""
    with workshop() as made:
        yield made


@pytest.fixture(scope="session")
def programs(shop: Workshop) -> dict[Path, Path]:
    """The programs that were built, by the text."""
    del shop
    return {}


@pytest.fixture
def driver(shop: Workshop, programs: dict[Path, Path], path: Path) -> Iterator[Driver]:
    """A text as it is, built and started."""
    if path not in programs:
        programs[path] = shop.build(shop.rewrite(edited(path)), f"right-{len(programs)}")
    with Driver(programs[path]) as started:
        yield started
