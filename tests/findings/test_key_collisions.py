"""Two calls that share a queue: the key of the original, and one that cannot collide."""

import pytest

from docs.generate.finding import load_findings
from slotq.key import Call, get_injective_slot_queue_key, get_slot_queue_key

PAIRS = {
    "empty": (Call(annotations={b"\x01": b""}), Call(config={b"": b"\x01"})),
    "config": (Call(config={b"a": b"b\0c\0d"}), Call(config={b"a": b"b", b"c": b"d"})),
}


def test_the_page_shows_a_collision() -> None:
    """Its lines of Python do what it says they do."""
    names: dict[str, object] = {}
    exec(load_findings()["key-collisions"].code.snippet, names)  # noqa: S102  # it is ours
    assert (names["original_collides"], names["fixed_collides"]) == (True, False)


@pytest.mark.parametrize("name", ["empty", "config"])
def test_the_original_collides_and_the_fixed_key_does_not(name: str) -> None:
    """An empty key or value, and a NUL, are what it takes."""
    one, other = PAIRS[name]
    assert one != other
    assert get_slot_queue_key(one) == get_slot_queue_key(other)
    assert get_injective_slot_queue_key(one) != get_injective_slot_queue_key(other)


def test_calls_that_keep_to_the_rules_do_not_collide() -> None:
    """Nor does the original's key, without a NUL and without an empty key."""
    calls = [
        Call(app_id=app, config=config)
        for app in (b"a", b"b")
        for config in ({}, {b"a": b""}, {b"a": b"b"}, {b"a": b"", b"b": b""})
    ]
    for key in (get_slot_queue_key, get_injective_slot_queue_key):
        assert len({key(call) for call in calls}) == len(calls)
