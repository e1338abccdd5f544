"""The shortest schedule that shows what is wrong with the code.

Where there is a graph of the code, it is searched; where there is not, since the walk that makes it
has stopped at something wrong, schedules are run in the order of their lengths.
"""

from collections import deque
from collections.abc import Callable

from slotq.machine.kernel import System
from slotq.schedule.engine.findings import FindingError, Transition
from slotq.schedule.reading.frames import Key
from slotq.schedule.walk.execution import Runner
from slotq.schedule.walk.explore import Exploration
from slotq.schedule.walk.specified import S, SpecifiedProgram

_MOST = 3_000  # schedules that are run, which takes some seconds

Schedule = tuple[Transition, ...]


def in_graph(
    program: SpecifiedProgram[S],
    code: Exploration[S],
    is_specified: Callable[[S, str, S], bool],
) -> Schedule | None:
    """Find the shortest schedule of a graph whose last step breaks a property, and is no machine's.

    Args:
        program: The program.
        code: Its graph.
        is_specified: Whether a step is one of the machine's, which is no fault of the code.
    """
    pending: deque[tuple[int, Schedule]] = deque([(0, ())])
    seen = {0}
    while pending:
        source, way = pending.popleft()
        before = code.states[source]
        for transition, action, target in zip(
            code.transitions[source], code.actions[source], code.targets[source], strict=True
        ):
            after = code.states[target]
            if not is_specified(before, action, after) and program.properties.broken(before, after):
                return (*way, transition)
            if target not in seen:
                seen.add(target)
                pending.append((target, (*way, transition)))
    return None


def by_running(program: SpecifiedProgram[S], name: str = "", most: int = _MOST) -> Schedule | None:
    """Find the shortest schedule that shows something wrong, by running so many at the most.

    Args:
        program: The program.
        name: The property that is looked for; any, and whatever else is wrong, unless given.
        most: How many schedules to run.
    """
    runner, seen, system = Runner(program), set[Key](), program.system
    # Each schedule, the state before its last step, and whether the machine has the others.
    pending: deque[tuple[Schedule, S | None, bool]] = deque([((), None, True)])
    for _ in range(most):
        if not pending:
            break
        schedule, before, is_specified = pending.popleft()
        try:
            with runner.run() as run:
                run.world.follow(schedule)
                key, after, possible = run.key(), run.state(), run.transitions()
                if not name:
                    run.require_more(run.raw(), possible)
        except FindingError:
            if name:
                continue
            return schedule
        if before is not None and is_specified:
            is_specified = _has(system, before, run.world.taken[-1][1], after)
        broken = () if is_specified else program.properties.broken(before, after)
        if name in broken or (broken and not name):
            return schedule
        if key not in seen:
            seen.add(key)
            pending.extend(((*schedule, step), after, is_specified) for step in possible)
    return None


def _has(system: System[S], before: S, action: str, after: S) -> bool:
    return any((label.action, to) == (action, after) for label, to in system.successors(before))
