"""The key's encodings are those of spec/SlotKey.tla, byte by byte, and collide where it says."""

from pathlib import Path

import pytest

from slotq.formats.tla_values import Function, Value
from slotq.key import encode, get_slot_queue_key
from slotq.verify.comparison import LabelledGraph
from slotq.verify.keys import read_call, read_extensions
from slotq.verify.manifest import load_manifest
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


def graph(folder: Path, nul: str, empty: str) -> LabelledGraph[Function]:
    """TLC's graph of the calls that may break some rules."""
    config = folder / "Key.cfg"
    config.write_text(CONFIGURATION.format(nul=nul, empty=empty), encoding="utf-8")
    return specified("MCSlotKey", config)


@pytest.mark.parametrize(
    ("nul", "empty"),
    [('"app"', ""), ('"annotationValue"', ""), ("", '"configKey", "annotationValue"')],
)
def test_bytes_and_collisions(nul: str, empty: str, tmp_path: Path) -> None:
    """Both write the same bytes for every call, and those that collide have one key."""
    collisions = 0
    for state in graph(tmp_path, nul, empty).states:
        one, other = read_call(state["call"]), read_call(state["other"])
        assert string(state["bytes"]) == encode(one)
        if one != other:
            collisions += 1
            assert get_slot_queue_key(one) == get_slot_queue_key(other)
    assert collisions


def test_bytes_and_collisions_of_later_versions(tmp_path: Path) -> None:
    """Extensions that contain NUL are what another call has as its annotation."""
    model = (MODELS / load_manifest().find("KeyNulInExtensions").cfg).read_text(encoding="utf-8")
    config = tmp_path / "Later.cfg"
    config.write_text(model.partition("INVARIANTS")[0], encoding="utf-8")
    collisions = set()
    for state in specified("MCSlotKeyLater", config).states:
        one, other = read_call(state["call"]), read_call(state["other"])
        its, others = read_extensions(state["call"]), read_extensions(state["other"])
        assert string(state["bytes"]) == encode(one, its)
        if (one, its) != (other, others):
            collisions.add((tuple(one.annotations.items()), its))
            assert get_slot_queue_key(one, its) == get_slot_queue_key(other, others)
    assert collisions == {((), b"\x01\x00\x01"), (((b"\x01", b"\x01"),), b"")}
