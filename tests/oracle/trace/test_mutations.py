"""Real logs with one line changed: the judge and the naive queue name the same line."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from slotq.oracle.check.judge_files import check
from slotq.oracle.verdict.verdict import Verdict
from tests.oracle.logs import ACCEPT, HEADER, Line, read_lines, write_log
from tests.oracle.trace.naive import first_fault

SMALL = [path for path in ACCEPT if path.suffix == ".ndjson"]
CALLERS = {"ContainerWake", "ContainerReturn", "SlotClose", "Evict"}
CHECKED = {"token", "ok", "length", "woken", "waiting", "to"}
FREE_TEXT = {"slot", "seq", "process", "action", "dequeuer", "stuck", "live_dequeuer_threads"}
# The callers' lines are left out, so that what is judged is the queue alone.
QUEUE_ONLY = {**HEADER, "omits": sorted(CALLERS)}


def queue_lines(path: Path) -> list[Line]:
    """The lines that the naive queue understands, without numbers."""
    lines = [line for line in read_lines(path)[1:] if f"on_{line['action']}" in NAMES]
    return [{name: line[name] for name in line if name != "seq"} for line in lines]


NAMES = {
    f"on_{name}"
    for name in (
        *("QueueAppend", "QueueBroadcast", "AcquireCas", "AcquireRemove", "AcquireClose"),
        *("DequeuerStart", "DequeuerWait", "DequeuerPeek", "DequeuerExit", "DequeuerDeliver"),
        *("DequeuerEjected", "DequeuerCancelled", "Cancel", "CancellerWake", "End"),
    )
}


def other(value: object) -> object:
    """Another value of the same type, which is right nowhere."""
    if isinstance(value, bool):
        return not value
    return value + 1000 if isinstance(value, int) else "somebody-else"


def changed_fields(lines: list[Line]) -> Iterator[tuple[int, list[Line]]]:
    """Every log in which one checked field of one line has another value."""
    for i, line in enumerate(lines):
        for field in line.keys() & CHECKED:
            yield i, [*lines[:i], {**line, field: other(line[field])}, *lines[i + 1 :]]


def fault_index(tmp_path: Path, lines: list[Line]) -> int | None:
    """Judge the lines and say which one is wrong."""
    verdict = check(write_log(tmp_path / "mutant.ndjson", lines, QUEUE_ONLY))
    assert isinstance(verdict, Verdict)
    return None if verdict.fault is None else verdict.fault.line - 2


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_changed_field_is_found_at_its_line(path: Path, tmp_path: Path) -> None:
    """What a line says of its step's effect must be true, in every line of every kind."""
    lines = queue_lines(path)
    mutants = list(changed_fields(lines))
    assert [i for i, _ in mutants] == [fault_index(tmp_path, mutant) for _, mutant in mutants]


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_lost_line_is_found_unless_it_had_no_effect(path: Path, tmp_path: Path) -> None:
    """A log with a missing line is a log of something that cannot happen."""
    lines = queue_lines(path)
    for i, line in enumerate(lines[:-1]):
        mutant = [*lines[:i], *lines[i + 1 :]]
        found = fault_index(tmp_path, mutant)
        without_effect = line["action"] in {"Cancel", "AcquireCas"} and not line["ok"]
        assert (without_effect, first_fault(mutant)) == (found is None, found), line


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.name)
def test_swapped_neighbours_are_judged_as_by_the_naive_queue(path: Path, tmp_path: Path) -> None:
    """Some neighbours commute and some do not; both happen in each log."""
    lines = queue_lines(path)
    verdicts = set()
    for i, (line, after) in enumerate(pairwise(lines[:-1])):
        if line["process"] != after["process"]:
            mutant = [*lines[:i], after, line, *lines[i + 2 :]]
            expected = first_fault(mutant)
            assert expected == fault_index(tmp_path, mutant), (line, after)
            verdicts.add(expected is None)
    assert verdicts == {True, False}


def test_every_field_of_the_logs_is_either_checked_or_known_not_to_be() -> None:
    """A new field of the format must not slip through unchecked."""
    fields = {field for path in SMALL for line in queue_lines(path) for field in line}
    assert fields <= CHECKED | FREE_TEXT
