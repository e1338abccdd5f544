"""slotq.evaluate.annotations: what is kept of a text, and which texts are refused, as by Go."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from slotq.evaluate.annotations import read_annotations
from slotq.evaluate.errors import RecordError
from tests.golden import vectors

DEEPEST = 10_000
TOO_EARLY = "the annotations are not JSON: they end too early"
NO_OBJECT = "the annotations are not a JSON object"


@pytest.mark.parametrize("vector", vectors("annotations_json"), ids=lambda vector: vector["id"])
def test_original_keeps_the_same(vector: dict[str, Any]) -> None:
    """Byte for byte, or the key would be another."""
    expected = {key.encode(): value.encode() for key, value in vector["stored"].items()}
    assert expected == read_annotations(vector["annotations_json"])


def nested(depth: int) -> str:
    """An object in which so many brackets are open at once."""
    return '{"a":' + "[" * (depth - 1) + "]" * (depth - 1) + "}"


KEPT = {
    "null is a map without keys": (" null\n", {}),
    "spaces around everything": ('\t{ "a"\r: [ 1 , { } ]\n}  ', {"a": "[1,{}]"}),
    "spaces in strings": ('{"a b": " \u00a0 "}', {"a b": '" \u00a0 "'}),
    "several": (
        '{"b":true,"a":{"x":[],"y":{}},"":false}',
        {"b": "true", "a": '{"x":[],"y":{}}', "": "false"},
    ),
    "numbers": (
        '{"a":[-0,0.10,1E+2,1e-2,1e2,-12.5e00]}',
        {"a": "[-0,0.10,1E+2,1e-2,1e2,-12.5e00]"},
    ),
    "escapes": (
        r'{"\u0061\/\"\n":"\u0061\/\b\f\n\r\t\\\""}',
        {'a/"\n': r'"\u0061\/\b\f\n\r\t\\\""'},
    ),
    "nothing is escaped for HTML": ('{"a":"<>&\u2028\u2029\x7f"}', {"a": '"<>&\u2028\u2029\x7f"'}),
    "equal keys: the last wins": ('{"a":1,"\\u0061":{"a":2,"a":3}}', {"a": '{"a":2,"a":3}'}),
    "a null that does not win": ('{"a":null,"a":0}', {"a": "0"}),
    "nulls inside": ('{"a":[null],"b":{"c":null}}', {"a": "[null]", "b": '{"c":null}'}),
    "a pair of surrogates": (r'{"\ud83d\ude00":"\ud83d"}', {"\U0001f600": r'"\ud83d"'}),
    "halves of pairs": (r'{"\ud83d":1,"\ude00":2,"\ud83dx":3}', {"\ufffd": "2", "\ufffdx": "3"}),
    "a half before a pair": (r'{"\ud83d\ud83d\ude00":1}', {"\ufffd\U0001f600": "1"}),
    "as deep as may be": (nested(DEEPEST), {"a": "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)}),
}


@pytest.mark.parametrize(("text", "expected"), KEPT.values(), ids=KEPT)
def test_the_text_of_a_value_is_kept(text: str, expected: dict[str, str]) -> None:
    """Without the spaces between its tokens, and otherwise as it is."""
    encoded = {key.encode(): value.encode() for key, value in expected.items()}
    assert encoded == read_annotations(text)


def no_json(position: int) -> str:
    """The complaint about a place, counted from 1."""
    return f"the annotations are not JSON at character {position}"


REFUSED = {
    "nothing": ("", TOO_EARLY),
    "spaces": ("  ", TOO_EARLY),
    "an array": ("[]", NO_OBJECT),
    "a string": ('"{}"', NO_OBJECT),
    "a number": ("1", NO_OBJECT),
    "no end": ('{"a":1', TOO_EARLY),
    "no value": ('{"a":', TOO_EARLY),
    "two values": ("{} {}", no_json(4)),
    "a comma after all": ("{},", no_json(3)),
    "a bracket after all": ("{}]", no_json(3)),
    "the wrong bracket": ('{"a":[}', no_json(7)),
    "the wrong bracket after a value": ('{"a":[1}', no_json(8)),
    "a comma too many in an object": ('{"a":1,}', no_json(8)),
    "a comma too many in an array": ('{"a":[1,]}', no_json(9)),
    "a comma first": ('{"a":[,1]}', no_json(7)),
    "a key that is no string": ("{1:1}", no_json(2)),
    "no colon": ('{"a" 1}', no_json(6)),
    "two values without a comma": ('{"a":01}', no_json(7)),
    "a number without digits": ('{"a":-}', no_json(6)),
    "a number that ends in a point": ('{"a":1.}', no_json(7)),
    "other digits": ('{"a":\u0661}', no_json(6)),
    "what other parsers allow": ('{"a":NaN}', no_json(6)),
    "a word that is none": ('{"a":nul}', no_json(6)),
    "another space": ('\u00a0{"a":1}', no_json(1)),
    "a byte order mark": ("\ufeff{}", no_json(1)),
    "a string without end": ('{"a":"x}', no_json(6)),
    "a control character": ('{"a":"\x1f"}', no_json(6)),
    "another escape": (r'{"a":"\x"}', no_json(6)),
    "a short escape": (r'{"a":"\u00g0"}', no_json(6)),
    "deeper than Go goes": (
        nested(DEEPEST + 1),
        "the annotations are nested more than 10000 levels deep",
    ),
    "a null, on which it panics": (
        '{"b":1,"a\x7f":1,"a\x7f": null }',
        "the original panics: the annotation 'a\\x7f' is null",
    ),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_other_texts_are_refused(text: str, said: str) -> None:
    """With what is wrong, and where."""
    with pytest.raises(RecordError) as refused:
        read_annotations(text)
    assert said == str(refused.value)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON.filter(lambda value: value is not None)), st.booleans())
@settings(max_examples=40)  # each has a value of every type, and is written in three ways
def test_spaces_make_no_difference(annotations: dict[str, Any], ascii_only: bool) -> None:
    """Two ways to write one thing, and a third that is kept of both."""
    narrow = {
        key.encode(): json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":")).encode()
        for key, value in annotations.items()
    }
    for indent in (None, 0, "\t \r\n"):
        wide = json.dumps(annotations, ensure_ascii=ascii_only, indent=indent)
        assert narrow == read_annotations(wide)


def refuse(constant: str) -> None:
    """What Python's parser knows beyond JSON."""
    raise ValueError(constant)


def is_json(text: str) -> bool:
    """What the standard library says."""
    try:
        json.loads(text, parse_constant=refuse)
    except ValueError:
        return False
    return True


PIECES = st.sampled_from(
    [
        *'{}[]:,"10-.\\ \n\v\0\u00e9',
        '"a"',
        '"a":',
        "e+",
        "null",
        "true",
        "fals",
        "\\u",
        "00",
        "Infinity",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=12))
@example("[1, 2]")
def test_what_is_json_is_json(text: str) -> None:
    """Two parsers that share nothing agree on every text, as the value of a key."""
    try:
        read_annotations('{"":[' + text + "]}")
    except RecordError:
        is_accepted = False
    else:
        is_accepted = True
    assert is_json('{"":[' + text + "]}") == is_accepted
