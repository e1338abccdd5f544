"""Values in the Informal Trace Format (ITF), the JSON in which other tools of TLA+ read traces.

The format has no word for a model value; it is written as its name, like a string, and its reader
has to know the names.
"""

import json
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any, TypeAlias

from slotq.formats.tla_values import (
    MAX_DEPTH,
    Function,
    ModelValue,
    Opaque,
    Value,
    ValueSyntaxError,
    function,
)

Json: TypeAlias = "int | str | bool | list[Json] | dict[str, Json]"

_SET, _MAP, _BIG, _OPAQUE = "#set", "#map", "#bigint", "#unserializable"
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
        case Opaque():
            coded = {_OPAQUE: value.text}
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
        message = f"a value is nested more than {MAX_DEPTH} levels deep"
        raise ValueSyntaxError(message)

    def inner(item: object) -> Value:
        return decode(item, model_values, depth + 1)

    match coded:
        case str():
            return ModelValue(coded) if coded in model_values else coded
        case bool() | int():
            return _small(coded)
        case list(items):
            return tuple(map(inner, items))
        case dict() if any(str(name).startswith("#") for name in coded):
            return _decode_marked(coded, inner)
        case dict():
            return function({str(name): inner(item) for name, item in coded.items()})
    raise _no_value(coded)


def _decode_marked(coded: dict[Any, object], inner: Callable[[object], Value]) -> Value:
    # An object whose one name says what it stands for.
    ((mark, content), *others) = coded.items()
    if others:
        raise _no_value(coded)
    value: Value
    match mark, content:
        case "#tup", list(items):
            value = tuple(map(inner, items))
        case "#bigint", str(digits) if _is_number(digits):
            value = int(digits)
        case "#unserializable", str(text):
            value = Opaque(text)
        case "#set", list(items):
            value = frozenset(map(inner, items))
            _check_distinct(len(items), len(value))
        case "#map", list(pairs) if all(isinstance(p, list) and len(p) == 2 for p in pairs):  # noqa: PLR2004  # a pair
            value = function({inner(key): inner(item) for key, item in pairs})
            _check_distinct(len(pairs), len(value))
        case _:
            raise _no_value(coded)
    return value


def _no_value(coded: object) -> ValueSyntaxError:
    return ValueSyntaxError(f"not a value in the Informal Trace Format: {str(coded)[:60]!r}")


def _small(coded: int) -> int:
    # A truth value is an int to Python.
    if not -_EXACT < coded < _EXACT:
        message = f"{coded} is too large for a number of JSON: it is written as {_BIG}"
        raise ValueSyntaxError(message)
    return coded


def _is_number(digits: str) -> bool:
    figures = digits.removeprefix("-")
    return figures.isascii() and figures.isdecimal() and len(figures) <= MAX_DIGITS


def _check_distinct(said: int, found: int) -> None:
    # Two of them are equal; or are 1 and TRUE, which are no set or domain for TLC either.
    if said != found:
        message = "a set or a function in the Informal Trace Format has a duplicate element"
        raise ValueSyntaxError(message)
