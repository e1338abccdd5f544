"""Runs the command line from an empty folder: in a process of its own, or quickly in this one."""

import contextlib
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from slotq.cli.main import main

_TIMEOUT = 120


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


def command(*arguments: str) -> list[str]:
    """The command line of slotq with these arguments."""
    return [sys.executable, "-m", "slotq", *arguments]


def environment(**variables: str) -> dict[str, str]:
    """This process's environment, changed."""
    return os.environ | {"COLUMNS": "100"} | variables


def slotq(
    *arguments: str, cwd: Path, given: bytes = b"", variables: Mapping[str, str] | None = None
) -> Ran:
    """Run slotq to its end."""
    done = subprocess.run(
        command(*arguments),
        cwd=cwd,
        input=given,
        env=environment(**variables or {}),
        capture_output=True,
        timeout=_TIMEOUT,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def here(
    *arguments: str, cwd: Path, given: bytes = b"", variables: Mapping[str, str] | None = None
) -> Ran:
    """Run slotq to its end in this process, where what it says is in question, not how it ends."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as stdin,
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch("sys.stdin", stdin),
        patch.dict(os.environ, environment(**variables or {})),
    ):
        stdin.buffer.write(given)
        stdin.seek(0)
        code = main(list(arguments))
    return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))
