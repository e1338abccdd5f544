"""The fault of the shortest history that has one: where it went wrong first.

The order of pushes and picks is decided from the newest token to the oldest, so of several things
that have no order the judge comes upon the last. What begins like a legal history is legal, so the
first of them is found by halving.
"""

from collections.abc import Callable, Sequence

from slotq.formats.errors import BudgetError
from slotq.formats.history_lines import Line
from slotq.oracle.history.judge import HistoryJudge
from slotq.oracle.history.rules import HistoryFault

MOST_LINES = 300_000
"""How many lines are judged again, over all beginnings that are tried."""
_FIRST_TRIED = 64
Numbered = tuple[int, Line]


def earliest(
    fault: HistoryFault, before: Sequence[Numbered], make_judge: Callable[[], HistoryJudge]
) -> HistoryFault:
    """Find what was wrong first.

    Args:
        fault: What was found to be wrong.
        before: The lines before its line, or the first of them, with their numbers.
        make_judge: Makes a judge of the history.

    Returns:
        The fault of the shortest beginning that has one; of a shorter one than before if that is
        too many lines to judge; the same fault if the lines before it are legal.
    """
    legal, size, left = 0, len(before), MOST_LINES
    # A fault that shows early is found early: lengths are doubled first, then halved.
    step, doubling = min(_FIRST_TRIED, size), True
    while legal < size and step <= left:
        left -= step
        found = _judged(before[:step], make_judge())
        if found is None:
            legal = step
        else:
            fault, size, doubling = found, step - 1, False
        step = min(2 * legal, size) if doubling else (legal + size + 1) // 2
    return fault


def _judged(lines: Sequence[Numbered], judge: HistoryJudge) -> HistoryFault | None:
    try:
        for number, line in lines:
            found = judge.take(number, line)
            if found is not None:
                return judge.earliest(found)
        found, _ = judge.finish()
    except BudgetError:
        return None
    return found
