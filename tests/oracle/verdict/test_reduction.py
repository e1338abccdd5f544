"""verdict.reduction: a part of a log that gets the same verdict, by the same judge."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from slotq.formats.errors import BudgetError
from slotq.formats.trace_lines import AcquireCas, DequeuerWait, Header, QueueAppend
from slotq.oracle.verdict.reduction import Numbered, Reduction, Unit
from slotq.oracle.verdict.shrinking import Effort
from slotq.oracle.verdict.verdict import Fault

HEADER = Header()


def fault(line: int, token: int) -> Fault:
    """A token that is won for a second time."""
    event: dict[str, object] = {"process": "b", "action": "AcquireCas", "token": token}
    return Fault(line=line, event=event, blame="queue", guard="ok = (t \\notin busy)", values={})


class Twice(Reduction):
    """The judge finds a token that is won twice, and refuses ids that do not count from 0."""

    def __init__(self, lines: Sequence[Numbered], found: Fault) -> None:
        super().__init__(lines, HEADER, found)
        self.parts: list[list[int]] = []

    @staticmethod
    def gives(line: Any) -> bool:
        """A line that queues."""
        return isinstance(line, QueueAppend)

    def bare(self, number: int, line: Any) -> Any:
        """Without lengths."""
        del number
        return replace(line, length=None) if isinstance(line, QueueAppend) else line

    def units(self) -> Iterator[Unit]:
        """One for each line."""
        for place, (_, line) in enumerate(self.lines):
            yield Unit((place,), self.about(line))

    def judge(self, part: Sequence[Numbered]) -> Fault | None:
        """Look at tokens alone."""
        self.parts.append([number for number, _ in part])
        next_id, won = 0, set[int]()
        for number, line in part:
            if isinstance(line, QueueAppend):
                if line.token != next_id:
                    message = "ids must count from 0"
                    raise BudgetError(message)
                next_id += 1
            elif isinstance(line, AcquireCas):
                if line.token in won:
                    return fault(number, line.token)
                won.add(line.token)
        return None

    def same(self, found: Fault, missing: Mapping[str | None, Sequence[int]]) -> bool:
        """It is, if the line is."""
        del found, missing
        return True


def queue(process: str, token: int) -> QueueAppend:
    """A token that is queued."""
    return QueueAppend(process=process, token=token, slot=1, length=9)


def win(process: str, token: int) -> AcquireCas:
    """A token that is won."""
    return AcquireCas(process=process, token=token, ok=True)


LINES: list[Numbered] = [
    (2, queue("a", 0)),
    (3, DequeuerWait(process="dequeuer-1")),
    (4, win("a", 0)),
    (5, queue("c", 1)),
    (6, queue("c", 2)),
    (7, win("c", 2)),
    (8, DequeuerWait(process="dequeuer-2")),
    (9, win("b", 2)),
]


def test_the_fewest_lines_are_found() -> None:
    """Older tokens are left out, and those that stay are renumbered for the judge."""
    reduction = Twice(LINES, fault(9, 2))
    assert reduction.reduce(Effort(10_000, 10.0)) == [7, 9]
    assert [7, 9] in reduction.parts


def test_what_cannot_be_judged_in_a_part_is_taken_away() -> None:
    """From each line, before any part is judged."""
    lengths = [
        line.length for _, line in Twice(LINES, fault(9, 2)).lines if hasattr(line, "length")
    ]
    assert lengths == [None, None, None]


def test_a_fault_that_the_lines_do_not_show_is_not_shrunk() -> None:
    """Another line, or none at all: then even the whole log does not get the verdict."""
    assert Twice(LINES, fault(8, 2)).reduce(Effort(10_000, 10.0)) is None
    assert Twice(LINES[:-1], fault(9, 2)).reduce(Effort(10_000, 10.0)) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (queue("a", 3), {"queue": "", "process": "a", "token": (3, None)}),
        (
            DequeuerWait(process="dequeuer-1"),
            {"queue": "", "process": "dequeuer-1", "dequeuer": "dequeuer-1"},
        ),
        (replace(queue("a", 3), queue="q"), {"queue": "q", "process": "a", "token": (3, "q")}),
    ],
)
def test_what_a_line_is_about(line: object, expected: dict[str, object]) -> None:
    """Its queue, process, dequeuer and token, each by kind."""
    assert Twice(LINES, fault(9, 2)).about(line) == expected


def test_only_newer_tokens_are_renumbered() -> None:
    """By how many older ones are missing."""
    found = [Reduction._renumbered(win("a", token), (1, 3)).token for token in (0, 2, 4, 5)]
    assert found == [0, 1, 2, 3]
    line = DequeuerWait(process="d")
    assert Reduction._renumbered(line, (1,)) is line
