"""Judges bounds: each must be large enough to show a fault, and none may be larger."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec

from slotq.course.answer import read_toml
from slotq.course.faults import FAULTS, broken
from slotq.course.verdict import AnswerError, Verdict, solved, unsolved
from slotq.machine.kernel import Graph, TooManyStatesError, counted, explore
from slotq.machine.slot_queue_steps import INVARIANTS, SIZES, State
from slotq.machine.slot_queue_steps.bounds import Bounds

SHOWN_BY = {
    "SignalOne": "NoLostWakeUpInv",
    "CheckThenSet": "OneWinnerInv",
    "RemoveBySwap": "IdsIncreaseInv",
}
"""The faults, each with the invariant that it breaks."""
_MOST = 50_000
Size = Annotated[int, msgspec.Meta(ge=1, le=3)]


class _Sizes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    clients: Size
    dequeuers: Size
    tokens: Size


def judge_bounds(folder: Path) -> Verdict:
    """Search the broken machine at each bound, and at those that are smaller by one."""
    answers = read_toml(folder / "bounds.toml", dict[str, _Sizes])
    if set(answers) != set(SHOWN_BY):
        message = f"bounds.toml needs exactly the tables {', '.join(SHOWN_BY)}"
        raise AnswerError(message)
    lines: list[str] = []
    for fault, name in SHOWN_BY.items():
        sizes = answers[fault]
        bounds = Bounds(sizes.clients, sizes.dequeuers, sizes.tokens)
        words = counted(bounds, *SIZES)
        number = _states_that_show(fault, bounds)
        if number is None:
            return unsolved(
                *lines, f"{fault}: {words}: {name} is true in every state. The fault is hidden."
            )
        for smaller in _smaller(bounds):
            if _states_that_show(fault, smaller) is not None:
                return unsolved(
                    *lines,
                    f"{fault}: {words} are more than it takes: {counted(smaller, *SIZES)}"
                    f" break {name}, too.",
                )
        lines.append(f"{fault}: {words}: {name} is false in {number} states.")
    return solved(*lines)


def _states_that_show(fault: str, bounds: Bounds) -> int | None:
    holds = INVARIANTS[SHOWN_BY[fault]]
    found = sum(not holds(state) for state in _explored(fault, bounds).states)
    return found or None


def _explored(fault: str, bounds: Bounds) -> Graph[State]:
    try:
        return explore(broken(bounds, FAULTS[fault]), _MOST)
    except TooManyStatesError:
        message = f"{fault}: {counted(bounds, *SIZES)} have more than {_MOST} states: try fewer"
        raise AnswerError(message) from None


def _smaller(bounds: Bounds) -> Iterator[Bounds]:
    for name in SIZES:
        size = getattr(bounds, name)
        if size > 1:
            yield replace(bounds, **{name: size - 1})
