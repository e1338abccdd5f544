"""Runs one child process that never outlives the call, whatever ends the call.

The child leads a process group of its own, so that Ctrl-C on a terminal reaches us alone and the
whole group, wrapper scripts included, is ours to end. It is ended with SIGKILL at once: all that it
writes lies in a folder that is deleted next, so there is nothing it would have to tidy up. The
leader is not reaped before the group is killed, so its number cannot have gone to another process.
"""

import codecs
import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO

from slotq.system.signals import at_the_end, held
from slotq.tlc.environment import java_environment
from slotq.tlc.errors import TlcTimeoutError

MAX_LINE = 1 << 24
_CHUNK = 1 << 16
_GRACE = 10.0


def run_process(  # noqa: PLR0913  # each is an independent part of a run
    command: Sequence[str],
    folder: Path,
    on_line: Callable[[str], None],
    timeout: float | None = None,
    errors: IO[bytes] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Runs a command and hands over each line of its output as it comes.

    Args:
        command: The program and its arguments; no shell reads them.
        folder: Where it runs.
        on_line: Called with each line of the output, without its end.
        timeout: Seconds of wall time, or None for no bound.
        errors: A file for the error stream, which is otherwise part of the output.
        environment: Its variables, if they are not this process's own.

    Returns:
        The exit code; the negative number of the signal that ended it, if one did.

    Raises:
        TlcTimeoutError: The time was over.
    """
    deadline = None if timeout is None else time.monotonic() + timeout
    with ExitStack() as stack:
        with held():
            child = subprocess.Popen(  # noqa: S603  # an argument list, the program found by us
                command,
                cwd=folder,
                env=java_environment(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT if errors is None else errors,
                start_new_session=True,
            )
            stream = child.stdout
            assert stream is not None  # noqa: S101  # a pipe was asked for
            stack.callback(at_the_end(partial(_end, child, stream)))
        try:
            _pump(stream.fileno(), on_line, deadline)
            return child.wait(_left(deadline))
        except (subprocess.TimeoutExpired, _OverTimeError):
            message = f"timed out after {timeout:g} s"
            raise TlcTimeoutError(message) from None


def _end(child: subprocess.Popen[bytes], stream: IO[bytes]) -> None:
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):  # it has ended, which is not noted yet
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        _await_others(stream.fileno())
    stream.close()


class _OverTimeError(Exception):
    """The deadline passed while output was awaited."""


def _left(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())


def _pump(source: int, on_line: Callable[[str], None], deadline: float | None) -> None:
    """Reads until the stream is closed by all its holders."""
    decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
    pending = ""
    with selectors.DefaultSelector() as selector:
        selector.register(source, selectors.EVENT_READ)
        while True:
            left = _left(deadline)
            if left == 0 or not selector.select(left):
                raise _OverTimeError
            chunk = os.read(source, _CHUNK)
            *lines, pending = (pending + decode(chunk)).split("\n")
            for line in lines:
                on_line(line.rstrip("\r"))
            if not chunk:
                break
            pending = pending[-MAX_LINE:]
    if pending:
        on_line(pending)


def _await_others(source: int) -> None:
    """The stream ends when the last of the group is gone, and with it its hold on files."""
    with contextlib.suppress(_OverTimeError):
        _pump(source, lambda _: None, time.monotonic() + _GRACE)
