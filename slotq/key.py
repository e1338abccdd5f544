r"""The key of a call: calls with the same key may share containers.

The key is the SHA-256 of an encoding of all that a container depends on. Strings end in a NUL byte,
numbers have fixed sizes and stand together, maps are written in the order of their keys' bytes:

    app NUL syslog NUL fn NUL image NUL  numbers NUL  (key NUL value NUL)* NUL  (key NUL value NUL)*

Can it be read back? Consider the calls that keep to a set of rules, each of which forbids NUL in
one of the eight kinds of strings (app, syslog, fn, image, config key, config value, annotation key,
annotation value), or forbids one of the kinds to be empty.

    The encoding is injective on these calls exactly if the rules forbid NUL in all eight kinds,
    and forbid empty config keys or empty annotation values.

If: a NUL ends a string then, so four strings and the numbers can be read, and a list of further
strings. The config ends at an empty one in the place of a key. If no config key is empty, it is the
first of these. If no annotation value is empty, it is the last: after the config, such places hold
annotation values. Only if: for each of the eight kinds there are two calls that collide, one of
which keeps to all rules and the other breaks only this; and so there are for an empty config key in
one call and an empty annotation value in the other.

The original's annotation values are JSON texts, hence neither empty nor with a NUL. There, calls
are told apart if the other seven kinds contain no NUL, which the original does not check. A call
without any can still be met by one with some.

Later versions of the original take one string more, in which a driver says what else a slot depends
on: the extensions. They follow the annotations, with nothing between them, and end in a NUL; an
empty string is not written. So they are a ninth kind of strings, in which NUL has to be forbidden:
with one they read like an annotation. The condition on empty strings stays what it is.

`get_injective_slot_queue_key` writes each string after its length and each map after its size, and
needs no condition.

Source: api/agent/slots.go of fnproject/fn.
"""

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from slotq.errors import MisuseError
from slotq.stats import UINT64_MODULUS

_INT32 = ("int32", -(2**31), 2**31 - 1)
_UINT32 = ("uint32", 0, 2**32 - 1)
_UINT64 = ("uint64", 0, UINT64_MODULUS - 1)
_INTEGERS = {
    "timeout": _INT32,
    "idle_timeout": _INT32,
    "tmp_fs_size": _UINT32,
    "memory": _UINT64,
    "cpus": _UINT64,
}
_STRINGS = ("app_id", "syslog_url", "fn_id", "image")
_MAPS = ("config", "annotations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    r"""What the key of a call depends on.

    Strings are bytes, because Go's are: any bytes, compared and sorted as such. Text would have to
    be encoded first, and which bytes a lone surrogate or a file name's escape stands for depends on
    how the text was read.

    Attributes:
        app_id: AppID.
        syslog_url: SyslogURL.
        fn_id: FnID.
        image: Image.
        timeout: Timeout, an int32.
        idle_timeout: IdleTimeout, an int32.
        tmp_fs_size: TmpFsSize, a uint32.
        memory: Memory, a uint64.
        cpus: CPUs, a uint64.
        config: Config.
        annotations: Annotations, each value the bytes as stored: a compact JSON text.

    Raises:
        MisuseError: A value does not fit its Go type.

    Source: call.
    """

    app_id: bytes = b""
    syslog_url: bytes = b""
    fn_id: bytes = b""
    image: bytes = b""
    timeout: int = 0
    idle_timeout: int = 0
    tmp_fs_size: int = 0
    memory: int = 0
    cpus: int = 0
    config: Mapping[bytes, bytes] = field(default_factory=dict)
    annotations: Mapping[bytes, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in _STRINGS:
            _require_bytes(name, getattr(self, name))
        for name, (go_type, least, greatest) in _INTEGERS.items():
            value: object = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int):
                message = f"{name} is of type {type(value).__name__}, not {go_type}"
                raise MisuseError(message)
            if not least <= value <= greatest:
                message = f"{name} is {value}, but must be from {least} to {greatest} ({go_type})"
                raise MisuseError(message)
        for name in _MAPS:
            mapping: object = getattr(self, name)
            if not isinstance(mapping, Mapping):
                message = f"{name} is of type {type(mapping).__name__}, not a mapping"
                raise MisuseError(message)
            for key, value in mapping.items():
                _require_bytes(f"a key of {name}", key)
                _require_bytes(f"a value of {name}", value)


def _require_bytes(name: str, value: object) -> None:
    if not isinstance(value, bytes):
        message = f"{name} is of type {type(value).__name__}, not bytes"
        raise MisuseError(message)


def get_slot_queue_key(call: Call, extensions: bytes = b"") -> bytes:
    """Compute the key of a call, 32 bytes.

    Args:
        call: The call.
        extensions: What else the slot depends on, in later versions of the original.

    Raises:
        MisuseError: The extensions are not bytes.

    Source: getSlotQueueKey.
    """
    return hashlib.sha256(encode(call, extensions)).digest()


def encode(call: Call, extensions: bytes = b"") -> bytes:
    """Write down what the key is the hash of.

    Args:
        call: The call.
        extensions: What else the slot depends on, in later versions of the original.

    Raises:
        MisuseError: The extensions are not bytes.

    Source: getSlotQueueKey, before the hash.
    Spec: Encode; EncodeLater, with extensions.
    """
    _require_bytes("extensions", extensions)
    parts: list[bytes] = []
    for string in (call.app_id, call.syslog_url, call.fn_id, call.image):
        parts += (string, b"\x00")
    parts += (_encode_integers(call), b"\x00")
    for key, value in sorted(call.config.items()):
        parts += (key, b"\x00", value, b"\x00")
    parts.append(b"\x00")
    for key, value in sorted(call.annotations.items()):
        parts += (key, b"\x00", value, b"\x00")
    if extensions:
        parts += (extensions, b"\x00")
    return b"".join(parts)


def _encode_integers(call: Call) -> bytes:
    # Little-endian, two's complement, nothing between them.
    return struct.pack(
        "<iiIQQ", call.timeout, call.idle_timeout, call.tmp_fs_size, call.memory, call.cpus
    )


def get_injective_slot_queue_key(call: Call) -> bytes:
    """Compute a key, 32 bytes, that two different calls share only if SHA-256 collides."""
    return hashlib.sha256(encode_injectively(call)).digest()


def encode_injectively(call: Call) -> bytes:
    """Write down a call so that it can be read back, whatever its strings.

    Spec: EncodeInjectively.
    """
    parts: list[bytes] = []
    for string in (call.app_id, call.syslog_url, call.fn_id, call.image):
        parts += (_encode_length(string), string)
    parts.append(_encode_integers(call))
    for mapping in (call.config, call.annotations):
        parts.append(_encode_length(mapping))
        for key, value in sorted(mapping.items()):
            parts += (_encode_length(key), key, _encode_length(value), value)
    return b"".join(parts)


def _encode_length(sized: bytes | Mapping[bytes, bytes]) -> bytes:
    return struct.pack("<Q", len(sized))
