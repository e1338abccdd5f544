"""schedule.reading.encoding: equal values for equal states, by names and not by objects."""

import threading
from dataclasses import dataclass
from enum import Enum
from functools import partial

import pytest

from slotq.schedule.reading.catalogue import Catalogue
from slotq.schedule.reading.encoding import Encoder
from slotq.schedule.reading.stops import UnreadableError


class Colour(Enum):
    """An enumeration."""

    RED = 1


class Node:
    """Refers to another one."""

    __slots__ = ("next", "value")

    def __init__(self, value: object, following: object = None) -> None:
        self.value = value
        self.next = following


@dataclass(frozen=True, slots=True)
class Pair:
    """Never changes, and what hangs on it may."""

    a: object


def encoded(value: object) -> object:
    """A value that has no name, written out."""
    (found,) = Encoder(Catalogue()).encode([value])
    return found


def closure(seen: object) -> object:
    """A function that sees a variable."""
    return lambda: seen


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, 7),
        (None, None),
        (True, "true"),  # not the number 1
        (False, "false"),
        (Colour.RED, "Colour.RED"),
        (Node, "Node"),
        ((1, "a"), ("tuple", 1, "a")),
        ([1, [2]], ("list", 1, ("list", 2))),
        ({1, 2}, frozenset({1, 2})),
        ({"a": True}, ("dict", "a", "true")),
        (ValueError("a", 1), ("ValueError", "a", 1)),
        (partial(closure, "a"), ("partial", ("closure",), ("tuple", "a"), ("dict",))),
        (Node(1, Node(2)), ("Node", ("Node", None, 2), 1)),
        (closure(3), ("closure.<locals>.<lambda>", 3)),
        (Node.__init__, ("Node.__init__", ("tuple", None), None, ("dict",))),
    ],
)
def test_a_value_is_written_out(value: object, expected: object) -> None:
    """Each kind of them, by what it holds."""
    assert encoded(value) == expected


def test_the_same_object_is_written_once() -> None:
    """Two that are alike are not one, and a circle comes to an end."""
    one = Node(1)
    shared = encoded([one, one])
    assert shared == ("list", ("Node", None, 1), ("again", 0))
    assert encoded([Node(1), Node(1)]) == ("list", ("Node", None, 1), ("Node", None, 1))
    one.next = one
    assert encoded(one) == ("Node", ("again", 0), 1)


def test_what_hangs_on_a_name_is_named_by_the_way_there() -> None:
    """And where it is met again, that name is all."""
    last = Node(2)
    first = Node(1, last)
    encoder = Encoder(Catalogue())
    encoder.share(first, "root")
    assert [encoder.name(each) for each in (first, last, Node(2))] == ["root", "root.next", None]
    assert encoder.encode([last, [first]]) == ["root.next", ("list", "root")]
    records = [(record.name, record.read()) for record in encoder.records()]
    assert records == [("root", (last, 1)), ("root.next", (None, 2))]


def test_a_name_is_given_once() -> None:
    """Another object that would have it gets a stroke."""
    encoder = Encoder(Catalogue())
    one, other = Node(1), Node(2)
    encoder.share(one, "a")
    encoder.share(other, "a")
    encoder.share(one, "b")
    assert (encoder.name(one), encoder.name(other)) == ("a", "a'")


def test_items_and_constants_are_named_through() -> None:
    """By places and keys; a constant has a name, and its fields are not read again."""
    inner = Node(1)
    encoder = Encoder(Catalogue())
    encoder.share([0, {"k": Pair(inner)}], "root")
    assert encoder.name(inner) == "root.1.k.a"
    assert [record.name for record in encoder.records()] == ["root.1.k.a"]


def test_arranging_says_whether_there_is_more() -> None:
    """Once for each name that has come."""
    encoder = Encoder(Catalogue())
    assert not encoder.arrange()
    encoder.share(Node(1), "a")
    assert encoder.arrange()
    assert not encoder.arrange()
    assert [record.name for record in encoder.shared["record"]] == ["a"]


def test_a_record_reads_what_has_come_since() -> None:
    """What is put into a field of a shared object is shared from then on."""
    root = Node([])
    encoder = Encoder(Catalogue())
    encoder.share(root, "root")
    (record,) = encoder.records()
    assert encoder.encode_record(record) == (("next", "value"), None, ("list",))
    assert encoder.lists == [record]
    root.next = new = Node(5)
    assert encoder.encode_record(record) == (("next", "value"), "root.next", ("list",))
    assert encoder.name(new) == "root.next"


def test_what_nobody_sees_into_is_refused() -> None:
    """A lock of the interpreter has a state, and no field."""
    with pytest.raises(UnreadableError, match="has a state that cannot be read"):
        encoded(threading.Lock())
