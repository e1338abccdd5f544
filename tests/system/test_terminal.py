"""slotq.system.terminal and slotq.cli.display: what cannot be written is told in a line."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from slotq.cli.display import output
from slotq.system.terminal import OutputError, printable, printable_lines, write, write_bytes

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


BEFORE = "import sys; from slotq.system.terminal import *; sys.stdin.read();"


@pytest.mark.parametrize("last", ["write('a')", "sys.stdout.write('a'); end_quietly()"])
def test_a_reader_that_has_seen_enough_is_no_error(last: str) -> None:
    """Not even when the interpreter ends, and writes what it still has."""
    command = [sys.executable, "-c", BEFORE + last]
    pipe, buffered = subprocess.PIPE, dict(os.environ, PYTHONUNBUFFERED="")
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=buffered) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")


def test_what_a_terminal_would_obey_is_escaped() -> None:
    """One line stays one, and several stay several."""
    assert printable("plain é") == "plain é"
    assert printable("\x1b[2J\na\t") == "\\x1b[2J\\na\\t"
    assert printable_lines("\x1b[2J\na\t\n") == "\\x1b[2J\na\\t\n"
