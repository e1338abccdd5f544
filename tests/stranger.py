"""Runs the command line in a process of its own, from an empty folder."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
