"""The third equality: the reference encodes each call as the specification does, byte by byte."""

import struct
from collections.abc import Callable

from slotq.formats.tla_values import Function, Value
from slotq.key import Call, encode, encode_injectively
from slotq.tlc.graph import state_record
from slotq.tlc.state_graph import explore
from slotq.tlc.toolchain import Toolchain
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.manifest import Model, Tier
from slotq.verify.models import Folders, make_job

Encoding = Callable[[Call, bytes], bytes]
"""Writes a call with its extensions, which are empty where the specification has none."""


def _encode_injectively(call: Call, _: bytes) -> bytes:
    return encode_injectively(call)


ENCODINGS: dict[str, tuple[Encoding, Tier]] = {
    "KeyPlain": (encode, Tier.SMOKE),
    "KeyNonEmptyConfigKeys": (encode, Tier.FULL),
    "KeyPrefixed": (_encode_injectively, Tier.FULL),
    "KeyLater": (encode, Tier.FULL),
}
"""Models of SlotKey that hold, each with the function that writes its calls."""


def check_key(
    toolchain: Toolchain, model: Model, encoding: Encoding, folders: Folders | None = None
) -> Evidence:
    """Compare the bytes of every call of a model with those that the reference writes.

    Args:
        toolchain: The Java and the jar.
        model: The model.
        encoding: Writes a call.
        folders: Where the modules and the models are.

    Raises:
        ClaimRefutedError: They differ.
        TlcError: There is no whole graph.
    """
    _, dumped = explore(toolchain, make_job(model, folders or Folders()), state_record)
    for state in dumped.states:
        call = read_call(state["call"])
        extensions = read_extensions(state["call"])
        specified, written = _string(state["bytes"]), encoding(call, extensions)
        if specified != written:
            message = (
                f"{call}, {extensions!r}: the specification encodes {specified!r}, the "
                f"reference {written!r}"
            )
            raise ClaimRefutedError(message)
    return Evidence(len(dumped.states), dumped.edge_count)


def read_call(value: Value) -> Call:
    """Make a call of the specification one of the reference."""
    value = _function(value)
    timeout, idle_timeout, tmp_fs_size, memory, cpus = struct.unpack(
        "<iiIQQ", _string(value["integers"])
    )
    return Call(
        app_id=_string(value["app"]),
        syslog_url=_string(value["syslog"]),
        fn_id=_string(value["fn"]),
        image=_string(value["image"]),
        timeout=timeout,
        idle_timeout=idle_timeout,
        tmp_fs_size=tmp_fs_size,
        memory=memory,
        cpus=cpus,
        config=_map(value["config"]),
        annotations=_map(value["annotations"]),
    )


def read_extensions(value: Value) -> bytes:
    """Find the extensions of a call of the specification, if its calls have any."""
    return _string(_function(value).get("extensions", ()))


def _string(value: Value) -> bytes:
    if not isinstance(value, tuple):
        message = f"{value!r} is not a sequence of bytes"
        raise ClaimRefutedError(message)
    return bytes(byte for byte in value if isinstance(byte, int))


def _map(value: Value) -> dict[bytes, bytes]:
    if value == ():  # as TLC prints an empty one
        return {}
    return {_string(key): _string(item) for key, item in _function(value).items()}


def _function(value: Value) -> Function:
    if not isinstance(value, Function):
        message = f"{value!r} is not a function"
        raise ClaimRefutedError(message)
    return value
