"""Files that are written whole or not at all, and folders that are gone after their use."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import BinaryIO, Protocol

from slotq.errors import SlotqError
from slotq.system.signals import at_the_end, held
from slotq.system.terminal import printable

_MODE = 0o666  # what the user's mask leaves of it
_numbers = count()


class FileError(SlotqError):
    """A file cannot be read or written, or a folder cannot be made; the text says which and why."""


def read_bounded(path: Path, most: int) -> bytes:
    """Read a file that may not be longer than so many bytes.

    Raises:
        FileError: It is longer, or cannot be read.
    """
    name = printable(str(path))
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"{name} cannot be read: {reason}"
        raise FileError(message) from error
    if len(data) > most:
        message = f"{name} is longer than {most} bytes"
        raise FileError(message)
    return data


class Sink(Protocol):
    """What bytes can be written to."""

    def write(self, data: bytes, /) -> object:
        """Write some more."""


class _Told:
    """A file that is being written, whose errors name it.

    Attributes:
        failed: Whether something could not be written.
    """

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self.failed = False
        self._path = path
        self._stream = stream

    def write(self, data: bytes, /) -> None:
        """Write some more."""
        try:
            with _told(self._path):
                self._stream.write(data)
        except FileError:
            self.failed = True
            raise


def write_whole(path: Path, text: str | bytes) -> None:
    """Write a file so that it is there whole, or else what was there before is.

    What is no ordinary file, such as a pipe or a terminal, is written to directly.

    Args:
        path: The file; a symbolic link is followed.
        text: What it will hold; a string is written as UTF-8.

    Raises:
        FileError: It cannot be written.
    """
    data = text.encode() if isinstance(text, str) else text
    with _told(path):
        target = Path(os.path.realpath(path))
        if is_special(target):
            with target.open("wb") as stream:
                stream.write(data)
        else:
            with _beside(target, data) as beside:
                beside.replace(target)


@contextmanager
def writing(path: Path) -> Iterator[Sink]:
    """Write a file bit by bit; when the block ends, what was written takes the place of the file.

    However the block ends, unless something could not be written; then what was there before is
    left. What is no ordinary file is written to directly.

    Args:
        path: The file; a symbolic link is followed.

    Yields:
        What to write to.

    Raises:
        FileError: It cannot be written, from here or from where it is written to.
    """
    target = Path(os.path.realpath(path))
    with ExitStack() as stack:
        beside = None
        with _told(path):
            if is_special(target):
                stream: BinaryIO = target.open("wb")  # may wait for who reads it
            else:
                with held():
                    beside, stream = _open_beside(target)
                    stack.callback(at_the_end(partial(beside.unlink, missing_ok=True)))
        sink = _Told(path, stream)
        try:
            yield sink
        finally:
            with _told(path), held(), stream:
                if beside is not None and not sink.failed:
                    _force(stream)
                    beside.replace(target)


def require_writable(path: Path) -> None:
    """Find out before long work whether `write_whole` will find a place for its file.

    Raises:
        FileError: It will not.
    """
    with _told(path):
        target = Path(os.path.realpath(path))
        if not is_special(target):
            with _beside(target, b""):
                pass


@contextmanager
def private_folder(prefix: str) -> Iterator[Path]:
    """Make a folder that only this user can read, and remove it at the end, whatever the end is.

    Args:
        prefix: What its name begins with.

    Raises:
        FileError: It cannot be made.
    """
    with ExitStack() as stack:
        with held():
            try:
                name = tempfile.mkdtemp(prefix=prefix)
            except OSError as error:
                message = f"cannot create a temporary folder: {error.strerror or error}"
                raise FileError(message) from error
            stack.callback(at_the_end(partial(shutil.rmtree, name, ignore_errors=True)))
        yield Path(name).resolve()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        message = f"cannot write {path}: {reason or error}"
        raise FileError(message) from error


def is_special(path: Path) -> bool:
    """Whether there is a pipe, a terminal or the like, and neither a file nor a folder."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextmanager
def _beside(target: Path, data: bytes) -> Iterator[Path]:
    """A temporary file with the data, next to the one that it will replace."""
    with held():
        path, stream = _open_beside(target)
        try:
            with stream:
                stream.write(data)
                _force(stream)
            yield path
        finally:
            path.unlink(missing_ok=True)


def _open_beside(target: Path) -> tuple[Path, BinaryIO]:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not os.access(target, os.W_OK):  # to replace it would be no matter
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    path = target.with_name(f".{target.name[:100]}.{os.getpid()}.{next(_numbers)}")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, _MODE)
    if target.exists():
        os.fchmod(descriptor, target.stat().st_mode & 0o777)
    return path, os.fdopen(descriptor, "wb")


def _force(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())  # some file systems notice only now that they are full
