"""slotq.key: exactly when two different calls are encoded alike.

The rules, a call that breaks none but one for each, and that no two calls within the rules collide.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slotq.key import (
    Call,
    encode,
    encode_injectively,
    get_injective_slot_queue_key,
    get_slot_queue_key,
)
from tests.golden import vectors
from tests.test_key import INTEGERS, STRINGS, from_golden


def kinds(call: Call) -> dict[str, list[bytes]]:
    """List the strings of a call by their kinds."""
    return {
        **{name: [getattr(call, name)] for name in STRINGS},
        "config key": list(call.config),
        "config value": list(call.config.values()),
        "annotation key": list(call.annotations),
        "annotation value": list(call.annotations.values()),
    }


def broken_rules(*calls: Call) -> set[str]:
    """Say which rules calls break, of those that forbid NUL in a kind, or that it be empty."""
    broken = set()
    for call in calls:
        for kind, strings in kinds(call).items():
            for string in strings:
                if b"\0" in string:
                    broken.add(f"NUL in {kind}")
                if not string:
                    broken.add(f"empty {kind}")
    return broken


def may_collide(broken: set[str]) -> bool:
    """Say whether calls that break these rules may collide, by the docstring's condition."""
    return any(rule.startswith("NUL") for rule in broken) or (
        {"empty config key", "empty annotation value"} <= broken
    )


def read_integers(encoded: bytes) -> dict[str, int]:
    """Read the numbers."""
    found, start = {}, 0
    for name, (width, is_signed) in INTEGERS.items():
        part = encoded[start : start + width]
        found[name] = int.from_bytes(part, "little", signed=is_signed)
        start += width
    return found


# A call with 28 bytes of config that another call reads as its numbers.
NUMBERS = b"abcdefghijklmnopqrstuvwxyz01"
VICTIM = Call(
    app_id=b"app",
    syslog_url=b"log",
    fn_id=b"fn",
    image=b"image",
    timeout=30,
    idle_timeout=30,
    memory=128,
    config={b"a": b"b", b"c": NUMBERS},
    annotations={b"x": b"1", b"y": b"2"},
)
VICTIM_NUMBERS = encode(Call(timeout=30, idle_timeout=30, memory=128))[4:32]


def absorbing(**strings: bytes) -> Call:
    """Make a call whose numbers are VICTIM's config."""
    return Call(
        **strings,  # type: ignore[arg-type]
        **read_integers(NUMBERS),  # type: ignore[arg-type]
        annotations=VICTIM.annotations,
    )


def victim_with(**maps: Mapping[bytes, bytes]) -> Call:
    """Make VICTIM with other maps."""
    fields = {name: getattr(VICTIM, name) for name in (*STRINGS, *INTEGERS)}
    return Call(**fields, **maps)  # type: ignore[arg-type]


COLLISIONS = {
    "NUL in app_id": (
        VICTIM,
        absorbing(
            app_id=b"app\0log\0fn\0image\0" + VICTIM_NUMBERS,
            syslog_url=b"a",
            fn_id=b"b",
            image=b"c",
        ),
    ),
    "NUL in syslog_url": (
        VICTIM,
        absorbing(
            app_id=b"app",
            syslog_url=b"log\0fn\0image\0" + VICTIM_NUMBERS + b"\0a",
            fn_id=b"b",
            image=b"c",
        ),
    ),
    "NUL in fn_id": (
        VICTIM,
        absorbing(
            app_id=b"app",
            syslog_url=b"log",
            fn_id=b"fn\0image\0" + VICTIM_NUMBERS + b"\0a\0b",
            image=b"c",
        ),
    ),
    "NUL in image": (
        VICTIM,
        absorbing(
            app_id=b"app",
            syslog_url=b"log",
            fn_id=b"fn",
            image=b"image\0" + VICTIM_NUMBERS + b"\0a\0b\0c",
        ),
    ),
    "NUL in config key": (
        victim_with(config={b"a": b"b", b"c": b"d"}),
        victim_with(config={b"a\0b\0c": b"d"}),
    ),
    "NUL in config value": (
        victim_with(config={b"a": b"b", b"c": b"d"}),
        victim_with(config={b"a": b"b\0c\0d"}),
    ),
    "NUL in annotation key": (
        victim_with(annotations={b"a": b"1", b"c": b"2"}),
        victim_with(annotations={b"a\x001\0c": b"2"}),
    ),
    "NUL in annotation value": (
        victim_with(annotations={b"a": b"1", b"c": b"2"}),
        victim_with(annotations={b"a": b"1\0c\x002"}),
    ),
    "empty config key, empty annotation value": (
        victim_with(config={b"": b"v", b"w": b"x"}, annotations={b"y": b"1"}),
        victim_with(annotations={b"v": b"w", b"x": b"", b"y": b"1"}),
    ),
}


@pytest.mark.parametrize("rules", COLLISIONS)
def test_each_rule_is_needed(rules: str) -> None:
    """Two different calls collide that break this rule alone, and one of them breaks none."""
    call, other = COLLISIONS[rules]
    assert set(rules.split(", ")) == broken_rules(call, other)
    assert call != other
    assert encode(call) == encode(other)
    assert get_slot_queue_key(call) == get_slot_queue_key(other)
    assert get_injective_slot_queue_key(call) != get_injective_slot_queue_key(other)
    assert may_collide(broken_rules(call, other))


def maps(strings: list[bytes], pairs: int) -> list[dict[bytes, bytes]]:
    """List the maps of at most so many of these strings to these strings."""
    return [
        dict(zip(keys, values, strict=True))
        for size in range(pairs + 1)
        for keys in combinations(strings, size)
        for values in product(strings, repeat=size)
    ]


def small_calls(names: tuple[str, ...], pairs: int) -> Iterator[Call]:
    """List calls whose strings are empty, NUL, or a letter, and whose numbers are zero."""
    strings = [b"", b"\0", b"a"]
    for texts in product(strings, repeat=len(names)):
        for config, annotations in product(maps(strings, pairs), repeat=2):
            yield Call(
                **dict(zip(names, texts, strict=True)),  # type: ignore[arg-type]
                config=config,
                annotations=annotations,
            )


@pytest.mark.parametrize(
    ("names", "pairs"), [(STRINGS, 1), (("image",), 2)], ids=["four strings", "larger maps"]
)
def test_small_calls_collide_only_as_the_condition_says(names: tuple[str, ...], pairs: int) -> None:
    """Any two small calls that collide break the rules that they must; with lengths none do."""
    alike = defaultdict(list)
    injective = set()
    small = list(small_calls(names, pairs))
    for call in small:
        alike[encode(call)].append(call)
        injective.add(encode_injectively(call))
    collisions = [found for found in alike.values() if len(found) > 1]
    assert collisions
    for colliding in collisions:
        for one, other in combinations(map(broken_rules, colliding), 2):
            assert may_collide(one | other)
    assert len(small) == len(injective)


def letters_only() -> Iterator[Call]:
    """List calls without NUL, with maps of at most two of four strings."""
    strings = [b"", b"a", b"b", b"aa"]
    for config, annotations in product(maps(strings, 2), repeat=2):
        yield Call(config=config, annotations=annotations)


def test_small_calls_without_nul_collide_by_an_empty_key() -> None:
    """Without NUL, one call has an empty config key and the other an empty annotation value."""
    alike = defaultdict(list)
    for call in letters_only():
        alike[encode(call)].append(call)
    collisions = [found for found in alike.values() if len(found) > 1]
    assert collisions
    for one, other in collisions:
        if b"" in other.config:
            one, other = other, one  # noqa: PLW2901 - by name, not by order
        assert b"" in one.config
        assert b"" not in other.config
        assert b"" in other.annotations.values()


def test_extensions_with_nul_read_like_an_annotation() -> None:
    """Nothing stands between the two: the extensions are a ninth kind that must not contain NUL."""
    bare, annotated = Call(app_id=b"app"), Call(app_id=b"app", annotations={b"a": b"1"})
    assert encode(bare, b"a\x001") == encode(annotated)
    assert get_slot_queue_key(bare, b"a\x001") == get_slot_queue_key(annotated)


def test_extensions_without_nul_change_no_condition() -> None:
    """Calls with and without them collide only by an empty key of config and an empty value."""
    alike = defaultdict(list)
    for call in letters_only():
        for extensions in (b"", b"a", b"b", b"aa"):
            alike[encode(call, extensions)].append((call, extensions))
    collisions = [found for found in alike.values() if len(found) > 1]
    assert collisions
    for found in collisions:
        assert may_collide(broken_rules(*[call for call, _ in found]))
        assert len({extensions for _, extensions in found}) == 1


# Reading back: whatever can be read back is injective.

INTEGER_VALUES = {
    "timeout": st.integers(-(2**31), 2**31 - 1),
    "idle_timeout": st.integers(-(2**31), 2**31 - 1),
    "tmp_fs_size": st.integers(0, 2**32 - 1),
    "memory": st.integers(0, 2**64 - 1),
    "cpus": st.integers(0, 2**64 - 1),
}


def calls(
    string: st.SearchStrategy[bytes],
    config_key: st.SearchStrategy[bytes],
    annotation_value: st.SearchStrategy[bytes],
) -> st.SearchStrategy[Call]:
    """Make calls of these strings and any numbers."""
    return st.builds(
        Call,
        **dict.fromkeys(STRINGS, string),
        **INTEGER_VALUES,
        config=st.dictionaries(config_key, string, max_size=4),
        annotations=st.dictionaries(string, annotation_value, max_size=4),
    )


BYTES = st.one_of(st.binary(max_size=4), st.lists(st.sampled_from(b"\0ab"), max_size=4).map(bytes))
WITHOUT_NUL = BYTES.map(lambda string: string.replace(b"\0", b""))
NEITHER = WITHOUT_NUL.filter(bool)


def read(encoded: bytes, which_end: int) -> Call:
    """Read the encoding of a call that keeps to the rules.

    Args:
        encoded: The encoding.
        which_end: Of the empty strings that may end the config, the one that does.
    """
    *texts, rest = encoded.split(b"\0", 4)
    strings = rest[29:].split(b"\0")[:-1]
    end = [at for at in range(0, len(strings), 2) if not strings[at]][which_end]
    config, annotations = strings[:end], strings[end + 1 :]
    return Call(
        **dict(zip(STRINGS, texts, strict=True)),  # type: ignore[arg-type]
        **read_integers(rest),  # type: ignore[arg-type]
        config=dict(zip(config[::2], config[1::2], strict=True)),
        annotations=dict(zip(annotations[::2], annotations[1::2], strict=True)),
    )


@given(calls(WITHOUT_NUL, config_key=NEITHER, annotation_value=WITHOUT_NUL))
def test_without_empty_config_keys_the_first_end_is_right(call: Call) -> None:
    """The condition suffices, one way: no NUL, and no empty config key."""
    assert call == read(encode(call), 0)


@given(calls(WITHOUT_NUL, config_key=WITHOUT_NUL, annotation_value=NEITHER))
def test_without_empty_annotation_values_the_last_end_is_right(call: Call) -> None:
    """The condition suffices, the other way: no NUL, and no empty annotation value."""
    assert call == read(encode(call), -1)


def test_reading_the_wrong_end_is_seen() -> None:
    """The two ways are different: each fails on the other's calls."""
    one, other = COLLISIONS["empty config key, empty annotation value"]
    assert (other, one) == (read(encode(one), 0), read(encode(other), -1))


class Reader:
    """Reads what was written after its length."""

    def __init__(self, encoded: bytes) -> None:
        self.rest = encoded

    def take(self, length: int) -> bytes:
        """Take so many bytes."""
        taken, self.rest = self.rest[:length], self.rest[length:]
        assert length == len(taken)
        return taken

    def length(self) -> int:
        """Read a length."""
        return int.from_bytes(self.take(8), "little")

    def string(self) -> bytes:
        """Read a string."""
        return self.take(self.length())

    def map(self) -> dict[bytes, bytes]:
        """Read a map."""
        return {self.string(): self.string() for _ in range(self.length())}


@given(calls(BYTES, config_key=BYTES, annotation_value=BYTES))
def test_injective_encoding_can_be_read_back(call: Call) -> None:
    """With lengths, no condition is needed."""
    reader = Reader(encode_injectively(call))
    again = Call(
        **{name: reader.string() for name in STRINGS},  # type: ignore[arg-type]
        **read_integers(reader.take(28)),  # type: ignore[arg-type]
        config=reader.map(),
        annotations=reader.map(),
    )
    assert (call, b"") == (again, reader.rest)


# The original's own collisions.


def read_maps(encoded: bytes) -> Iterator[tuple[dict[bytes, bytes], bytes]]:
    """List every sorted map that an encoding can begin with, and what is left."""
    pending: list[tuple[dict[bytes, bytes], bytes]] = [({}, encoded)]
    while pending:
        found, rest = pending.pop()
        yield found, rest
        ends = [at for at, byte in enumerate(rest) if byte == 0]
        pending += [
            (found | {rest[:middle]: rest[middle + 1 : end]}, rest[end + 1 :])
            for middle, end in combinations(ends, 2)
            if not found or max(found) < rest[:middle]
        ]


def readings(encoded: bytes) -> Iterator[Call]:
    """List every call that is encoded so."""
    ends = [at for at, byte in enumerate(encoded) if byte == 0]
    for borders in combinations(ends, 4):
        starts = [0, *[border + 1 for border in borders]]
        texts = [encoded[start:end] for start, end in zip(starts, borders, strict=False)]
        rest = encoded[starts[-1] :]
        if rest[28:29] != b"\0":
            continue
        for config, after in read_maps(rest[29:]):
            for annotations, nothing in read_maps(after[1:]):
                if after[:1] == b"\0" and not nothing:
                    yield Call(
                        **dict(zip(STRINGS, texts, strict=True)),  # type: ignore[arg-type]
                        **read_integers(rest),  # type: ignore[arg-type]
                        config=config,
                        annotations=annotations,
                    )


@pytest.mark.parametrize(
    "vector",
    [vector for vector in vectors("keys") if "collision" in vector["note"]],
    ids=lambda vector: vector["id"],
)
def test_calls_known_to_collide_have_another_reading(vector: dict[str, Any]) -> None:
    """Where the original was seen to collide, the other call can be found."""
    call = from_golden(vector["call"])
    found = next(other for other in readings(encode(call)) if other != call)
    assert encode(call) == encode(found)
    assert may_collide(broken_rules(call, found))
