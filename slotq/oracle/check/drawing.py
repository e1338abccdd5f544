"""A drawing of a log of either kind."""

from collections.abc import Iterator

from slotq.formats.errors import InputError
from slotq.oracle.check.excerpts import LineSource
from slotq.oracle.check.history_bars import write_bars
from slotq.oracle.check.trace_run import write_run
from slotq.oracle.history.typed_lines import is_history
from slotq.oracle.verdict.verdict import Verdict


def write_drawing(verdict: Verdict, source: LineSource) -> Iterator[str]:
    """Draw a log.

    Args:
        verdict: The verdict on it.
        source: Where its lines come from.
    """
    try:
        with source.lines() as lines:
            _, first = next(lines, (0, b""))
    except InputError:
        return  # the file has changed meanwhile
    write = write_bars if is_history(first) else write_run
    yield from write(verdict, source)
