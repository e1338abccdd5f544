"""The fast decisions and the reference, side by side on random small histories.

`python -m tests.oracle.history.agreement FIRST LAST` compares them on a range of seeds.
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from slotq.oracle.errors import BudgetError
from slotq.oracle.history import reference, reference_counters
from slotq.oracle.history.counters import Counters
from slotq.oracle.history.judge import HistoryJudge
from slotq.oracle.history.lines import Line
from slotq.oracle.history.queue_calls import QueueCalls, TokenCalls
from slotq.oracle.history.rules import HistoryFault
from slotq.oracle.history.witness import witness
from tests.oracle.history.counting import random_counting
from tests.oracle.history.histories import random_history
from tests.oracle.history.replay import refused

MOST_STATES = 500  # the reference leaves larger histories to others
T = TypeVar("T")


def judged(lines: Sequence[Line], **options: object) -> HistoryFault | None:
    """Judge a history as the oracle does."""
    found, _ = decided(lines, **options)
    return found


def decided(
    lines: Sequence[Line], **options: object
) -> tuple[HistoryFault | None, list[tuple[QueueCalls, list[TokenCalls]]]]:
    """Judge a history, and say what is known of its queues."""
    judge = HistoryJudge(**options)  # type: ignore[arg-type]
    for number, line in enumerate(lines, 2):
        found = judge.take(number, line)
        if found is not None:
            return judge.earliest(found), []
    found, decisions = judge.finish()
    queues = [queue.calls for queue in judge._queues.values()]
    return found, [(q, d.tokens) for q, d in zip(queues, decisions, strict=True)]


def counted(lines: Sequence[Line]) -> HistoryFault | None:
    """Judge the counters alone."""
    counters, opened = Counters(), dict[str, tuple[int, Line]]()
    for number, line in enumerate(lines, 2):
        if line.type == "invoke":
            opened[line.process] = number, line
            counters.called(number, line)
        else:
            found = counters.returned(number, line, *opened.pop(line.process))
            if found is not None:
                return found
    return counters.finish()


def compare_queue(seed: int) -> str | None:
    """Decide a history of a queue twice, and let the machine take the witness of an accepted one.

    Returns:
        The verdict, or None if the reference has too much to do.
    """
    lines = random_history(seed)
    found, queues = decided(lines)
    if found is None:
        for calls, tokens in queues:
            step = refused(lines, witness(calls, tokens))
            assert not step, f"seed {seed}: the machine does not take {step}"
    return compare_with(seed, found, lines, reference.first_refused)


def compare_counters(seed: int) -> str | None:
    """Decide a history of counters twice."""
    lines = random_counting(seed)
    return compare_with(seed, counted(lines), lines, reference_counters.first_refused)


def compare_with(
    seed: int,
    found: HistoryFault | None,
    lines: Sequence[Line],
    first_refused: Callable[[Sequence[Line], int], int | None],
) -> str | None:
    """Compare what was found with what the reference finds.

    Returns:
        The verdict, or None if the reference has too much to do.
    """
    try:
        expected = first_refused(lines, MOST_STATES)
    except BudgetError:
        return None
    assert (found is None) == (expected is None), f"seed {seed}: {expected} against {found}"
    return "accepted" if found is None else found.rule


def tally(compare: Callable[[int], str | None], seeds: range) -> Counter[str | None]:
    """Compare for many seeds, and count the verdicts."""
    return Counter(map(compare, seeds))


def main(first: int, last: int) -> None:
    """Compare both decisions for a range of seeds, and print how often which verdict came."""
    for compare in (compare_queue, compare_counters):
        counts = tally(compare, range(first, last))
        sys.stdout.write(f"{compare.__name__}: {dict(counts.most_common())}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
