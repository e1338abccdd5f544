"""The judges of answers, by the numbers of their exercises."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from slotq.course.judges.action import judge_action
from slotq.course.judges.bounds import judge_bounds
from slotq.course.judges.code import queue_judge
from slotq.course.judges.conforming import judge_conforming
from slotq.course.judges.fairness import judge_fairness
from slotq.course.judges.history import judge_histories
from slotq.course.judges.induction import judge_induction
from slotq.course.judges.invariant import judge_invariant
from slotq.course.judges.moves import judge_moves
from slotq.course.judges.schedule import judge_schedule
from slotq.course.judges.search import judge_search
from slotq.course.judges.strength import judge_strength
from slotq.course.judges.stutter import judge_stutter
from slotq.course.verdict import Verdict
from slotq.machine.callers import Bounds
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram

JUDGES: Mapping[int, Callable[[Path], Verdict]] = MappingProxyType(
    {
        0: queue_judge(CallersProgram(Bounds(1, 1, 1))),
        1: judge_moves,
        2: judge_search,
        3: judge_invariant,
        4: judge_action,
        5: judge_schedule,
        6: judge_bounds,
        7: queue_judge(GeneralProgram(1, 1, 1), GeneralProgram(1, 1, 2)),
        8: queue_judge(GeneralProgram(2, 1, 1)),
        9: judge_fairness,
        10: judge_stutter,
        11: queue_judge(GeneralProgram(1, 2, 1)),
        12: judge_conforming,
        13: judge_histories,
        14: judge_induction,
        15: judge_strength,
    }
)
