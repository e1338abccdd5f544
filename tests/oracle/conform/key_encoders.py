"""Encoders of the key that are wrong in one way each, as ports have them, beside the right one."""

import hashlib
import re
import struct
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

Order = Callable[[dict[str, str]], list[str]]


def _by(key: Callable[[str], Any]) -> Order:
    return lambda members: sorted(members, key=key)


def _same(text: str) -> str:
    return text


def _natural(text: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]


def _without_marks(text: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text) if letter.isalnum()
    ).lower()


_BYTES = _by(str.encode)


@dataclass(frozen=True)
class Encoder:
    """How a port encodes a key.

    Attributes:
        order: In which order members are written.
        text: What becomes of each text.
        name: What becomes of each member's name.
        value: What becomes of each member's value.
        timeout: How the two timeouts are packed.
        size: How the size of the file system is packed.
        memory: How memory is packed.
        cpus: How processors are packed.
        separator: What stands between name and value.
        end: What stands after the configuration.
        keep: Which members are written.
        cut: Whether a text ends at its first NUL, as in C.
    """

    order: Order = _BYTES
    text: Callable[[str], str] = _same
    name: Callable[[str], str] = _same
    value: Callable[[str], str] = _same
    timeout: str = "<I"
    size: str = "<I"
    memory: str = "<Q"
    cpus: str = "<Q"
    separator: bytes = b"\0"
    end: bytes = b"\0"
    keep: Callable[[str, str], bool] = lambda _name, _value: True
    cut: bool = False

    def __call__(self, call: dict[str, Any]) -> str:
        """The digest of a call, in hexadecimal digits."""
        parts = [
            self._bytes(call.get(f, "")) + b"\0" for f in ("AppID", "SyslogURL", "FnID", "Image")
        ]
        parts += [
            _pack(layout, call.get(field, 0))
            for field, layout in (
                ("Timeout", self.timeout),
                ("IdleTimeout", self.timeout),
                ("TmpFsSize", self.size),
                ("Memory", self.memory),
                ("CPUs", self.cpus),
            )
        ]
        parts += [b"\0", *self._members(call.get("Config", {})), self.end]
        parts += self._members(call.get("Annotations", {}))
        return hashlib.sha256(b"".join(parts)).hexdigest()

    def _bytes(self, text: str) -> bytes:
        coded = self.text(text).encode()
        return coded.split(b"\0")[0] if self.cut else coded

    def _members(self, members: dict[str, str]) -> list[bytes]:
        return [
            self._bytes(self.name(name))
            + self.separator
            + self._bytes(self.value(members[name]))
            + b"\0"
            for name in self.order(members)
            if self.keep(name, members[name])
        ]


def _pack(layout: str, number: int) -> bytes:
    return struct.pack(layout, number % 2 ** (8 * struct.calcsize(layout)))


RIGHT = Encoder()
_ORDERS: dict[str, Order] = {
    "insertion order": list,
    "insertion order, reversed": lambda members: list(members)[::-1],
    "descending": lambda members: sorted(members, reverse=True),
    "without case": _by(str.lower),
    "without case, then bytes": _by(lambda name: (name.lower(), name)),
    "upper case": _by(lambda name: (name.upper(), name)),
    "length first": _by(lambda name: (len(name), name)),
    "numbers first": _by(lambda name: (int(name) if name.isdigit() else 2**64, name)),
    "numbers in texts": _by(_natural),
    "UTF-16": _by(lambda name: name.encode("utf-16-be")),
    "signed bytes": _by(lambda name: [byte - 256 * (byte > 127) for byte in name.encode()]),
    "a language": _by(lambda name: (_without_marks(name), name)),
    "without punctuation": _by(lambda name: ("".join(filter(str.isalnum, name)), name)),
    "composed": _by(partial(unicodedata.normalize, "NFC")),
    "decomposed": _by(partial(unicodedata.normalize, "NFD")),
    "by value": lambda members: sorted(members, key=members.__getitem__),
}
_TEXTS: dict[str, Callable[[str], str]] = {
    "NFC": partial(unicodedata.normalize, "NFC"),
    "NFD": partial(unicodedata.normalize, "NFD"),
    "NFKC": partial(unicodedata.normalize, "NFKC"),
    "stripped": str.strip,
    "stripped at the end": str.rstrip,
    "lines of Unix": lambda text: text.replace("\r\n", "\n"),
    "lower case": str.lower,
    "upper case": str.upper,
    "unescaped": lambda text: text.replace("%41", "A"),
    "ASCII alone": lambda text: text.encode("ascii", "replace").decode(),
}
WRONG: dict[str, Encoder] = {
    **{f"order: {name}": replace(RIGHT, order=order) for name, order in _ORDERS.items()},
    **{f"texts: {name}": replace(RIGHT, text=change) for name, change in _TEXTS.items()},
    **{f"names: {name}": replace(RIGHT, name=change) for name, change in _TEXTS.items()},
    **{f"values: {name}": replace(RIGHT, value=change) for name, change in _TEXTS.items()},
    "timeouts, big-endian": replace(RIGHT, timeout=">I"),
    "timeouts, 64 bits": replace(RIGHT, timeout="<Q"),
    "size, big-endian": replace(RIGHT, size=">I"),
    "memory, big-endian": replace(RIGHT, memory=">Q"),
    "memory, 32 bits": replace(RIGHT, memory="<I"),
    "processors, big-endian": replace(RIGHT, cpus=">Q"),
    "= between name and value": replace(RIGHT, separator=b"="),
    "nothing between name and value": replace(RIGHT, separator=b""),
    "nothing after the configuration": replace(RIGHT, end=b""),
    "texts end at NUL": replace(RIGHT, cut=True),
    "no empty values": replace(RIGHT, keep=lambda _, value: bool(value)),
    "no empty names": replace(RIGHT, keep=lambda name, _: bool(name)),
}
