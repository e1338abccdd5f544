"""The judges of answers, by the numbers of their exercises."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from slotq.course.judges.code import queue_judge
from slotq.course.judges.invariant import judge_invariant
from slotq.course.judges.moves import judge_moves
from slotq.course.judges.search import judge_search
from slotq.course.verdict import Verdict
from slotq.machine.callers import Bounds
from slotq.schedule.programs.callers import CallersProgram

JUDGES: Mapping[int, Callable[[Path], Verdict]] = MappingProxyType(
    {
        0: queue_judge(CallersProgram(Bounds(1, 1, 1))),
        1: judge_moves,
        2: judge_search,
        3: judge_invariant,
    }
)
