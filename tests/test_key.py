"""slotq.key: the original's bytes, and values that it cannot hold."""

import hashlib
from typing import Any

import pytest

from slotq.errors import MisuseError
from slotq.key import (
    Call,
    encode,
    encode_injectively,
    get_injective_slot_queue_key,
    get_slot_queue_key,
)
from tests.golden import vectors

STRINGS = ("app_id", "syslog_url", "fn_id", "image")
INTEGERS = {
    "timeout": (4, True),
    "idle_timeout": (4, True),
    "tmp_fs_size": (4, False),
    "memory": (8, False),
    "cpus": (8, False),
}


def from_golden(call: dict[str, Any]) -> Call:
    """Make the call of a vector."""
    return Call(
        app_id=call["AppID"].encode(),
        syslog_url=call["SyslogURL"].encode(),
        fn_id=call["FnID"].encode(),
        image=call["Image"].encode(),
        timeout=call["Timeout"],
        idle_timeout=call["IdleTimeout"],
        tmp_fs_size=call["TmpFsSize"],
        memory=call["Memory"],
        cpus=call["CPUs"],
        config={key.encode(): value.encode() for key, value in call["Config"].items()},
        annotations={key.encode(): value.encode() for key, value in call["Annotations"].items()},
    )


@pytest.mark.parametrize("vector", vectors("keys"), ids=lambda vector: vector["id"])
def test_original_has_the_same_key(vector: dict[str, Any]) -> None:
    """Byte for byte, or two implementations would not share their containers alike."""
    call = from_golden(vector["call"])
    assert vector["key_sha256_hex"] == get_slot_queue_key(call).hex()


def test_a_key_is_the_hash_of_the_encoding() -> None:
    """What is said of the encodings holds for the keys, up to a collision of SHA-256."""
    call = Call(app_id=b"app", config={b"a": b"1"})
    expected = [hashlib.sha256(encode(call)), hashlib.sha256(encode_injectively(call))]
    actual = [get_slot_queue_key(call), get_injective_slot_queue_key(call)]
    assert [hash_.digest() for hash_ in expected] == actual


EVERYTHING = Call(
    app_id=b"A",
    syslog_url=b"S",
    fn_id=b"F",
    image=b"I",
    timeout=-2,
    idle_timeout=1,
    tmp_fs_size=2**32 - 1,
    memory=2**64 - 1,
    cpus=258,
    config={b"b": b"2", b"\xff": b"3", b"a": b"1"},
    annotations={b"y": b"[]", b"x": b"{}"},
)


def test_encoding() -> None:
    """Strings, then numbers in little-endian, then maps sorted by bytes."""
    expected = (
        b"A\0S\0F\0I\0"
        b"\xfe\xff\xff\xff" b"\x01\0\0\0" b"\xff\xff\xff\xff"
        b"\xff\xff\xff\xff\xff\xff\xff\xff" b"\x02\x01\0\0\0\0\0\0"
        b"\0" b"a\x001\0" b"b\x002\0" b"\xff\x003\0"
        b"\0" b"x\0{}\0" b"y\0[]\0"
    )  # fmt: skip
    assert expected == encode(EVERYTHING)


def test_encoding_with_extensions() -> None:
    """They come last, and nothing is written where there are none."""
    assert encode(EVERYTHING) + b"E\0" == encode(EVERYTHING, b"E")
    assert encode(EVERYTHING) == encode(EVERYTHING, b"")
    with pytest.raises(MisuseError, match=r"^extensions is of type str, not bytes$"):
        encode(EVERYTHING, "E")  # type: ignore[arg-type]


def test_injective_encoding() -> None:
    """Each string after its length, each map after its size."""
    one, two = (number.to_bytes(8, "little") for number in (1, 2))
    three = (3).to_bytes(8, "little")
    expected = (
        one + b"A" + one + b"S" + one + b"F" + one + b"I"
        + b"\xfe\xff\xff\xff" b"\x01\0\0\0" b"\xff\xff\xff\xff"
        + b"\xff\xff\xff\xff\xff\xff\xff\xff" b"\x02\x01\0\0\0\0\0\0"
        + three + one + b"a" + one + b"1" + one + b"b" + one + b"2" + one + b"\xff" + one + b"3"
        + two + one + b"x" + two + b"{}" + one + b"y" + two + b"[]"
    )  # fmt: skip
    assert expected == encode_injectively(EVERYTHING)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"app_id": "app"}, "app_id is of type str, not bytes"),
        ({"syslog_url": bytearray()}, "syslog_url is of type bytearray, not bytes"),
        ({"image": None}, "image is of type NoneType, not bytes"),
        (
            {"timeout": 2**31},
            "timeout is 2147483648, but must be from -2147483648 to 2147483647 (int32)",
        ),
        ({"memory": -1}, "memory is -1, but must be from 0 to 18446744073709551615 (uint64)"),
        ({"cpus": 1.0}, "cpus is of type float, not uint64"),
        ({"cpus": True}, "cpus is of type bool, not uint64"),
        ({"config": [b"a"]}, "config is of type list, not a mapping"),
        ({"config": {"a": b"1"}}, "a key of config is of type str, not bytes"),
        ({"annotations": {b"a": 1}}, "a value of annotations is of type int, not bytes"),
    ],
)
def test_a_value_of_no_go_type_is_refused(fields: dict[str, Any], message: str) -> None:
    """The original's compiler would refuse it; a key made from it would be nobody's."""
    with pytest.raises(MisuseError) as caught:
        Call(**fields)
    assert message == str(caught.value)


@pytest.mark.parametrize("name", INTEGERS)
def test_integers_have_exactly_their_widths(name: str) -> None:
    """The least and the greatest value are accepted, and their neighbours are not."""
    width, is_signed = INTEGERS[name]
    greatest = 2 ** (8 * width - is_signed) - 1
    least = -greatest - 1 if is_signed else 0
    for value in (least, greatest):
        encoded = value.to_bytes(width, "little", signed=is_signed)
        assert encoded in encode(Call(**{name: value}))  # type: ignore[arg-type]
    for value in (least - 1, greatest + 1):
        with pytest.raises(MisuseError):
            Call(**{name: value})  # type: ignore[arg-type]
