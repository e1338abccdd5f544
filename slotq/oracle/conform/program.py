"""The process at the other end of two pipes, which may do anything.

It leads a process group of its own, which ends with the driver, whatever ends the driver, short of
SIGKILL: then all that the program sees is the end of its input. Nothing it does takes longer than
it is allowed to, and no more of what it says is kept than a line may have.

Driver and program take turns, and a turn is short: to sleep and be woken takes longer than a
quick program takes to answer. So the driver looks a few times whether the answer has come before it
sleeps until it comes. Where the program has no core to itself, looking only keeps it from its work;
then the driver is soon asleep again, and does not look so often for a while.
"""

import os
import select
import signal
import subprocess
import time
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Self

from slotq.formats.errors import plain
from slotq.oracle.conform.failures import FindingError, UnusableError
from slotq.oracle.conform.wire import LONGEST_LINE
from slotq.system.signals import held

_CHUNK = 4096
_LOOKS = 50
"""How often to look for an answer before sleeping until it comes."""
_RESTS = 32
"""How many answers that are slept for come between one that is looked for and the next."""
_ENDING = 1.0  # seconds between the end of the output and that of the program


class Program:
    """A program that answers lines with lines; use it in `with`.

    Args:
        command: The program and its arguments; no shell reads them.

    Raises:
        UnusableError: It cannot be started.
    """

    def __init__(self, command: Sequence[str]) -> None:
        try:
            with held():
                child = subprocess.Popen(  # noqa: S603  # the user's own command
                    command,
                    bufsize=0,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    start_new_session=True,
                )
                # From here on it ends with this object, whatever comes between.
                self._end = weakref.finalize(self, _end, child)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            message = f"cannot start {plain(' '.join(command))}: {reason}"
            raise UnusableError(message) from error
        assert child.stdin is not None  # noqa: S101  # both pipes were asked for
        assert child.stdout is not None  # noqa: S101  # as above
        self._child = child
        for pipe in (child.stdin, child.stdout):
            os.set_blocking(pipe.fileno(), False)
        self._input, self._output = child.stdin, child.stdout
        # None if that would block.
        self._write: Callable[[bytes], int | None] = child.stdin.write
        self._read: Callable[[int], bytes | None] = child.stdout.read
        self._readable = select.poll()
        self._readable.register(child.stdout, select.POLLIN)
        self._looks = _LOOKS
        self._slept = 0
        self._begun = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def ask(self, line: bytes, seconds: float) -> bytes:
        """Say a line, and wait for the next one.

        Args:
            line: With its end.
            seconds: How long both may take.

        Returns:
            The answer's line, without its end.

        Raises:
            FindingError: There was no answer, or the line is not an answer.
        """
        if self._begun:
            raise self._unasked()
        # Almost always all of it is taken at once, and the answer comes at once and alone.
        try:
            written = self._write(line)
        except BrokenPipeError:
            raise self._ended(seconds) from None
        if written == len(line):
            chunk = self._hear(seconds)
            if chunk.find(b"\n") == len(chunk) - 1 >= 0:
                return chunk[:-1]
            return self._read_on(chunk, seconds)
        deadline = time.monotonic() + seconds
        self._write_on(line[written or 0 :], deadline, seconds)
        return self._read_on(self._await_answer(deadline, seconds), seconds)

    def say(self, lines: bytes, seconds: float) -> None:
        """Say lines, and do not wait for answers.

        Raises:
            FindingError: The program does not read them.
        """
        self._write_on(lines, time.monotonic() + seconds, seconds)

    def hear(self, seconds: float) -> bytes:
        """Wait for the next line, of which several may have come at once.

        Raises:
            FindingError: There was no line, or it is not an answer.
        """
        line, end, rest = self._begun.partition(b"\n")
        if end:
            self._begun = rest
            return line
        return self._read_on(self._hear(seconds), seconds)

    def _hear(self, seconds: float) -> bytes:
        # The looks take microseconds, and so are not counted as waiting.
        for _ in range(self._looks):
            chunk = self._read(_CHUNK)
            if chunk is not None:
                return chunk
        self._slept += 1
        self._looks = 1 if self._slept % _RESTS else _LOOKS
        return self._await_answer(time.monotonic() + seconds, seconds)

    def _await_answer(self, deadline: float, seconds: float) -> bytes:
        # Its beginning, or nothing if there is no more to come.
        if not self._readable.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise self._silent(seconds)
        return self._read(_CHUNK) or b""

    def _unasked(self) -> FindingError:
        shown = plain(self._begun[:200].decode("utf-8", "replace"))
        message = f"it wrote a line without a question: {shown}"
        return FindingError(message, "unasked")

    def _read_on(self, chunk: bytes, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        while True:
            if not chunk:
                raise self._ended(seconds)
            answer, end, rest = chunk.partition(b"\n")
            if len(self._begun) + len(answer) > LONGEST_LINE:
                raise _endless()
            answer = self._begun + answer
            self._begun = rest if end else answer
            if end:
                return answer
            chunk = self._await_answer(deadline, seconds)

    def stop(self, line: bytes, seconds: float) -> None:
        """Say the last line, and wait until the program has ended.

        Raises:
            FindingError: It does not end, ends with an error, or has said more than it was asked.
        """
        if self._begun:
            raise self._unasked()
        with suppress(FindingError):
            self.ask(line, seconds)
        self._input.close()
        if not self._await_end(seconds):
            message = f"it still runs {seconds:g} s after being asked to stop"
            raise FindingError(message, "not-stopping")
        if (how := self._how_it_ended()) != "exit code 0":
            message = f"it ended with {how} when asked to stop"
            raise FindingError(message, "ended")

    def _write_on(self, line: bytes, deadline: float, seconds: float) -> None:
        writable = select.poll()
        writable.register(self._input, select.POLLOUT)
        while line:
            if not writable.poll(max(0.0, deadline - time.monotonic()) * 1000):
                message = "it does not read its input"
                raise FindingError(message, "not-reading")
            try:
                line = line[self._write(line) or 0 :]
            except BrokenPipeError:
                raise self._ended(seconds) from None

    def _silent(self, seconds: float) -> FindingError:
        said = f" but an incomplete line of {len(self._begun)} bytes" if self._begun else ""
        message = f"it wrote nothing{said} for {seconds:g} s"
        return FindingError(message, "no-answer")

    def _ended(self, seconds: float) -> FindingError:
        if self._begun:
            shown = plain(self._begun[:200].decode("utf-8", "replace"))
            message = f"its output ended in the middle of a line: {shown}"
            return FindingError(message, "cut-line")
        message = "it closed its input or output, but still runs"
        if self._await_end(min(seconds, _ENDING)):
            message = f"it ended with {self._how_it_ended()} without an answer"
        return FindingError(message, "ended")

    def _await_end(self, seconds: float) -> bool:
        # Without reaping it.
        deadline = time.monotonic() + seconds
        pause = 0.001
        while not self._how_it_ended():
            if time.monotonic() > deadline:
                return False
            time.sleep(pause)
            pause = min(2 * pause, 0.05)
        return True

    def _how_it_ended(self) -> str:
        status = os.waitid(os.P_PID, self._child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if status is None:
            return ""
        what = "exit code" if status.si_code == os.CLD_EXITED else "signal"
        return f"{what} {status.si_status}"


def _end(child: subprocess.Popen[bytes]) -> None:
    # The leader is reaped last, so that its number cannot have gone to another process.
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()


def _endless() -> FindingError:
    message = f"it wrote a line longer than {LONGEST_LINE} bytes"
    return FindingError(message, "endless-line")
