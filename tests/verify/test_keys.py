"""slotq.verify.keys: the reference writes the specified bytes, and a wrong encoding shows."""

from dataclasses import replace

import pytest

from slotq.formats.tla_values import Function
from slotq.key import Call, encode, encode_injectively
from slotq.tlc.toolchain import Toolchain
from slotq.verify import keys
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.keys import ENCODINGS, Encoding, check_key, read_call
from slotq.verify.manifest import load_manifest
from tests.verify.once import explore_once

PLAIN = load_manifest().find("KeyPlain")


@pytest.fixture(autouse=True)
def _explore_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "explore", explore_once)


def test_the_reference_writes_what_is_specified(toolchain: Toolchain) -> None:
    """Every call of the model is compared."""
    encoding, _ = ENCODINGS["KeyPlain"]
    assert check_key(toolchain, PLAIN, encoding) == Evidence(states=304, edges=304)


def test_so_with_the_extensions_of_later_versions(toolchain: Toolchain) -> None:
    """As many calls for each string of them that is tried."""
    later = load_manifest().find("KeyLater")
    encoding, _ = ENCODINGS["KeyLater"]
    assert check_key(toolchain, later, encoding) == Evidence(states=912, edges=912)
    with pytest.raises(ClaimRefutedError, match="the specification encodes b'"):
        check_key(toolchain, later, lambda call, _: encode(call))


def without_annotations(call: Call, extensions: bytes) -> bytes:
    """Write a call as the original once did."""
    return encode(replace(call, annotations={}), extensions)


def injectively(call: Call, _: bytes) -> bytes:
    """Write it as nobody did."""
    return encode_injectively(call)


@pytest.mark.parametrize("wrong", [injectively, without_annotations])
def test_a_wrong_encoding_falls(toolchain: Toolchain, wrong: Encoding) -> None:
    """With the call that shows it."""
    with pytest.raises(ClaimRefutedError, match="the specification encodes b'"):
        check_key(toolchain, PLAIN, wrong)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ((), r"\(\) is not a function"),
        (Function({"integers": 1}), "1 is not a sequence of bytes"),
    ],
)
def test_what_is_no_call_falls(value: tuple[()] | Function, said: str) -> None:
    """A specification of another shape is no proof."""
    with pytest.raises(ClaimRefutedError, match=said):
        read_call(value)
