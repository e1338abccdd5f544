"""slotq.formats.itf: values as other tools write them."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotq.formats.itf import decode, encode
from slotq.formats.tla_values import Function, ModelValue, Opaque, Value, ValueSyntaxError, function

NONE = ModelValue("None")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (-1, "-1"),
        (2**64 - 1, '{"#bigint": "18446744073709551615"}'),
        ("a", '"a"'),
        (NONE, '"None"'),
        (frozenset({10, 9}), '{"#set": [9, 10]}'),
        ((1, ("a",)), '[1, ["a"]]'),
        (Function({"b": 1, "a": 2}), '{"a": 2, "b": 1}'),
        (Function({0: "a"}), '{"#map": [[0, "a"]]}'),
        (Function({"#": "a"}), '{"#map": [["#", "a"]]}'),
        (Opaque("[Int -> Int]"), '{"#unserializable": "[Int -> Int]"}'),
    ],
)
def test_values_are_written_in_one_way_and_read_again(value: Value, written: str) -> None:
    """The words of the format, in an order that does not depend on the day."""
    assert json.dumps(encode(value)) == written
    assert decode(json.loads(written), {"None"}) == value


NAMES = ("None", "client1")
HOSTILE = st.sampled_from(["#", "#set", "#map", "#bigint", "</script>", '"', "\\", "\ud800", "\0"])
TEXTS = (st.text(max_size=5) | HOSTILE).filter(lambda text: text not in NAMES)
SCALARS: st.SearchStrategy[Value] = (
    st.integers(-(2**70), 2**70)
    | st.sampled_from([2**53 - 1, 2**53, -(2**53), 2**64 - 1, 10**60])
    | TEXTS
    | st.sampled_from(NAMES).map(ModelValue)
)


VALUES: st.SearchStrategy[Value] = st.deferred(
    lambda: (
        SCALARS
        | st.frozensets(VALUES, max_size=3)
        | st.lists(VALUES | st.booleans(), max_size=3).map(tuple)
        | st.dictionaries(TEXTS, VALUES | st.booleans(), max_size=3).map(function)
        | st.dictionaries(VALUES, VALUES | st.booleans(), max_size=3).map(function)
    )
)


@given(VALUES | st.booleans() | st.frozensets(st.booleans()))
def test_what_was_written_is_read(value: Value) -> None:
    """Nothing is lost, whatever characters are in a string, but what a model value is."""
    assert decode(json.loads(json.dumps(encode(value))), set(NAMES)) == value


@given(st.dictionaries(TEXTS, st.integers(), min_size=1), st.randoms())
def test_equal_values_are_written_equally(items: dict[str, int], order: random.Random) -> None:
    """In whatever order a set or a function was put together."""
    mixed = order.sample(sorted(items.items()), len(items))
    assert encode(function(items)) == encode(function(dict(mixed)))
    texts = json.dumps(encode(frozenset(items)))
    assert texts == json.dumps(encode(frozenset(name for name, _ in mixed)))


def test_tuples_of_other_tools_are_read() -> None:
    """Which tell them from sequences."""
    assert decode({"#tup": [1, {"#tup": []}]}) == (1, ())


@pytest.mark.parametrize(
    "written",
    [
        "null",
        "1.5",
        '{"#bigint": "x"}',
        '{"#bigint": ""}',
        '{"#bigint": 1}',
        '{"#bigint": "--1"}',
        '{"#bigint": "\\u0663"}',
        f'{{"#bigint": "{"9" * 5_000}"}}',
        '{"#tup": 1}',
        '{"#set": [1, 1]}',
        '{"#set": [1, true]}',
        '{"#set": [[null]]}',
        '{"#map": {}}',
        '{"#map": [[1, 2], [1, 3]]}',
        '{"#map": [[[null], 1]]}',
        '{"#set": 1}',
        '{"#map": [[1]]}',
        '{"#unserializable": 1}',
        '{"#unserializable": "x", "y": 1}',
        '{"#tup": [], "x": 1}',
        '{"#bigint": "1", "#set": []}',
        "9007199254740992",
        "[" * 200 + "]" * 200,
    ],
)
def test_what_is_no_value_is_refused(written: str) -> None:
    """Whatever stands in a file."""
    with pytest.raises(ValueSyntaxError):
        decode(json.loads(written))
