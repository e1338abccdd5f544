"""Judges a reader's invariant: true of the queue, and false in a state of a broken one."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

from slotq.course.answer import function_of
from slotq.course.faults import FAULTS, broken
from slotq.course.verdict import AnswerError, Verdict, solved, unsolved
from slotq.course.view import View, view, written
from slotq.formats.errors import shown
from slotq.machine.kernel import Label, explore, shortest_path
from slotq.machine.slot_queue_steps import State
from slotq.machine.slot_queue_steps.bounds import Bounds

_BOUNDS = Bounds(clients=2, dequeuers=1, tokens=2)
_FAULT = "RemoveNothing"
_Path = list[tuple[Label, State]]


def judge_invariant(folder: Path) -> Verdict:
    """Look for a state in which the predicate is false: there must be none, and then one."""
    holds = cast("Callable[[View], object]", function_of(folder / "invariant.py", "holds"))
    path = _refuted(holds, _BOUNDS, None)
    if path is not None:
        return unsolved(
            "It is not always true. The right queue reaches this state, where it is false:",
            *_told(path),
        )
    path = _refuted(holds, _BOUNDS, _FAULT)
    if path is None:
        return unsolved(
            f"It is also true in every state of the broken queue ({_FAULT}), so that it does not "
            "notice the fault."
        )
    return solved(
        "It is true in every state of the right queue, and it catches the broken one:",
        *_told(path),
    )


def _refuted(holds: Callable[[View], object], bounds: Bounds, fault: str | None) -> _Path | None:
    graph = explore(broken(bounds, None if fault is None else FAULTS[fault]))

    def is_false(state: State) -> bool:
        try:
            said = holds(view(state))
        except Exception as error:
            lines = " | ".join(written(view(state)))
            message = f"invariant.py: {type(error).__name__}: {error}, in the state {lines}"
            raise AnswerError(message) from error
        if not isinstance(said, bool):
            message = f"invariant.py: holds returned {shown(said)}, not True or False"
            raise AnswerError(message)
        return not said

    return shortest_path(graph, is_false)


def _told(path: _Path) -> list[str]:
    steps = " ".join(f"{action}({', '.join(map(str, args))})" for (action, args), _ in path)
    lines = [f"  after {steps}"] if path else ["  at the beginning"]
    return lines + [f"  {line}" for line in written(view(path[-1][1]))] if path else lines
