"""Reads a reader's files: what cannot be read is one line that says where."""

import tomllib
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import msgspec

from slotq.course.verdict import AnswerError

T = TypeVar("T")
_MOST = 1 << 20


def read_text(path: Path) -> str:
    """Read an answer.

    Raises:
        AnswerError: It is missing, too long, or no text.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST + 1)
    except FileNotFoundError as error:
        message = f"{path} is not there: slotq exercise start makes it"
        raise AnswerError(message) from error
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise AnswerError(message) from error
    if len(data) > _MOST:
        message = f"{path} has more than {_MOST} bytes"
        raise AnswerError(message)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8"
        raise AnswerError(message) from error


def read_toml(path: Path, kind: type[T]) -> T:
    """Read an answer that is a table.

    Raises:
        AnswerError: It is missing, is no TOML, or has other keys or values than it should.
    """
    try:
        return msgspec.convert(tomllib.loads(read_text(path)), kind)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        message = f"{path.name}: {error}"
        raise AnswerError(message) from error


def run_python(path: Path, module: ModuleType) -> None:
    """Run a reader's file in a module's namespace.

    Raises:
        AnswerError: It has a syntax error, or raises.
    """
    text = read_text(path)
    try:
        exec(compile(text, str(path), "exec"), vars(module))  # noqa: S102  # the reader's own
    except SyntaxError as error:
        message = f"{path.name}, line {error.lineno}: {error.msg}"
        raise AnswerError(message) from error
    except Exception as error:
        message = f"{path.name}: {type(error).__name__}: {error}"
        raise AnswerError(message) from error


def function_of(path: Path, name: str) -> object:
    """Find a function that a reader's file defines.

    Raises:
        AnswerError: The file cannot be run, or has no such function.
    """
    module = ModuleType("answer")
    module.__file__ = str(path)
    run_python(path, module)
    function = getattr(module, name, None)
    if not callable(function):
        message = f"{path.name} defines no function {name}"
        raise AnswerError(message)
    return function
