"""Judges files, and says with which code a program should exit."""

from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec

from slotq.formats.errors import InputError
from slotq.formats.stream import open_lines
from slotq.oracle.check.excerpts import LineSource, find_earliest, find_excerpt
from slotq.oracle.history.judge import judge as judge_history
from slotq.oracle.history.typed_lines import is_history, read_history
from slotq.oracle.trace.events import read_log
from slotq.oracle.trace.judge import judge
from slotq.oracle.verdict.budget import SECONDS, STATES, Budget
from slotq.oracle.verdict.excerpt import count_lines
from slotq.oracle.verdict.verdict import Verdict

Result = Verdict | InputError

# Of several files the worst decides, in this order: what could not be used may hide a fault, and
# what stayed undecided was at least looked at.
_WORST_FIRST = ("unusable", "rejected", "undecided", "accepted")
_CODES = {"accepted": 0, "rejected": 1, "unusable": 2, "undecided": 3}


def check(  # noqa: PLR0913  # one option each
    path: str,
    *,
    strict: bool = False,
    served_within: float | None = None,
    ids_in_order: bool = True,
    budget: int = STATES,
    seconds: float = SECONDS,
    excerpt: bool = False,
    witness: bool = False,
    source: LineSource | None = None,
) -> Result:
    """Judge a file.

    Args:
        path: The file; "-" is standard input.
        strict: Whether a log is rejected too because some of its lines were not judged.
        served_within: After how many seconds with a free token a client of a history has waited too
            long; None means no limit.
        ids_in_order: Whether ids in a history are given in the order in which slots were queued.
        budget: How many candidate states a log may have whose lines leave something open.
        seconds: How much time of the processor the search for a verdict may take.
        excerpt: Whether to look for the lines that show why a log is rejected.
        witness: Whether to write down why an accepted history is legal.
        source: Where its lines can be read again; by default that is known to this function alone.
    """
    source = LineSource(path) if source is None else source
    try:
        with open_lines(path) as opened:
            lines = source.watch(opened) if excerpt else opened
            first = next(lines, None)
            whole = lines if first is None else chain([first], lines)
            if first is not None and is_history(first[1]):
                history = read_history(path, whole)
                verdict = judge_history(
                    history,
                    served_within,
                    in_order=ids_in_order,
                    budget=Budget(budget, seconds),
                    witness=witness,
                )
            else:
                verdict = judge(read_log(path, whole), Budget(budget, seconds))
    except InputError as error:
        return error
    if excerpt and verdict.fault is not None:
        if ids_in_order:
            fault = find_earliest(verdict, source, served_within)
            verdict = msgspec.structs.replace(verdict, fault=fault)
        found = find_excerpt(verdict, source, served_within, in_order=ids_in_order)
        return msgspec.structs.replace(verdict, excerpt=found)
    unjudged = sum(verdict.not_judged.values())
    if strict and verdict.outcome == "accepted" and unjudged:
        were = "was" if unjudged == 1 else "were"
        reason = f"--strict: {count_lines(unjudged)} {were} not judged"
        return msgspec.structs.replace(verdict, outcome="rejected", reason=reason)
    return verdict


def check_files(  # noqa: PLR0913  # as for one
    paths: Iterable[str],
    *,
    strict: bool = False,
    served_within: float | None = None,
    ids_in_order: bool = True,
    budget: int = STATES,
    seconds: float = SECONDS,
    excerpt: bool = False,
    witness: bool = False,
) -> Iterator[Result]:
    """Judge files one after the other."""
    for path in paths:
        yield check(
            path,
            strict=strict,
            served_within=served_within,
            ids_in_order=ids_in_order,
            budget=budget,
            seconds=seconds,
            excerpt=excerpt,
            witness=witness,
        )


def exit_code(results: Iterable[Result]) -> int:
    """Say with which code to exit: 0 accepted, 1 rejected, 2 unusable, 3 undecided.

    Raises:
        ValueError: There are no results, of which nothing can be said.
    """
    outcomes = {"unusable" if isinstance(r, InputError) else r.outcome for r in results}
    for outcome in _WORST_FIRST:
        if outcome in outcomes:
            return _CODES[outcome]
    message = "there is nothing to check"
    raise ValueError(message)
