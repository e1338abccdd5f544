"""The program that was built, driven over lines of JSON."""

import os
import select
import signal
import subprocess
import tempfile
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

import msgspec

from slotq.errors import SlotqError
from slotq.schedule.engine.findings import Transition
from slotq.system.signals import held

_CHUNK = 1 << 16
_LONGEST = 1 << 28
_SECONDS = 60.0


class DriverError(SlotqError):
    """The program did not answer; a text that never stops does that."""


class Event(msgspec.Struct, frozen=True):
    """What a primitive has done.

    Attributes:
        kind: Which one.
        process: The process that did it.
        function: In which function.
        about: What it was about.
        ok: Whether it took effect.
        woken: How many it woke.
        to: The process that received, the goroutine that was started, or the timer that rang.
    """

    kind: str
    process: str
    function: str = msgspec.field(name="in")
    about: str = ""
    ok: bool = False
    woken: int = 0
    to: str = ""


class Place(msgspec.Struct, frozen=True):
    """A state, and what can happen there."""

    state: msgspec.Raw
    next: list[str]


class Step(msgspec.Struct, frozen=True):
    """A transition that was taken.

    Attributes:
        transition: Which one.
        events: What the primitives did, in order.
        then: Where the process stands after it.
        failure: Why there is no state after it, if there is none.
        state: The state after it.
        next: What can happen there.
    """

    transition: str
    events: list[Event] | None
    then: str
    failure: str
    state: msgspec.Raw
    next: list[str] | None


class Answer(msgspec.Struct):
    """A line of the program."""

    error: str = ""
    begin: Place | None = None
    steps: list[list[Step]] = []
    truths: list[bool] = []
    keys: list[bytes] = []
    takes: bool = False


Schedule = Sequence[str]


class Driver:
    """The program; use it in `with`.

    Args:
        program: The file.
        seconds: How long an answer may take.

    Raises:
        DriverError: It cannot be started.
    """

    def __init__(self, program: Path, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # an unread pipe would fill
        try:
            with held():
                child = subprocess.Popen(  # noqa: S603  # a program that we have built
                    [str(program)],
                    bufsize=0,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._errors,
                    start_new_session=True,
                )
                self._end = weakref.finalize(self, _end, child, self._errors)
        except OSError as error:
            self._errors.close()
            message = f"cannot start the program that was built: {error.strerror or error}"
            raise DriverError(message) from error
        self._child = child
        self._decode = msgspec.json.Decoder(Answer).decode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def begin(
        self, bounds: dict[str, Any], remove: Sequence[str] = (), *, fine: bool = False
    ) -> Place:
        """Begin a program.

        Args:
            bounds: Which one, and how large it is.
            remove: Kinds of operations whose stop is taken out; tests do that.
            fine: Whether regions of locks are interleaved.

        Raises:
            DriverError: It does not answer, or has no such program.
        """
        request = {"do": "begin", "bounds": bounds, "remove": list(remove), "fine": fine}
        begun = self.ask(request).begin
        if begun is None:
            message = "the program did not say where it begins"
            raise DriverError(message)
        return begun

    def expand(self, schedules: Sequence[Schedule]) -> list[list[Step]]:
        """Take each transition that is possible where each schedule leads."""
        return self.ask({"do": "expand", "schedules": schedules}).steps

    def run(self, schedules: Sequence[Schedule]) -> list[list[Step]]:
        """Take each schedule from the beginning, and tell every state; one that fails ends it."""
        return self.ask({"do": "run", "schedules": schedules}).steps

    def ask(self, request: dict[str, Any]) -> Answer:
        """Ask for anything.

        Raises:
            DriverError: There is no answer, or it is an error.
        """
        try:
            answer = self._decode(self._exchange(msgspec.json.encode(request) + b"\n"))
        except msgspec.DecodeError as error:
            message = f"the program answered something else: {error}"
            raise DriverError(message) from error
        if answer.error:
            raise DriverError(answer.error)
        return answer

    def _exchange(self, line: bytes) -> bytes:
        child = self._child
        assert child.stdin is not None  # noqa: S101  # it was asked for
        assert child.stdout is not None  # noqa: S101  # as above
        deadline = time.monotonic() + self._seconds
        try:
            while line:  # its answer comes only when it has read the whole line
                line = line[child.stdin.write(line) or 0 :]
        except OSError:
            raise self._ended() from None
        heard = bytearray()
        poll = select.poll()
        poll.register(child.stdout, select.POLLIN)
        while not heard.endswith(b"\n"):
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                message = f"a step did not end within {self._seconds:g} s: nothing in it stops"
                raise DriverError(message)
            chunk = os.read(child.stdout.fileno(), _CHUNK)
            if not chunk or len(heard) > _LONGEST:
                raise self._ended()
            heard += chunk
        return bytes(heard)

    def _ended(self) -> DriverError:
        self._errors.seek(0)
        said = self._errors.read(_CHUNK)
        return DriverError(
            f"the program ended: {said.decode('utf-8', 'replace').partition(chr(10))[0][:200]}"
        )


def _end(child: "subprocess.Popen[bytes]", errors: IO[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout, errors):
        if pipe is not None:
            pipe.close()


def transition(word: str) -> Transition:
    """Read a transition as the program writes it."""
    rest, _, partner = word.partition(">")
    process, _, arm = rest.partition(":")
    return Transition(process, int(arm or 0), partner)
