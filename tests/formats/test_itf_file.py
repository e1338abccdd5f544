"""slotq.formats.itf_file: files of other tools are read as the format says, or refused."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotq.formats.itf_file import ItfState, ItfTrace, read_itf
from slotq.formats.tla_values import Opaque, ValueSyntaxError

META = {"format": "ITF", "source": "m.qnt", "timestamp": 1_700_000_000_000, "seconds": 1.5}
STATES: list[dict[str, Any]] = [
    {"#meta": {"index": 0}, "x": {"#bigint": "0"}},
    {"x": {"#bigint": "1"}},
]
TRACE: dict[str, Any] = {"#meta": META, "params": [], "vars": ["x"], "states": STATES}
READ = (ItfState({"index": 0}, {"x": 0}), ItfState({}, {"x": 1}))


def written(**changed: Any) -> bytes:
    """The bytes of a file, with some members changed or added."""
    return json.dumps(TRACE | changed).encode()


def test_a_file_of_another_tool_is_read() -> None:
    """With whatever #meta holds; a name of a variable may come twice, as Quint writes it."""
    assert read_itf(written(vars=["x", "x"])) == ItfTrace(META, {}, READ, None)
    assert read_itf(b'{"vars": ["x"], "loop": 0, "states": [{"x": 1}]}') == ItfTrace(
        {}, {}, (ItfState({}, {"x": 1}),), 0
    )


@pytest.mark.parametrize("everywhere", [False, True])
def test_parameters_are_those_of_the_first_state(everywhere: bool) -> None:
    """Whether or not they are told again."""
    states = [{"N": 3, **STATES[0]}, {**({"N": 3} if everywhere else {}), **STATES[1]}]
    read = read_itf(written(params=["N"], states=states))
    assert read == ItfTrace(META, {"N": 3}, READ, None)


def test_what_was_only_described_is_kept() -> None:
    """A value that another tool could not write is told apart by its description."""
    read = read_itf(written(states=[{"x": {"#unserializable": "Nat"}}]))
    assert read.states == (ItfState({}, {"x": Opaque("Nat")}),)


DEEP = "[" * 2_000 + "]" * 2_000


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"[" + written() + b"]", "the file is a list, not an object"),
        (b"\xef\xbb\xbf" + written(), "it begins with a byte order mark"),
        (written().decode().encode("utf-16"), "it is UTF-16, not UTF-8"),
        (written().decode().encode("utf-16-le"), "it is UTF-16 or UTF-32"),
        (written().decode().encode("utf-32-be"), "it is UTF-16 or UTF-32"),
        (b'{"x": "\xff"}', "it is not UTF-8"),
        (b"{", "it is not JSON: .* at line 1, column 2"),
        (b'{"vars": ["x"], "states": [{"x": 1, "x": 2}]}', "has the name 'x' more than once"),
        (b'{"vars": ["x"], "vars": ["x"], "states": []}', "has the name 'vars' more than once"),
        (b'{"state": [[1, {"x": 0}]], "action": []}', "a trace dump of TLC"),
        (f'{{"#meta": {DEEP}}}'.encode(), "it is nested too deeply"),
        (written(**{"#meta": None}), "#meta is null, not an object"),
        (written(states=[{"#meta": 1, "x": 1}]), "#meta of state 1 is a number, not"),
        (written(vars=None), "vars is missing, or not a list"),
        (written(vars=["x", 1]), "vars contains something that is not a name: 1"),
        (written(params="N"), "params is missing, or not a list"),
        (written(params=["N"]), "state 1 has no value for 'N', which params names"),
        (
            written(params=["N"], states=[{"x": 1, "N": 1}, {"x": 1, "N": 2}]),
            "state 2 has another value for the parameter 'N'",
        ),
        (written(vars=["x", "y"]), "state 1 has no value for 'y', which vars names"),
        (written(vars=[]), "state 1 has a value for 'x', which vars does not name"),
        (written(states=[{"x": 1}, 7]), "state 2 is a number, not an object"),
        (written(states=[{"x": 1, "#y": 1}]), "state 1 has a variable '#y'"),
        (written(states=[{"x": 1.0}]), "state 1, 'x': not a value"),
        (b'{"vars": ["x"], "states": [{"x": %s}]}' % (b"9" * 5_000), "not a value"),
        (written(states={}), "states is missing, or not a list"),
        (written(states=[]), "states is empty"),
        (written(loop=2), "2 states, but a loop to state 2"),
        (written(loop=True), "loop is not an integer: True"),
        (written(loop=None), "loop is not an integer: None"),
    ],
)
def test_what_is_not_in_the_format_is_refused(raw: bytes, said: str) -> None:
    """With what is wrong, and where."""
    with pytest.raises(ValueSyntaxError, match=said):
        read_itf(raw)


@given(st.binary(max_size=200) | st.binary(max_size=40).map(written().__add__))
def test_no_bytes_are_more_than_refused(raw: bytes) -> None:
    """Whatever stands in the file."""
    with suppress(ValueSyntaxError):
        read_itf(raw)
