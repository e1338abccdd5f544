"""slotq.schedule.doubles.guards: a field of sync's objects is used in the guard, or it is found."""

from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from slotq.schedule.doubles.guards import EndlessError, Watch, guarded, unguarded, watched
from slotq.schedule.engine.guarded_containers import UnguardedError
from slotq.schedule.reading.stops import UnreadableError

UNDECIDED = (-1, None)


class Box:
    """Something that processes share."""

    __slots__ = ("items", "name", "outcome", "parked")


Box.__module__ = "toy"


@pytest.fixture
def module() -> ModuleType:
    """A module that has it."""
    made = ModuleType("toy")
    vars(made).update(Box=Box, UNDECIDED=UNDECIDED)
    return made


@pytest.fixture
def watch() -> Watch:
    """Somebody runs, without the guard."""
    made = Watch()
    made.run = SimpleNamespace(is_over=False, running="process")  # type: ignore[assignment]
    made.guard = SimpleNamespace(holder=None)
    return made


@pytest.fixture
def box(module: ModuleType, watch: Watch) -> Iterator[Any]:
    """One that somebody has just made."""
    with watched(module, watch):
        made: Any = Box()
        made.items, made.name = [1], "a box"
        made.outcome, made.parked = UNDECIDED, SimpleNamespace(is_held=True)
        yield made


def test_its_maker_may_set_each_field_once(box: Any, watch: Watch) -> None:
    """Nobody else knows it yet; from then on, the guard is needed."""
    with pytest.raises(UnguardedError, match=r"^Box\.items was used outside the guard$"):
        box.items = []
    with pytest.raises(UnguardedError):
        _ = box.items
    watch.guard.holder = "process"
    box.items = [2]
    assert box.items == [2]


def test_a_collection_is_guarded_while_it_can_be_found(box: Any, watch: Watch) -> None:
    """Whoever keeps it may not use it outside the guard, unless it was taken out of its field."""
    watch.guard.holder = "process"
    items = box.items
    items.append(2)
    watch.guard.holder = None
    for use in (len, list, lambda items: items.append(3)):
        with pytest.raises(UnguardedError, match="what items refers to was used outside"):
            use(items)
    watch.guard.holder = "process"
    box.items = []
    watch.guard.holder = None
    assert len(items) == 2


def test_what_never_changes_is_free_to_read(box: Any, watch: Watch) -> None:
    """And may not change, in the guard either."""
    assert box.name == "a box"
    watch.guard.holder = "process"
    with pytest.raises(UnguardedError, match=r"^Box\.name was set twice$"):
        box.name = "another"


def test_an_outcome_is_free_to_read_once_it_is_decided(box: Any, watch: Watch) -> None:
    """Since it is not written any more from the moment that its process may go on."""
    with pytest.raises(UnguardedError):
        _ = box.outcome
    watch.guard.holder = "process"
    box.outcome = 0, "item"
    watch.guard.holder = None
    assert box.outcome == (0, "item")
    watch.guard.holder = "process"
    box.parked.is_held = False
    with pytest.raises(UnguardedError, match="was set after its process may have read it"):
        box.outcome = 1, None


@pytest.mark.parametrize("run", [None, SimpleNamespace(is_over=True, running="process")])
def test_nobody_is_watched_before_and_after(box: Any, watch: Watch, run: Any) -> None:
    """Who makes the primitives, and who reads them, is no process."""
    watch.run = run
    assert box.items == [1]
    box.name = "another"


def test_who_goes_round_is_stopped(box: Any, watch: Watch) -> None:
    """A loop that never stops would be one move without an end."""
    watch.guard.holder = "process"

    def turn() -> None:
        while box.items:
            pass

    with pytest.raises(EndlessError, match="endlessly without a stop"):
        turn()


def test_everything_can_be_read_past_its_guard(box: Any, watch: Watch) -> None:
    """By whoever compares states; a field that is not there is said to be missing."""
    assert unguarded(box, "name") == "a box"
    assert list.__iter__(unguarded(box, "items")).__next__() == 1
    with pytest.raises(UnreadableError, match="a Box has no field lid"):
        unguarded(box, "lid")
    assert guarded("text", box, "name", watch) == "text"


def test_fields_are_as_before(module: ModuleType, watch: Watch) -> None:
    """Nothing is watched outside of the exploration."""
    real = vars(Box)["items"]
    with watched(module, watch):
        assert vars(Box)["items"] is not real
    assert vars(Box)["items"] is real
