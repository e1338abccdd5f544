"""The judges of histories and the searches of the machine, side by side on random histories.

These are longer than those that can all be tried, and more calls overlap in them. A seed gives the
same history on every machine: `python -m slotq.verify.judges.agreement FIRST LAST` compares what
both say for a range of seeds, the first included and the last not.
"""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from slotq.formats.errors import BudgetError
from slotq.formats.history_lines import Line
from slotq.oracle.history import all_orders, all_orders_counters
from slotq.oracle.history.counters import Counters
from slotq.oracle.history.judge import HistoryJudge
from slotq.oracle.history.queue_calls import QueueCalls, TokenCalls
from slotq.oracle.history.rules import HistoryFault
from slotq.oracle.history.witness import witness
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.random_counters import random_counting
from slotq.verify.judges.random_queue import random_history
from slotq.verify.judges.replay import refused

_MODULE = "slotq.verify.judges.agreement"
SEEDS = range(80)
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
    queues = [queue.calls for queue in judge.queues.values()]
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

    Raises:
        ClaimRefutedError: They differ, or the machine does not take the witness.
    """
    lines = random_history(seed)
    found, queues = decided(lines)
    if found is None:
        for calls, tokens in queues:
            step = refused(lines, witness(calls, tokens))
            if step:
                raise ClaimRefutedError(_wrong(seed, f"the machine does not take {step}"))
    return compare_with(seed, found, lines, all_orders.first_refused)


def compare_counters(seed: int) -> str | None:
    """Decide a history of counters twice."""
    lines = random_counting(seed)
    return compare_with(seed, counted(lines), lines, all_orders_counters.first_refused)


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
    if (found is None) is not (expected is None):
        raise ClaimRefutedError(_wrong(seed, f"expected {expected}, found {found}"))
    return "accepted" if found is None else found.rule


def _wrong(seed: int, what: str) -> str:
    return f"seed {seed}: {what}; to repeat: python -m {_MODULE} {seed} {seed + 1}"


def check_random(seeds: range = SEEDS) -> Evidence:
    """Compare on random histories of the queue and of counters.

    Args:
        seeds: Which ones.

    Raises:
        ClaimRefutedError: They differ about one, or the machine does not take a witness.
    """
    compared = 0
    for compare in (compare_queue, compare_counters):
        counts = tally(compare, seeds)
        compared += counts.total() - counts[None]
    return Evidence(others=compared)


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
