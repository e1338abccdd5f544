"""slotq.original.source: a checkout or a file, and what is neither is one clear line."""

import re
from pathlib import Path

import pytest

from slotq.original.source import SEED, SourceError, read_source, version


def test_a_checkout_or_the_file_is_read(tmp_path: Path) -> None:
    """Of a checkout that one file."""
    file = tmp_path / "api" / "agent" / "slots.go"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"package agent\n")
    assert read_source(tmp_path) == read_source(file)
    assert read_source(file).text == b"package agent\n"


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A folder that is no checkout, no file, a pipe's place, and a file that is too long."""
    long = tmp_path / "long.go"
    long.write_bytes(b" " * (1 << 20) + b" ")
    for path, told in (
        (tmp_path, "there is no api/agent/slots.go in this folder"),
        (tmp_path / "nothing", "there is no such file"),
        (Path("/dev/null"), "no ordinary file"),
        (long, "longer than 1048576 bytes, so not the file of the queue"),
    ):
        with pytest.raises(SourceError, match=rf"^{re.escape(str(path))}: {told}$"):
            read_source(path)


def test_versions_have_names() -> None:
    """Those that are known; of others the hash is told."""
    assert version(SEED) == "6eaf1578e of 2018-11-15, the version that is specified"
    assert version("0123456789abcdef") == "unknown version (tokens 0123456789ab)"
