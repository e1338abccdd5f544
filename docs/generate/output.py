"""What a command prints, to be shown where it is spoken of."""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

from docs.generate.parts import NoPartError
from docs.generate.specification import ROOT
from slotq.cli.main import main

_OPTIONS = re.compile(
    r"((?:(?:exit|first)=\d{1,3}\s+)*)((?:slotq|python)\s.*)", re.ASCII | re.DOTALL
)
_SCRIPT = re.compile(r"python docs/[\w/]+\.py", re.ASCII)
_WIDTH = "100"


def session(words: str) -> str:
    """Run a command of slotq in this process, and show it with what it prints.

    Args:
        words: The command, as one types it in the root of the project: slotq, or python and a file
            of docs/. Before it may come `exit=N`, the exit code that it has if that is not 0, and
            `first=N`, after which lines the rest is left out.

    Raises:
        NoPartError: It is not a command of slotq, ends otherwise, or prints nothing.
    """
    found = _OPTIONS.fullmatch(words.strip())
    if found is None:
        message = "a command is slotq WORD..., after exit=N and first=N if they are needed"
        raise NoPartError(message)
    if found[2].startswith("python") and not _SCRIPT.fullmatch(found[2]):
        message = "python runs one file of docs/, which is there"
        raise NoPartError(message)
    options = dict(option.split("=") for option in found[1].split())
    command = " ".join(found[2].split())
    code, printed = _run(command)
    if code != int(options.get("exit", 0)):
        last = (printed.splitlines() or ["it printed nothing"])[-1]
        message = f"its exit code is {code}: {last}"
        raise NoPartError(message)
    lines = [line.rstrip() for line in printed.rstrip("\n").splitlines()]
    if not any(lines):
        message = "it prints nothing"
        raise NoPartError(message)
    return "\n".join([f"$ {command}", *_first(lines, int(options.get("first", len(lines))))])


def _first(lines: list[str], count: int) -> Iterator[str]:
    yield from lines[:count]
    if left := len(lines) - count:
        yield f"... ({left} more {'line' if left == 1 else 'lines'})"


@cache
def _run(command: str) -> tuple[int, str]:
    """Run it, with standard error after standard output, and nothing on standard input."""
    program, *words = shlex.split(command)
    if program == "python":
        ran = subprocess.run(  # noqa: S603  # a file of the project, no shell
            [sys.executable, *words],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        return ran.returncode, (ran.stdout + ran.stderr).decode()
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with (
        open(os.devnull, encoding="utf-8") as nothing,  # noqa: PTH123  # a device, not a file
        contextlib.chdir(ROOT),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch("sys.stdin", nothing),
        patch.dict(os.environ, {"COLUMNS": _WIDTH, "PATH": _path()}),
    ):
        code = main(words)
    return code, "".join(stream.buffer.getvalue().decode() for stream in (out, err))


def _path() -> str:
    """Where programs are found that a command starts: this Python first."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
