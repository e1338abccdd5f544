"""slotq.original.regions: a region of a text is as good as one step, or it shows."""

from pathlib import Path

import pytest

from slotq.original.driver import Driver
from slotq.original.parts import PROGRAMS
from slotq.original.regions import interleave_regions
from slotq.original.walk import DifferenceError, walk
from slotq.original.workshop import Workshop
from tests.original.texts import NEEDS_GO, TEXTS, edited

pytestmark = NEEDS_GO


SEEN = {
    "general-1x1x1": (79, 117),
    "callers-1x1x1": (1076, 1711),
    "manager-3": (1639, 2696),
}


@pytest.mark.parametrize("name", SEEN)
@pytest.mark.parametrize("path", TEXTS)
def test_regions_may_be_interleaved(driver: Driver, name: str) -> None:
    """Nothing fails, and with all locks free the states are those of the machine."""
    seen = interleave_regions(driver, PROGRAMS[name])
    assert seen[:2] == SEEN[name]


@pytest.mark.parametrize("path", TEXTS)
def test_two_looks_that_may_differ_are_found(shop: Workshop, path: Path) -> None:
    """A dequeuer that picks by a second look at its context: the walk cannot see that."""
    looks = (
        r"item := (\w+\.slots\[len\(\w+\.slots\)\s*-\s*1\])",
        r"var item *slotToken; if ctx.Err() == nil { item = \1 }",
    )
    program = shop.build(shop.rewrite(edited(path, looks)), "looks")
    with Driver(program) as driver:
        assert walk(driver, PROGRAMS["general-1x1x1"]).states == 79
        with pytest.raises(DifferenceError, match="nil pointer dereference"):
            interleave_regions(driver, PROGRAMS["general-1x1x1"])
