"""The texts that are run: the project's own queue, and the original's where it was given."""

import os
import re
import shutil
from pathlib import Path

import pytest

from slotq.original.source import Source, read_source

_HERE = Path(__file__).parent
OWN = _HERE / "queue.go"
"""A queue of the project's own, with the names that the driver uses."""
_GIVEN = os.environ.get("SLOTQ_ORIGINAL")
_SHARED = _HERE.parents[1].parent / "shared" / "source" / "slots.go.txt"
ORIGINAL = Path(_GIVEN) if _GIVEN else _SHARED
"""The original's file: what SLOTQ_ORIGINAL names, or a copy of it next to the checkout."""

NEEDS_GO = pytest.mark.skipif(
    shutil.which("go") is None, reason="there is no Go: the original's text cannot be built"
)
NEEDS_ORIGINAL = pytest.mark.skipif(
    not ORIGINAL.exists(), reason="the original's text was not given: SLOTQ_ORIGINAL names it"
)
TEXTS = [
    pytest.param(OWN, id="own"),
    pytest.param(ORIGINAL, id="original", marks=NEEDS_ORIGINAL),
]

Edit = tuple[str, str]


def edited(path: Path, *edits: Edit) -> Source:
    """Read a text, and change it in a few places before it is rewritten."""
    source = read_source(path)
    text = source.text.decode()
    for pattern, replacement in edits:
        text, count = re.subn(pattern, replacement, text, count=1)
        assert count == 1, f"{pattern} is not in {path}"
    return Source(source.path, text.encode())
