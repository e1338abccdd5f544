"""schedule.reading.catalogue: how fields are read, what is of which sort, and in which order."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from slotq.schedule.engine.controlled import Channel, Condition, Context, Flag, Lock, Signal
from slotq.schedule.engine.processes import Process
from slotq.schedule.reading.catalogue import SORTS, Catalogue, Fields, Record, copy_items


class Slotted:
    """Has its fields in slots."""

    __slots__ = ("b", "a")  # noqa: RUF023  # in the order in which they are read

    def __init__(self, b: object, a: object) -> None:
        self.b = b
        self.a = a


class Mixed(Slotted):
    """Has a dictionary as well, and a field of its class, which is not one of its objects'."""

    of_all: ClassVar[list[int]] = []


@dataclass(frozen=True)
class Frozen:
    """Never changes."""

    a: int


class Empty:
    """Has no field."""

    __slots__ = ()


def test_fields_are_read_wherever_they_are() -> None:
    """In slots of the class or of a base, in a dictionary, or none at all."""
    assert Fields(Slotted).names == ("b", "a")
    assert Fields(Slotted).read(Slotted(1, 2)) == (1, 2)
    mixed = Mixed(1, 2)
    mixed.__dict__["c"] = 3
    assert Fields(Mixed).names == ("b", "a", "__dict__")
    assert Fields(Mixed).read(mixed) == (1, 2, {"c": 3})
    assert (Fields(Empty).names, Fields(Empty).read(Empty())) == ((), ())


@pytest.mark.parametrize(
    ("kind", "sort"),
    [
        (Flag, "flag"),
        (Signal, "signal"),
        (Condition, "condition"),
        (Lock, "lock"),
        (Process, "process"),
        (Channel, "constant"),
        (Context, "constant"),
        (Frozen, "constant"),
        (Slotted, "record"),
    ],
)
def test_each_class_has_its_sort(kind: type, sort: str) -> None:
    """What never changes is not listed in a state."""
    assert Catalogue().sort(kind) == sort


def test_names_are_arranged_by_sort_and_by_name() -> None:
    """Of those that are given alone, in whatever order they were met."""
    catalogue = Catalogue()
    bits = {
        name: catalogue.entry(name, kind)[0]
        for name, kind in (("b", Slotted), ("lock", Lock), ("a", Slotted), ("c", Frozen))
    }
    assert list(bits.values()) == [1, 2, 4, 8]
    assert catalogue.entry("b", Slotted) == (1, catalogue.fields(Slotted))
    assert catalogue.entry("lock", Lock) == (2, None)
    nothing = dict.fromkeys(SORTS, ())
    assert catalogue.arrangement(0) == nothing
    assert catalogue.arrangement(15) == nothing | {"record": ("a", "b"), "lock": ("lock",)}
    assert catalogue.arrangement(5) == nothing | {"record": ("a", "b")}


@pytest.mark.parametrize(
    ("value", "change"),
    [
        ([1], lambda it: it.append(2)),
        ({1: 2}, lambda it: it.update({1: 3})),
        ({1}, lambda it: it.add(2)),
    ],
    ids=["list", "dict", "set"],
)
def test_a_change_in_place_is_seen(value: object, change: object) -> None:
    """As one of a field is, and nothing else."""
    owner = Slotted(value, 7)
    record = Record("it", owner, Fields(Slotted))
    assert record.read() == (value, 7)
    assert not record.has_changed()
    assert callable(change)
    change(value)
    assert record.has_changed()
    record.read()
    assert not record.has_changed()
    owner.a = 8
    assert record.has_changed()


def test_what_may_list_something_with_a_name_is_known() -> None:
    """A list of plain values cannot; an empty one may yet."""
    of = {"plain": [1, "a"], "empty": [], "objects": [object()]}
    found = {}
    for name, value in of.items():
        record = Record(name, Slotted(value, 1), Fields(Slotted))
        record.read()
        found[name] = record.may_list()
    assert found == {"plain": False, "empty": True, "objects": True}


def test_items_are_copied() -> None:
    """What changes in place is no longer the same; what does not is itself."""
    items, pair = [1, 2], (1, 2)
    copied = copy_items(items)
    items.append(3)
    assert (copied, copy_items({1: 2}), copy_items(pair)) == ([1, 2], [(1, 2)], pair)
