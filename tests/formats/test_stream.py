"""slotq.formats.stream: each line with its number, and one that is too long."""

import gzip
from pathlib import Path

import pytest

from slotq.formats.errors import InputError
from slotq.formats.stream import LONGEST_LINE, open_lines

LONGEST = b"x" * LONGEST_LINE
TOO_LONG = LONGEST + b"x"


def read(path: Path, data: bytes) -> list[tuple[int, bytes]]:
    """Write a file, and read its lines."""
    path.write_bytes(data)
    with open_lines(str(path)) as lines:
        return list(lines)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"\n", [(1, b"")]),
        (b"a\nb\n", [(1, b"a"), (2, b"b")]),
        (b"a\n\nb", [(1, b"a"), (2, b""), (3, b"b")]),
        (LONGEST + b"\na\n", [(1, LONGEST), (2, b"a")]),
        (b"a\n" + LONGEST, [(1, b"a"), (2, LONGEST)]),
        (b"a\r\n\xff\n", [(1, b"a\r"), (2, b"\xff")]),
    ],
)
@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "gzip"])
def test_lines_are_read(
    data: bytes, expected: list[tuple[int, bytes]], tmp_path: Path, *, is_packed: bool
) -> None:
    """The longest that may be among them, with an end or without one."""
    assert read(tmp_path / "log", gzip.compress(data) if is_packed else data) == expected


@pytest.mark.parametrize(
    ("data", "number"),
    [
        (TOO_LONG, 1),
        (TOO_LONG + b"\n", 1),
        (b"a\n" + TOO_LONG, 2),
        (b"a\n" + TOO_LONG + b"\nb\n", 2),
        (b"a\nb\n" + 4 * TOO_LONG, 3),
        (LONGEST + b"\n" + LONGEST + b"\n" + TOO_LONG, 3),
    ],
)
def test_a_line_that_is_too_long_is_named(data: bytes, number: int, tmp_path: Path) -> None:
    """By its own number, be it the last one and without an end."""
    path = tmp_path / "log"
    with pytest.raises(InputError) as raised:
        read(path, data)
    assert str(raised.value) == f"{path}:{number}: the line is longer than 65536 bytes"
    assert (raised.value.line, raised.value.kind) == (number, "long-line")


def test_what_stands_before_a_cut_is_read(tmp_path: Path) -> None:
    """Of gzip data that is truncated: the line that is cut is named."""
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(b"a\nb\n", mtime=0)[:-9])
    found = []
    with pytest.raises(InputError) as raised, open_lines(str(path)) as lines:
        found += list(lines)
    assert str(raised.value) == f"{path}:3: the gzip data is truncated"
