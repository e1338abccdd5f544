"""A program at the other end of two pipes, as something that can be asked."""

from collections.abc import Mapping, Sequence
from typing import Self

from slotq.oracle.conform.calls import Answer, Call
from slotq.oracle.conform.failures import FindingError, UnusableError
from slotq.oracle.conform.program import Program
from slotq.oracle.conform.session import Patience
from slotq.oracle.conform.wire import (
    VERSION,
    Introduction,
    Request,
    decode_answer,
    decode_evaluation,
    decode_introduction,
    decode_number,
    encode,
    encode_call,
)
from slotq.system.files import Sink

_MOST_KNOWN = 100


class Pipe:
    """A program that was started; use it in `with`.

    Args:
        command: The program and its arguments.
        patience: How long to wait for it.
        log: Where every line that is exchanged is written down, if anywhere.
        concurrent: Whether several calls will be open at a time.

    Raises:
        UnusableError: It cannot be started, or does not say what it can do.

    Attributes:
        introduction: What it says of itself.
    """

    def __init__(
        self,
        command: Sequence[str],
        patience: Patience,
        log: Sink | None = None,
        *,
        concurrent: bool = False,
    ) -> None:
        self._concurrent = concurrent
        self._patience = patience
        self._answer = patience.answer
        self._number = 0
        self._questions: dict[Call, _Question] = {}
        self._program: Program | _Logged = Program(command)
        if log is not None:
            self._program = _Logged(self._program, log)
        try:
            self.introduction = self._start()
        except FindingError as error:
            self._program.__exit__()
            message = f"{error.code.code}: it did not introduce itself: {error}"
            raise UnusableError(message) from error
        except BaseException:
            self._program.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._program.__exit__()

    def reset(self) -> None:
        """Ask for a new queue.

        Raises:
            FindingError: It does not do that.
        """
        answer = decode_answer(self._say(Request(self._next(), "reset")), self._number, None)
        if answer is None:
            message = "reset is unimplemented: a program must make a new queue on reset"
            raise FindingError(message, "not-an-answer")
        if answer.kind != "ok":
            message = "reset failed: a program must make a new queue on reset"
            raise FindingError(message, "not-an-answer")

    def ask(self, call: Call, wait: float) -> Answer | None:
        """Make a call.

        Raises:
            FindingError: It did not answer, or not with an answer.
        """
        question = self._questions.get(call)
        if question is None:
            question = self._questions[call] = _Question(call)
        self._number = number = self._number + 1
        begin = b'{"id":%d,' % number
        said = self._program.ask(begin + question[wait], wait + self._answer)
        # Answers repeat, but for their number; what was decoded once need not be again.
        if said.startswith(begin):
            rest = said[len(begin) :]
            return question.answers.get(rest) or question.decode(said, number, rest)
        return decode_answer(said, number, call)

    def open(self, calls: Sequence[tuple[Call, float]]) -> list[int]:
        """Make calls at once, each of which may wait for so many seconds.

        Returns:
            Their numbers, which their answers carry.

        Raises:
            FindingError: The program does not read.
        """
        numbers = [self._next() for _ in calls]
        lines = (
            b'{"id":%d,' % number + encode_call(call, wait)
            for number, (call, wait) in zip(numbers, calls, strict=True)
        )
        self._program.say(b"".join(lines), self._patience.answer)
        return numbers

    def hear(self, calls: Mapping[int, Call], seconds: float) -> tuple[int, Answer | None]:
        """Wait for the answer to one of several calls.

        Args:
            calls: The calls that are open, by their numbers.
            seconds: How long it may take.

        Raises:
            FindingError: It did not come, or is not an answer.
        """
        said = self._program.hear(seconds)
        number = decode_number(said)
        if number not in calls:
            message = f"the answer has the id {number}, which is not that of an open question"
            raise FindingError(message, "other-question")
        return number, decode_answer(said, number, calls[number])

    def evaluate(self, kind: str, record: dict[str, object]) -> dict[str, object] | None:
        """Ask for a pure function's value; None if it does not have it.

        Raises:
            FindingError: It did not answer, or not with an answer.
        """
        request = Request(self._next(), "eval", kind=kind, record=record)
        return decode_evaluation(self._say(request), self._number)

    def stop(self) -> None:
        """Ask the program to end.

        Raises:
            FindingError: It does not.
        """
        self._program.stop(encode(Request(self._next(), "stop")), self._patience.answer)

    def _start(self) -> Introduction:
        question = encode(
            Request(self._next(), "start", version=VERSION, concurrent=self._concurrent)
        )
        said = self._program.ask(question, self._patience.start)
        return decode_introduction(said, self._number)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _say(self, request: Request) -> bytes:
        return self._program.ask(encode(request), self._patience.answer)


class _Question(dict[float, bytes]):
    """A call, as it is asked again and again: its line by how long it may wait, but for the number.

    Args:
        call: The call.

    Attributes:
        answers: What was answered before, by its line, but for the number.
    """

    def __init__(self, call: Call) -> None:
        super().__init__()
        self._call = call
        self.answers: dict[bytes, Answer] = {}

    def __missing__(self, wait: float) -> bytes:
        line = self[wait] = encode_call(self._call, wait)
        return line

    def decode(self, line: bytes, number: int, rest: bytes) -> Answer | None:
        """Decode an answer, and remember it by what comes after its number.

        Raises:
            FindingError: It is not an answer.
        """
        answer = decode_answer(line, number, self._call)
        if answer is not None and len(self.answers) < _MOST_KNOWN and b"id" not in rest:
            self.answers[rest] = answer
        return answer


class _Logged:
    """A program, with what it is asked and answers written down."""

    def __init__(self, program: Program, log: Sink) -> None:
        self._program = program
        self._log = log
        self.__exit__ = program.__exit__

    def ask(self, line: bytes, seconds: float) -> bytes:
        """Ask, and write both down."""
        self._log.write(b"> " + line)
        said = self._program.ask(line, seconds)
        self._log.write(b"< " + said + b"\n")
        return said

    def say(self, lines: bytes, seconds: float) -> None:
        """Say lines, and write them down."""
        for line in lines.splitlines(keepends=True):
            self._log.write(b"> " + line)
        self._program.say(lines, seconds)

    def hear(self, seconds: float) -> bytes:
        """Hear a line, and write it down."""
        said = self._program.hear(seconds)
        self._log.write(b"< " + said + b"\n")
        return said

    def stop(self, line: bytes, seconds: float) -> None:
        """Say the last line, and write it down."""
        self._log.write(b"> " + line)
        self._program.stop(line, seconds)
