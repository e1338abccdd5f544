"""A file in the Informal Trace Format, as any tool writes it: its shape is checked, by name.

The format is ADR-015 of Apalache. What it leaves open is decided here for all readers: `#meta` may
hold anything; `vars` may name a variable twice, as Quint does; a parameter is told in the first
state and may be told again, with the same value.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from slotq.formats.itf import decode
from slotq.formats.tla_values import MAX_DEPTH, Value, ValueSyntaxError

_BOMS = {
    b"\xef\xbb\xbf": "it begins with a byte order mark, which JSON must not have",
    b"\xff\xfe": "it is UTF-16, not UTF-8",
    b"\xfe\xff": "it is UTF-16, not UTF-8",
}
_DEEPEST = 3 * MAX_DEPTH + 10  # a member of a map is three levels of JSON deeper than the map
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_LONGEST_INTEGER = 100
_MODEL_VALUES = "model values"  # a word of slotq's own in #meta


@dataclass(frozen=True, slots=True)
class ItfState:
    """A state, with what its `#meta` says."""

    meta: Mapping[str, Any]
    variables: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ItfTrace:
    """A trace.

    Attributes:
        meta: What `#meta` says.
        parameters: The values of the parameters.
        states: The states.
        loop: Where the last state goes back to, if it does.
    """

    meta: Mapping[str, Any]
    parameters: Mapping[str, Value]
    states: tuple[ItfState, ...]
    loop: int | None


def read_itf(raw: bytes) -> ItfTrace:
    """Read a trace.

    Raises:
        ValueSyntaxError: It is not in the format; the message says where.
    """
    trace = _object(_load(raw), "the file")
    if "states" not in trace and {"state", "action"} <= trace.keys():
        _refuse("it is a trace dump of TLC, not in the Informal Trace Format")
    meta = _meta(trace, "#meta")
    loop = trace.get("loop")
    if "loop" in trace and (not isinstance(loop, int) or isinstance(loop, bool)):
        _refuse(f"loop is not an integer: {_short(loop)}")
    names = _names(trace, "vars")
    parameters = _names(trace, "params") if "params" in trace else {}
    states = trace.get("states")
    if not isinstance(states, list):
        _refuse("states is missing, or not a list")
    if not states:
        _refuse("states is empty: a trace has at least one state")
    if loop is not None and not 0 <= loop < len(states):
        _refuse(f"it has {len(states)} states, but a loop to state {loop}")
    model_values = _model_values(meta)
    read = [_state(state, number, model_values) for number, state in enumerate(states, 1)]
    constants = _take_parameters(read, parameters)
    for number, state in enumerate(read, 1):
        _check_names(state, names, number)
    return ItfTrace(meta, constants, tuple(read), loop)


def _model_values(meta: Mapping[str, Any]) -> frozenset[str]:
    known = meta.get(_MODEL_VALUES)
    names = known if isinstance(known, list) else []
    return frozenset(name for name in names if isinstance(name, str))


def _load(raw: bytes) -> object:
    _check_bytes(raw)
    try:
        return json.loads(
            raw.decode(),
            object_pairs_hook=_once,
            parse_int=_integer,
            parse_float=_Number,
            parse_constant=_Number,
        )
    except UnicodeDecodeError as error:
        message = "it is not UTF-8"
        raise ValueSyntaxError(message) from error
    except json.JSONDecodeError as error:
        message = f"it is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise ValueSyntaxError(message) from error


def _check_bytes(raw: bytes) -> None:
    for mark, message in _BOMS.items():
        if raw.startswith(mark):
            _refuse(message)
    if b"\0" in raw[:4]:
        _refuse("it is UTF-16 or UTF-32, not UTF-8")
    depth = 0
    for found in _BRACKETS.finditer(raw):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(found[0], 0)
        if depth > _DEEPEST:
            _refuse(f"it is nested too deeply: more than {_DEEPEST} lists and objects")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen = set[str]()
        for name, _ in pairs:
            if name in seen:
                _refuse(f"an object has the name {_short(name)} more than once")
            seen.add(name)
    return found


class _Number(float):
    """A number that is no integer: it may stand in #meta, and nowhere else."""


def _integer(text: str) -> object:
    # Only in #meta may a longer one stand; there nothing is done with it.
    return int(text) if len(text) <= _LONGEST_INTEGER else _Number("nan")


def _state(state: object, number: int, model_values: frozenset[str]) -> ItfState:
    where = f"state {number}"
    written = _object(state, where)
    variables = {}
    for name, coded in written.items():
        if name == "#meta":
            continue
        if name.startswith("#"):
            _refuse(f"{where} has a variable {_short(name)}: a name must not begin with #")
        try:
            variables[name] = decode(coded, model_values)
        except ValueSyntaxError as error:
            _refuse(f"{where}, {_short(name)}: {error}")
    return ItfState(_meta(written, f"#meta of {where}"), variables)


def _take_parameters(states: list[ItfState], parameters: Collection[str]) -> dict[str, Value]:
    # They are in the first state; some tools write them into each.
    for name in parameters:
        if name not in states[0].variables:
            _refuse(f"state 1 has no value for {_short(name)}, which params names")
    constants = {name: states[0].variables[name] for name in parameters}
    for number, state in enumerate(states, 1):
        for name, value in constants.items():
            if state.variables.get(name, value) != value:
                _refuse(f"state {number} has another value for the parameter {_short(name)}")
        states[number - 1] = ItfState(
            state.meta, {n: v for n, v in state.variables.items() if n not in constants}
        )
    return constants


def _check_names(state: ItfState, names: Collection[str], number: int) -> None:
    for name in names:
        if name not in state.variables:
            _refuse(f"state {number} has no value for {_short(name)}, which vars names")
    for name in state.variables:
        if name not in names:
            _refuse(f"state {number} has a value for {_short(name)}, which vars does not name")


def _names(trace: Mapping[str, object], field: str) -> dict[str, None]:
    names = trace.get(field)
    if not isinstance(names, list):
        _refuse(f"{field} is missing, or not a list")
    for name in names:
        if not isinstance(name, str):
            _refuse(f"{field} contains something that is not a name: {_short(name)}")
    return dict.fromkeys(names)


def _meta(written: Mapping[str, object], where: str) -> Mapping[str, Any]:
    return _object(written.get("#meta", {}), where)


def _object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(f"{where} is {_kind(value)}, not an object")
    return value


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return {list: "a list", str: "a string", bool: "a truth value"}.get(type(value), "a number")


def _short(value: object) -> str:
    return repr(value)[:60]


def _refuse(message: str) -> NoReturn:
    raise ValueSyntaxError(message)
