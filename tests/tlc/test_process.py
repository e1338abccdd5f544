"""slotq.tlc.process: a child ends with the call, whatever ends the call."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from slotq.tlc.errors import TlcTimeoutError
from slotq.tlc.process import run_process

# Each holds a pipe while it lives, and prints a line when it does.
ALIVE = "import os, signal; pipe = os.open('pipe', os.O_WRONLY); print('ready', flush=True);"
WAITS = f"{ALIVE} signal.pause()"
STUBBORN = f"{ALIVE} signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()"
FLOODS = f"{ALIVE}\nwhile True: print('more', flush=True)"
CLOSES = f"{ALIVE} os.close(1); os.close(2); signal.pause()"
FAMILY = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WAITS!r}])"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with the pipe; when the test is over, nobody holds it any more."""
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    yield tmp_path
    ended, _, _ = select.select([reader], [], [], 30)
    assert [reader] == ended
    os.close(reader)


def test_hands_over_lines_and_the_exit_code(tmp_path: Path) -> None:
    """Both streams, characters cut between reads, and a last line without an end."""
    code = "import sys; print('é\\r'); print('b', file=sys.stderr, flush=True);"
    code += "sys.stdout.buffer.write(b'\\xff!'); sys.exit(7)"
    lines: list[str] = []
    command = [sys.executable, "-X", "utf8", "-u", "-c", code]
    assert run_process(command, tmp_path, lines.append) == 7
    assert lines == ["é", "b", "\ufffd!"]


def test_runs_in_the_folder_and_keeps_errors_apart(tmp_path: Path) -> None:
    """Output that is one document must not be broken by what else is said."""
    lines: list[str] = []
    code = "import os, sys; print(os.getcwd()); print('aside', file=sys.stderr)"
    with (tmp_path / "errors").open("wb") as errors:
        run_process([sys.executable, "-c", code], tmp_path, lines.append, errors=errors)
    assert lines == [str(tmp_path.resolve())]
    assert (tmp_path / "errors").read_text("ascii") == "aside\n"


@pytest.mark.parametrize(
    "code",
    [WAITS, STUBBORN, FLOODS, CLOSES, FAMILY],
    ids=["waits", "stubborn", "floods", "closes its output", "family"],
)
def test_a_timeout_ends_the_whole_group(
    code: str, folder: Path, children: list[subprocess.Popen[bytes]]
) -> None:
    """Silent, stubborn, never silent, silent for good, or parent of others: nothing is left."""
    with pytest.raises(TlcTimeoutError, match=r"timed out after 0\.5 s"):
        run_process([sys.executable, "-c", code], folder, lambda _: None, timeout=0.5)
    assert [child.returncode for child in children] == [-signal.SIGKILL]


def test_an_interrupt_ends_the_whole_group(
    folder: Path, children: list[subprocess.Popen[bytes]]
) -> None:
    """Ctrl-C is the signal itself here, while the child runs."""

    def interrupt(_line: str) -> None:
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run_process([sys.executable, "-c", FAMILY], folder, interrupt)
    assert [child.returncode for child in children] == [-signal.SIGKILL]


def test_a_signal_is_the_exit_code(folder: Path, children: list[subprocess.Popen[bytes]]) -> None:
    """A child that is killed from outside shows it."""

    def kill(_line: str) -> None:
        children[0].kill()

    assert run_process([sys.executable, "-c", WAITS], folder, kill) == -signal.SIGKILL


def test_a_line_without_an_end_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Output without line ends does not fill the memory."""
    monkeypatch.setattr("slotq.tlc.process.MAX_LINE", 10)
    lines: list[str] = []
    code = "print('a' * 1_000_000, end='')"
    run_process([sys.executable, "-c", code], tmp_path, lines.append)
    assert lines == ["a" * 10]


class Begun(Exception):  # noqa: N818  # no error
    """Raised by a signal."""


def test_a_signal_while_the_child_starts_comes_when_it_can_be_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Raised inside Popen, it would lose a child that has begun."""
    real = subprocess.Popen
    children: list[subprocess.Popen[bytes]] = []

    def popen(*args: Any, **kwargs: Any) -> subprocess.Popen[bytes]:  # its own
        children.append(real(*args, **kwargs))
        signal.raise_signal(signal.SIGTERM)
        return children[0]

    def begun(*_: object) -> None:
        raise Begun

    monkeypatch.setattr("slotq.tlc.process.subprocess.Popen", popen)
    before = signal.signal(signal.SIGTERM, begun)
    try:
        with pytest.raises(Begun):
            run_process(["sleep", "60"], tmp_path, lambda _: None)
    finally:
        assert signal.signal(signal.SIGTERM, before) is begun
    assert [child.returncode for child in children] == [-signal.SIGKILL]
