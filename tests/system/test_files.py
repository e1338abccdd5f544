"""slotq.system.files: a file is written whole or not at all, and a private folder never stays."""

import errno
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from slotq.system.files import (
    FileError,
    Sink,
    private_folder,
    read_bounded,
    require_writable,
    write_whole,
    writing,
)


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("text", ["new\u00e9\n", "new\u00e9\n".encode()], ids=["text", "bytes"])
def test_a_file_is_replaced(tmp_path: Path, text: str | bytes) -> None:
    """With the rights that it had, through the link that leads to it, and nothing beside it."""
    path, link = tmp_path / "file", tmp_path / "link"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_whole(link, text)
    assert (path.read_text("utf-8"), path.stat().st_mode & 0o777) == ("new\u00e9\n", 0o640)
    assert (link.is_symlink(), names(tmp_path)) == (True, ["file", "link"])


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that is cut short would be one that cannot be read, in the place of a good one."""
    path = tmp_path / "file"
    path.write_text("old")

    def fill(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("slotq.system.files.os.fsync", fill)
    with pytest.raises(FileError, match=rf"^cannot write {path}: No space left on device$"):
        write_whole(path, "new")
    assert (path.read_text(), names(tmp_path)) == ("old", ["file"])


@pytest.mark.parametrize(
    ("name", "reason"),
    [("none/file", "No such file or directory"), ("", "Is a directory"), ("a\0b", "embedded null")],
)
def test_what_cannot_be_written_is_told(tmp_path: Path, name: str, reason: str) -> None:
    """Before the work as well as after it."""
    for write in (require_writable, lambda path: write_whole(path, "")):
        with pytest.raises(FileError, match=reason):
            write(tmp_path / name)
    assert names(tmp_path) == []


def test_a_file_that_may_not_be_written_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though its folder would allow it."""
    path = tmp_path / "file"
    path.write_text("old")
    monkeypatch.setattr("slotq.system.files.os.access", lambda *_: False)
    with pytest.raises(FileError, match="Permission denied"):
        write_whole(path, "new")
    assert path.read_text() == "old"


def test_what_can_be_written_is_left_alone(tmp_path: Path) -> None:
    """To ask changes nothing: neither a file that is there, nor one that is not."""
    path = tmp_path / "file"
    require_writable(path)
    assert names(tmp_path) == []
    path.write_text("old")
    require_writable(path)
    assert (path.read_text(), names(tmp_path)) == ("old", ["file"])


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """What is no ordinary file must not be replaced by one."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    require_writable(path)
    write_whole(path, "new")
    assert (os.read(reader, 10), path.is_fifo()) == (b"new", True)
    os.close(reader)


def test_a_signal_while_a_file_is_written_comes_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was begun is finished, and nothing is left beside it."""
    path = tmp_path / "file"
    real = os.fsync

    def interrupted(descriptor: int) -> None:
        signal.raise_signal(signal.SIGINT)
        real(descriptor)

    monkeypatch.setattr("slotq.system.files.os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new")
    assert (path.read_text(), names(tmp_path)) == ("new", ["file"])


def test_a_file_is_written_bit_by_bit(tmp_path: Path) -> None:
    """It takes the place of what was there when all is written, however the work ends."""
    path, link = tmp_path / "file", tmp_path / "link"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)

    def work(sink: Sink) -> None:
        sink.write(b"ne")
        assert (path.read_text(), len(names(tmp_path))) == ("old", 3)
        sink.write(b"w")
        raise EOFError

    with pytest.raises(EOFError), writing(link) as sink:
        work(sink)
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)
    assert (link.is_symlink(), names(tmp_path)) == (True, ["file", "link"])


FULL = "/dev/full"


@pytest.mark.parametrize("size", [1, 1 << 20], ids=["at the end", "at once"])
def test_a_disk_that_fills_while_a_file_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Leaves what was there before, and the error names the file."""
    path = tmp_path / "file"
    path.write_text("old")
    real = os.open

    def full(name: Path, flags: int, mode: int) -> int:
        os.close(real(name, flags, mode))
        return real(FULL, os.O_WRONLY)

    monkeypatch.setattr("slotq.system.files.os.open", full)
    monkeypatch.setattr("slotq.system.files.os.fchmod", lambda *_: None)
    with (
        pytest.raises(FileError, match=rf"^cannot write {path}: No space left on device$"),
        writing(path) as sink,
    ):
        sink.write(bytes(size))
    assert (path.read_text(), names(tmp_path)) == ("old", ["file"])


def test_a_pipe_is_written_to_bit_by_bit(tmp_path: Path) -> None:
    """And stays one."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with writing(path) as sink:
        sink.write(b"new")
    assert (os.read(reader, 10), path.is_fifo()) == (b"new", True)
    os.close(reader)


def test_what_cannot_be_written_bit_by_bit_is_told(tmp_path: Path) -> None:
    """Before anything is written."""
    with pytest.raises(FileError, match="No such file"), writing(tmp_path / "none" / "file"):
        pytest.fail("nothing was begun")
    assert names(tmp_path) == []


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where private folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_private_folder_is_gone_after_its_use(temporary: Path) -> None:
    """With what is in it, whatever ends the use."""

    def use() -> None:
        with private_folder("slotq-test-") as folder:
            assert (folder.parent, folder.stat().st_mode & 0o777) == (temporary, 0o700)
            (folder / "file").write_text("text")
            raise EOFError

    with pytest.raises(EOFError):
        use()
    assert names(temporary) == []


@pytest.mark.parametrize("region", ["tempfile.mkdtemp", "shutil.rmtree"])
def test_a_signal_while_a_folder_is_made_or_removed_comes_afterwards(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    """In the midst of it, the folder would stay, and nobody would know its name."""
    real = {"tempfile.mkdtemp": tempfile.mkdtemp, "shutil.rmtree": shutil.rmtree}[region]
    seen: list[str] = []

    def interrupted(*args: object, **options: object) -> object:
        signal.raise_signal(signal.SIGINT)
        result = real(*args, **options)  # type: ignore[operator]
        seen.append(region)
        signal.raise_signal(signal.SIGINT)
        return result

    monkeypatch.setattr(f"slotq.system.files.{region}", interrupted)
    with pytest.raises(KeyboardInterrupt), private_folder("slotq-test-"):
        pass
    assert (seen, names(temporary)) == ([region], [])


def test_a_folder_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """No temporary folder is no answer, and no bare exception."""
    monkeypatch.setattr(tempfile, "tempdir", "/none")
    with (
        pytest.raises(FileError, match=r"^cannot create a temporary folder: No such file"),
        private_folder("slotq-test-"),
    ):
        pass


def test_a_file_is_read_up_to_a_length(tmp_path: Path) -> None:
    """Of one that is longer, and of one that is not there, the message says so."""
    path = tmp_path / "file\n"
    path.write_bytes(b"abc")
    assert read_bounded(path, 3) == b"abc"
    name = f"{tmp_path}/file\\n"
    with pytest.raises(FileError) as raised:
        read_bounded(path, 2)
    assert str(raised.value) == f"{name} is longer than 2 bytes"
    path.unlink()
    with pytest.raises(FileError) as raised:
        read_bounded(path, 2)
    assert str(raised.value) == f"{name} cannot be read: No such file or directory"
    with pytest.raises(FileError, match="cannot be read: embedded null byte"):
        read_bounded(tmp_path / "a\0b", 2)
