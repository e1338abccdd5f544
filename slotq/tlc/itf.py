"""Values in the Informal Trace Format (ITF), the JSON in which other tools of TLA+ read traces.

The format has no word for a model value; it is written as its name, like a string, and whoever
reads it has to know the names.
"""

import json
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from slotq.tlc.errors import ValueSyntaxError
from slotq.tlc.values import MAX_DEPTH, Function, ModelValue, Value, function

Json: TypeAlias = "int | str | bool | list[Json] | dict[str, Json]"

_SET, _MAP, _BIG = "#set", "#map", "#bigint"
_EXACT = 2**53  # what a number of JSON holds in every reader
MAX_DIGITS = 1_000


def encode(value: Value) -> Json:
    """Write a value; equal values are written equally."""
    coded: Json
    match value:
        case bool() | str():
            coded = value
        case int():
            coded = value if -_EXACT < value < _EXACT else {_BIG: str(value)}
        case ModelValue():
            coded = value.name
        case frozenset():
            coded = {_SET: [encode(item) for item in sorted(value, key=_order)]}
        case tuple():
            coded = [encode(item) for item in value]
        case _:
            coded = _encode_function(value)
    return coded


def _order(value: Value) -> tuple[int, str]:
    return (value if isinstance(value, int) else 0, json.dumps(encode(value)))


def _encode_function(value: Function) -> Json:
    if all(isinstance(key, str) and not key.startswith("#") for key in value):
        return {str(key): encode(value[key]) for key in sorted(value, key=_order)}
    return {_MAP: [[encode(key), encode(value[key])] for key in sorted(value, key=_order)]}


def decode(coded: object, model_values: AbstractSet[str] = frozenset(), depth: int = 0) -> Value:
    """Read a value.

    Args:
        coded: What was written.
        model_values: Strings that stand for model values.
        depth: How deep inside another value it is.

    Raises:
        ValueSyntaxError: It is no value, or deeper than TLC would print.
    """
    if depth > MAX_DEPTH:
        message = f"a value is deeper than {MAX_DEPTH}"
        raise ValueSyntaxError(message)

    def inner(item: object) -> Value:
        return decode(item, model_values, depth + 1)

    value: Value
    match coded:
        case str():
            value = ModelValue(coded) if coded in model_values else coded
        case bool() | int():
            value = coded
        case list(items) | {"#tup": list(items)}:
            value = tuple(map(inner, items))
        case {"#bigint": str(digits)} if _is_number(digits):
            value = int(digits)
        case {"#set": list(items)}:
            value = frozenset(map(inner, items))
            _check_distinct(len(items), len(value))
        case {"#map": list(pairs)} if all(isinstance(p, list) and len(p) == 2 for p in pairs):  # noqa: PLR2004  # a pair
            value = function({inner(key): inner(item) for key, item in pairs})
            _check_distinct(len(pairs), len(value))
        case dict() if not any(str(name).startswith("#") for name in coded):
            value = function({str(name): inner(item) for name, item in coded.items()})
        case _:
            message = f"not a value in the Informal Trace Format: {str(coded)[:60]!r}"
            raise ValueSyntaxError(message)
    return value


def _is_number(digits: str) -> bool:
    figures = digits.removeprefix("-")
    return figures.isascii() and figures.isdecimal() and len(figures) <= MAX_DIGITS


def _check_distinct(said: int, found: int) -> None:
    # Two of them are equal; or are 1 and TRUE, which are no set or domain for TLC either.
    if said != found:
        message = "a set or a function in the Informal Trace Format has an element twice"
        raise ValueSyntaxError(message)
