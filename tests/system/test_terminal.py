"""slotq.system.terminal and slotq.cli.display: what cannot be written is told in a line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from slotq.cli.display import output
from slotq.system.terminal import OutputError, write, write_bytes

FULL = Path("/dev/full")
"""Where nothing can be written, for want of space."""


@pytest.mark.parametrize(
    "writing",
    [
        pytest.param(lambda: write("a\n"), id="text"),
        pytest.param(lambda: write_bytes(b"a\n"), id="bytes"),
        pytest.param(lambda: output().print("a"), id="table"),
    ],
)
def test_a_full_disk_is_told(writing: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A verdict that nobody can read is no verdict, and its reader should know why."""
    full = FULL.open("w", encoding="utf-8")
    monkeypatch.setattr("sys.stdout", full)
    said = r"^standard output cannot be written: No space left on device$"
    with pytest.raises(OutputError, match=said):
        writing()
    with pytest.raises(OSError, match="No space left"):
        full.close()
