"""slotq.oracle.conform.program: an answer is the same, whether it is looked for or slept for."""

from collections.abc import Callable

import pytest

from slotq.oracle.conform import program
from slotq.oracle.conform.failures import FindingError
from slotq.oracle.conform.program import Program

CAT = ["cat"]
LINES = [b"%d\n" % number for number in range(5)]


def counting_looks(target: Program, said: list[bytes | None]) -> Callable[[int], bytes | None]:
    """Its way to look, which remembers what it found."""
    read = target._read

    def look(size: int) -> bytes | None:
        said.append(read(size))
        return said[-1]

    return look


@pytest.mark.parametrize("looks", [0, 1, 1_000_000])
def test_how_often_it_looks_does_not_matter(looks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """For what is answered."""
    monkeypatch.setattr(program, "_LOOKS", looks)
    with Program(CAT) as target:
        assert [target.ask(line, 10) + b"\n" for line in LINES] == LINES


def test_who_is_looked_for_in_vain_is_looked_for_less(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for each of the next answers, and in full when those are over."""
    monkeypatch.setattr(program, "_LOOKS", 3)
    monkeypatch.setattr(program, "_RESTS", 3)
    found: list[bytes | None] = []
    looks = []
    with Program(["sleep", "60"]) as target:
        target._read = counting_looks(target, found)
        for _ in range(5):
            with pytest.raises(FindingError, match="it wrote nothing"):
                target.ask(b"anything\n", 0)
            looks.append(len(found))
            found.clear()
    assert looks == [3, 1, 1, 3, 1]


LONG = b"x" * 200_000 + b"\n"
"""More than a pipe holds."""


def test_a_long_question_is_written_bit_by_bit() -> None:
    """As it is read."""
    with Program(["sh", "-c", f"head -c {len(LONG)} >/dev/null; echo done"]) as target:
        assert target.ask(LONG, 10) == b"done"


def test_who_does_not_read_is_told() -> None:
    """Once the pipe is full."""
    with Program(["sleep", "60"]) as target, pytest.raises(FindingError) as found:
        target.ask(LONG, 0.01)
    assert found.value.kind == "not-reading"
