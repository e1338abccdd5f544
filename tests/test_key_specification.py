"""The key's encodings are those of spec/SlotKey.tla, byte by byte, and collide where it says."""

import struct
from pathlib import Path

import pytest

from slotq.key import Call, encode, encode_injectively, get_slot_queue_key
from slotq.tlc.values import Function, Value
from slotq.verify.comparison import LabelledGraph
from tests.machine.graphs import MODELS, specified

CONFIGURATION = """
CONSTANTS
  Pool <- FullPool
  Blocks <- FullBlocks
  MapSize = 2
  Nul = {{{nul}}}
  Empty = {{{empty}}}
  Prefixed = FALSE
SPECIFICATION Spec
"""


def string(value: Value) -> bytes:
    """A sequence of bytes."""
    assert isinstance(value, tuple)
    return bytes(byte for byte in value if isinstance(byte, int))


def mapping(value: Value) -> dict[bytes, bytes]:
    """A map; TLC prints an empty one as an empty sequence."""
    if value == ():
        return {}
    assert isinstance(value, Function)
    return {string(key): string(value[key]) for key in value}


def call(value: Value) -> Call:
    """A call of the specification as one of the reference."""
    assert isinstance(value, Function)
    timeout, idle_timeout, tmp_fs_size, memory, cpus = struct.unpack(
        "<iiIQQ", string(value["integers"])
    )
    return Call(
        app_id=string(value["app"]),
        syslog_url=string(value["syslog"]),
        fn_id=string(value["fn"]),
        image=string(value["image"]),
        timeout=timeout,
        idle_timeout=idle_timeout,
        tmp_fs_size=tmp_fs_size,
        memory=memory,
        cpus=cpus,
        config=mapping(value["config"]),
        annotations=mapping(value["annotations"]),
    )


def graph(folder: Path, nul: str, empty: str) -> LabelledGraph[Function]:
    """TLC's graph of the calls that may break some rules."""
    config = folder / "Key.cfg"
    config.write_text(CONFIGURATION.format(nul=nul, empty=empty), encoding="utf-8")
    return specified("MCSlotKey", config)


def test_bytes_with_lengths() -> None:
    """For every call of the model the specification and the reference write the same bytes."""
    states = specified("MCSlotKey", MODELS / "KeyPrefixed.cfg").states
    assert states
    for state in states:
        assert string(state["bytes"]) == encode_injectively(call(state["call"]))


@pytest.mark.parametrize(
    ("nul", "empty"),
    [('"app"', ""), ('"annotationValue"', ""), ("", '"configKey", "annotationValue"')],
)
def test_bytes_and_collisions(nul: str, empty: str, tmp_path: Path) -> None:
    """So they do with terminators, and calls that collide there have one key."""
    collisions = 0
    for state in graph(tmp_path, nul, empty).states:
        one, other = call(state["call"]), call(state["other"])
        assert string(state["bytes"]) == encode(one)
        if one != other:
            collisions += 1
            assert get_slot_queue_key(one) == get_slot_queue_key(other)
    assert collisions
