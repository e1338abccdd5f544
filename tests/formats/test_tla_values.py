"""slotq.formats.tla_values: what TLC prints is read as one value, and written back as TLA+."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotq.formats.tla_values import (
    MAX_DEPTH,
    MAX_INTERVAL,
    Function,
    ModelValue,
    Value,
    ValueSyntaxError,
    format_value,
    function,
    parse_value,
)

EXAMPLES: list[tuple[str, Value]] = [
    ("0", 0),
    ("-17", -17),
    ("TRUE", True),
    ("FALSE", False),
    ('""', ""),
    (r'"a\"b \\ \t\n\f\r"', 'a"b \\ \t\n\f\r'),
    ("p1", ModelValue("p1")),
    ("2_a", ModelValue("2_a")),
    ("{}", frozenset()),
    ("{1, 2}", frozenset({1, 2})),
    ("1..3", frozenset({1, 2, 3})),
    ("-1..1", frozenset({-1, 0, 1})),
    ("3..1", frozenset()),
    ("<<>>", ()),
    ('<< 1,\n   "x" >>', (1, "x")),
    ("(1 :> 5 @@ 2 :> 6)", (5, 6)),
    ("(2 :> 6 @@ 1 :> 5)", (5, 6)),
    ("(0 :> 5)", Function({0: 5})),
    ("[a |-> 1, b |-> {}]", Function({"a": 1, "b": frozenset()})),
    ('("a b" :> 1 @@ "c" :> 2)', Function({"a b": 1, "c": 2})),
    ("[ a |->\n      [b |-> <<p1>>] ]", Function({"a": Function({"b": (ModelValue("p1"),)})})),
]

MALFORMED = [
    "",
    "{",
    "{1,}",
    "{1 2}",
    "1 2",
    "1..",
    '1.."a"',
    "<<1",
    "[a |-> 1",
    "[1 :> 2]",
    "[a |-> 1, a |-> 2]",
    "(1 :> 2 @@ 1 :> 2)",
    "()",
    "[]",
    '"a',
    r'"\x"',
    "SUBSET {1}",
    "[{1} -> {2}]",
    "#",
    ">>",
    "9" * 21,
    f"0..{MAX_INTERVAL}",
    "{" * (MAX_DEPTH + 1) + "}" * (MAX_DEPTH + 1),
    "<<" * 1_000_000,
]

_scalars: list[st.SearchStrategy[Value]] = [
    st.integers(-(2**31), 2**31),
    st.booleans(),
    st.text(st.characters(min_codepoint=32, max_codepoint=126) | st.sampled_from("\t\n\f\r")),
    st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).map(ModelValue),
]


def _compound(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """Sets and domains are of one kind of scalar, as TLC's are."""
    domains = [st.dictionaries(scalar, inner, max_size=4).map(function) for scalar in _scalars]
    sets = [st.frozensets(scalar, max_size=4) for scalar in _scalars]
    return st.one_of(st.lists(inner, max_size=4).map(tuple), *domains, *sets)


values = st.recursive(st.one_of(_scalars), _compound, max_leaves=12)


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_reads_every_form_that_tlc_prints(text: str, expected: Value) -> None:
    """Equal values come out equal, however they were printed."""
    actual = parse_value(text)
    assert (type(expected), expected, hash(expected)) == (type(actual), actual, hash(actual))


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: text[:20])
def test_refuses_what_is_no_value(text: str) -> None:
    """A text that is hostile, cut short or not evaluated is refused, without deep recursion."""
    with pytest.raises(ValueSyntaxError):
        parse_value(text)


def test_an_error_names_the_column() -> None:
    """The place of the fault is in the message."""
    with pytest.raises(ValueSyntaxError, match=r"expected '}' at column 4: '2}'"):
        parse_value("{1 2}")


def test_depth_is_counted_by_nesting_alone() -> None:
    """A long list of nested values is not a deep one."""
    text = "<<" + ", ".join(["{1}"] * (2 * MAX_DEPTH)) + ">>"
    assert (frozenset({1}),) * (2 * MAX_DEPTH) == parse_value(text)


@given(values)
def test_what_is_written_is_read_back(value: Value) -> None:
    """Writing and reading are inverse, whatever the strings hold."""
    assert value == parse_value(format_value(value))


def test_writes_equal_values_the_same_way() -> None:
    """Sets, records and functions are written in an order of their own, not of insertion."""
    value: Value = function(
        {
            "set": frozenset({10, 9, -1}),
            "names": frozenset({"b", "a"}),
            "map": Function({10: True, 9: ModelValue("m")}),
        }
    )
    expected = '[map |-> (9 :> m @@ 10 :> TRUE), names |-> {"a", "b"}, set |-> {-1, 9, 10}]'
    assert expected == format_value(value)


@pytest.mark.parametrize("text", ["\0", "\x1b", "é", "\u2028"])
def test_writes_no_character_that_a_string_cannot_hold(text: str) -> None:
    """Text from outside reaches a module escaped or not at all."""
    with pytest.raises(ValueSyntaxError, match="cannot hold the character"):
        format_value(text)


@pytest.mark.parametrize("name", ["", "TRUE", "a b", "1", "a\n", "é", "x)"])
def test_a_model_value_has_an_identifier_for_a_name(name: str) -> None:
    """A model value is written as it is, so its name must be harmless."""
    with pytest.raises(ValueSyntaxError, match="cannot be a model value's name"):
        ModelValue(name)


def test_a_function_is_an_immutable_mapping() -> None:
    """A function can be looked up, iterated, compared, and be a key itself."""
    value = Function({"a": 1, "b": 2})
    assert {value: 1} == {Function({"b": 2, "a": 1}): 1}
    assert dict(value) == {"a": 1, "b": 2}
    assert len(value) == 2
    assert value != {"a": 1, "b": 2}
    assert repr(value) == "Function({'a': 1, 'b': 2})"


def test_a_sequence_has_one_form() -> None:
    """A function with domain 1..n cannot be made unequal to the tuple that it is."""
    with pytest.raises(ValueError, match=r"domain 1\.\.n is a sequence"):
        Function({1: "a"})
