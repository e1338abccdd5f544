"""slotq.tlc.itf: values as other tools write them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotq.tlc.errors import ValueSyntaxError
from slotq.tlc.itf import decode, encode
from slotq.tlc.values import Function, ModelValue, Value, function

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
    ],
)
def test_values_are_written_in_one_way_and_read_again(value: Value, written: str) -> None:
    """The words of the format, in an order that does not depend on the day."""
    assert json.dumps(encode(value)) == written
    assert decode(json.loads(written), {"None"}) == value


VALUES: st.SearchStrategy[Value] = st.recursive(
    st.integers(-(2**70), 2**70) | st.text("ab#") | st.just(NONE),
    lambda inner: (
        st.frozensets(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(inner, inner, max_size=3).map(function)
    ),
    max_leaves=8,
)


@given(VALUES)
def test_what_was_written_is_read(value: Value) -> None:
    """Nothing is lost but what a model value is."""
    assert decode(json.loads(json.dumps(encode(value))), {"None"}) == value


@pytest.mark.parametrize(
    "written",
    [
        "null",
        "1.5",
        '{"#bigint": "x"}',
        '{"#set": 1}',
        '{"#map": [[1]]}',
        '{"#unserializable": "x"}',
        "[" * 200 + "]" * 200,
    ],
)
def test_what_is_no_value_is_refused(written: str) -> None:
    """Whatever stands in a file."""
    with pytest.raises(ValueSyntaxError):
        decode(json.loads(written))
