"""The original's file: where it lies, and which version it is."""

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from slotq.errors import SlotqError

PLACE = Path("api/agent/slots.go")
"""Where the file lies in a checkout of the original."""
_LONGEST = 1 << 20

SEED = "3909b87f64f63b2a9560628f13f3c1d28ff8301c1cf07f0c6fae008cdd8c45bf"
NEWEST = "8d6b613f963460a488f4bea8cc87484ed3b3d3f51e251b4e6cd33eb35851bd02"
VERSIONS = MappingProxyType(
    {
        SEED: "6eaf1578e of 2018-11-15, the version that is specified",
        "10f6dc28a746de812a0c351ee41908f8c015b2897c8a0b954cf6e2d9dc948cd9": (
            "bcddec9a7 of 2019-07-11, with extensions in the key"
        ),
        "ae35289a7ae446e89e635763a1f25431a15c2bc797ca835ef49de9f6ef3d2c20": (
            "dd0149f78 of 2019-07-18, with what authenticates in the queue"
        ),
        "c6f184c44b01db229768c000dc52518370dc62dce5e0da2fcaf03c0f454ad67a": (
            "7b6c3057a of 2019-07-18, with an authentication token in the queue"
        ),
        NEWEST: "08895e1ac of 2019-09-25, the newest",
    }
)
"""Versions by the hash of their tokens, which leaves spaces and comments out.

Source: the history of api/agent/slots.go in github.com/fnproject/fn, up to 005252892 of 2025-09-26.
"""


class SourceError(SlotqError):
    """There is no file of the original, or none that can be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file.

    Attributes:
        path: Where it was read.
        text: What it says.
    """

    path: Path
    text: bytes


def read_source(path: Path) -> Source:
    """Read the original's file.

    Args:
        path: The file alone, or a checkout of the original.

    Raises:
        SourceError: There is none, or it is too long.
    """
    file = path / PLACE if path.is_dir() else path
    if not file.exists():
        message = f"{path}: there is no {PLACE} in this folder" if file != path else f"{path}: "
        raise SourceError(message if file != path else f"{message}there is no such file")
    if not file.is_file():
        message = f"{file}: no ordinary file"
        raise SourceError(message)
    try:
        with file.open("rb") as stream:
            text = stream.read(_LONGEST + 1)
    except OSError as error:
        message = f"{file}: {error.strerror or error}"
        raise SourceError(message) from error
    if len(text) > _LONGEST:
        message = f"{file}: longer than {_LONGEST} bytes, so not the file of the queue"
        raise SourceError(message)
    return Source(file, text)


def version(tokens: str) -> str:
    """Name a version by the hash of its tokens."""
    return VERSIONS.get(tokens, f"unknown version (tokens {tokens[:12]})")
