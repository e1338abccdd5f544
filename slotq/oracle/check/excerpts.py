"""Finds the excerpt of a rejected log, whose lines are read once more or were kept.

A file can be opened again. What came through a pipe cannot: of that the last lines are kept while
they are judged, as many as a bound on memory allows.
"""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

import msgspec

from slotq.formats.decoding import FormatError, decode, decode_event
from slotq.formats.errors import InputError
from slotq.formats.history_lines import ANY_LINE, Line
from slotq.formats.stream import open_lines
from slotq.formats.trace_lines import Header
from slotq.oracle.check.reductions import HistoryReduction, TraceReduction
from slotq.oracle.history.alternatives import MOST_LINES as MOST_LINES_AGAIN
from slotq.oracle.history.alternatives import with_alternatives
from slotq.oracle.history.earliest import earliest
from slotq.oracle.history.judge import HistoryJudge
from slotq.oracle.history.rules import HistoryFault
from slotq.oracle.history.typed_lines import is_history
from slotq.oracle.verdict.budget import Budget
from slotq.oracle.verdict.excerpt import MOST_LINES, Excerpt, How, window
from slotq.oracle.verdict.reduction import Numbered
from slotq.oracle.verdict.shrinking import Effort
from slotq.oracle.verdict.verdict import Fault, Verdict

_LONGEST_LOG = 20_000  # lines: no part is looked for in a longer log
_MOST_BYTES = 8 * 1024 * 1024
_STEPS = 300_000  # lines that are judged again, in all parts that are tried
_SECONDS = 2.0
_FIRST = 2  # the line after the header

_header = msgspec.json.Decoder(Header)
_call: msgspec.json.Decoder[Line] = msgspec.json.Decoder(ANY_LINE)
Lines = Iterator[tuple[int, bytes]]


class LineSource:
    """Knows how to come by the lines of a log again.

    Args:
        path: The file as the user named it.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._is_file = _is_file(path)
        self._kept: deque[tuple[int, bytes]] = deque()
        self._first: tuple[int, bytes] | None = None

    def watch(self, lines: Lines) -> Lines:
        """Pass lines on, and keep what will be needed of them."""
        return lines if self._is_file else self._keep(lines)

    def _keep(self, lines: Lines) -> Lines:
        size = 0
        for line in lines:
            if self._first is None:
                self._first = line
            else:
                self._kept.append(line)
                size += len(line[1])
            while size > _MOST_BYTES or len(self._kept) > _LONGEST_LOG:
                size -= len(self._kept.popleft()[1])
            yield line

    @contextmanager
    def lines(self) -> Iterator[Lines]:
        """Give the lines again: all of a file, or those that were kept and the first."""
        if self._is_file:
            with open_lines(self._path) as lines:
                yield lines
        else:
            yield iter([*([] if self._first is None else [self._first]), *self._kept])


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except OSError:
        return False  # it cannot be opened either, and that will be said


def find_excerpt(
    verdict: Verdict,
    source: LineSource,
    served_within: float | None = None,
    *,
    in_order: bool = True,
) -> Excerpt | None:
    """Find the lines that show why a log is rejected.

    Args:
        verdict: The verdict.
        source: Where its lines come from.
        served_within: As the judge was told.
        in_order: As the judge was told.

    Returns:
        The lines; None if there is no fault, or if the lines are not to be had any more.
    """
    fault = verdict.fault
    if fault is None:
        return None
    limit = None if served_within is None else round(served_within * 1e9)
    try:
        with source.lines() as lines:
            return _find(verdict, fault, lines, limit, in_order=in_order)
    except (InputError, FormatError):
        return None  # the file has changed meanwhile


def find_earliest(
    verdict: Verdict, source: LineSource, served_within: float | None = None
) -> Fault | None:
    """Find where a history went wrong first, and what that line could have said instead.

    Args:
        verdict: The verdict on a history whose ids are in the order of queueing.
        source: Where its lines come from.
        served_within: As the judge was told.

    Returns:
        The first fault, as far as it was looked for, with what was found.
    """
    fault = verdict.fault
    if not isinstance(fault, HistoryFault):
        return fault
    limit = None if served_within is None else round(served_within * 1e9)
    try:
        with source.lines() as lines:
            header = decode(_header, next(lines)[1])
            wanted = range(_FIRST, min(fault.line, MOST_LINES_AGAIN) + 1)
            found = _read(lines, wanted, history=True)
    except (InputError, FormatError, StopIteration):
        return fault  # the file has changed meanwhile
    if len(found) < len(wanted):
        return fault

    budget = Budget(seconds=_SECONDS)  # for all judges together

    def make_judge() -> HistoryJudge:
        return HistoryJudge(
            frozenset(header.omits), limit, header.queue, budget=budget, version=header.callers
        )

    before = [line for line in found if line[0] < fault.line]
    first = earliest(fault, before, make_judge)
    return with_alternatives(first, found, make_judge)


def _find(
    verdict: Verdict, fault: Fault, lines: Lines, limit: int | None, *, in_order: bool
) -> Excerpt | None:
    _, first = next(lines, (0, b""))
    history, header = is_history(first), decode(_header, first)
    calls = _lines_of_calls(fault)
    near = range(max(_FIRST, fault.line - MOST_LINES + 1), fault.line + 1)
    whole = verdict.lines <= _LONGEST_LOG
    wanted = calls or (range(_FIRST, verdict.lines + 1) if whole else near)
    found = _read(lines, wanted, history=history)
    if calls:
        return _excerpt("calls", found, fault)
    if whole and len(found) == len(wanted):
        reduction = (
            HistoryReduction(found, header, fault, limit, in_order=in_order)
            if history
            else TraceReduction(found, header, fault)
        )
        part = reduction.reduce(Effort(_STEPS, _SECONDS))
        if part is not None:
            chosen = set(part)
            return _excerpt("shrunk", [line for line in found if line[0] in chosen], fault)
    return _excerpt("last", [line for line in found if line[0] in near], fault)


def _lines_of_calls(fault: Fault) -> frozenset[int]:
    # The lines of the calls that cannot be ordered, and of the fault; none if no calls are known.
    if not isinstance(fault, HistoryFault) or not fault.calls:
        return frozenset()
    numbers = (call.get(name) for call in fault.calls for name in ("line", "returned"))
    return frozenset(number for number in (*numbers, fault.line) if isinstance(number, int))


def _read(lines: Lines, wanted: Collection[int], *, history: bool) -> list[Numbered]:
    last = max(wanted, default=0)
    return [
        (number, decode(_call, line) if history else decode_event(line))
        for number, line in takewhile(lambda each: each[0] <= last, lines)
        if number in wanted
    ]


def _excerpt(how: How, found: Sequence[Numbered], fault: Fault) -> Excerpt | None:
    numbers = [number for number, _ in found]
    if fault.line not in numbers:
        return None
    chosen = window(len(found), numbers.index(fault.line))
    return Excerpt(
        how,
        tuple(numbers[chosen]),
        tuple(msgspec.to_builtins(line) for _, line in found[chosen]),
        len(numbers) - len(numbers[chosen]),
    )
