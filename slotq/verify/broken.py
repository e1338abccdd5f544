"""What is broken, in words: the property, its sentence, and the shortest schedule that shows it."""

from collections.abc import Callable

from slotq.schedule.engine.findings import FindingError, Kind
from slotq.schedule.walk.explore import Exploration
from slotq.schedule.walk.judged import Replayed, judge
from slotq.schedule.walk.shortest import Schedule, by_running, in_graph
from slotq.schedule.walk.specified import S, SpecifiedProgram
from slotq.specification.sentences import in_words


def of_graph(
    program: SpecifiedProgram[S],
    code: Exploration[S],
    is_specified: Callable[[S, str, S], bool],
) -> FindingError | None:
    """Find the property that the code breaks and the machine does not, if there is one.

    Args:
        program: The program.
        code: The graph of its code.
        is_specified: Whether a step is one of the machine's.
    """
    schedule = in_graph(program, code, is_specified)
    return None if schedule is None else _finding(program, schedule)


def of_finding(program: SpecifiedProgram[S], found: FindingError) -> FindingError:
    """Find the shortest schedule that shows something wrong, where a walk has stopped at something.

    Args:
        program: The program.
        found: What the walk has stopped at, which is returned if there is nothing shorter.
    """
    if found.kind is Kind.ENDLESS:  # each schedule that shows it takes ten seconds
        return found
    schedule = by_running(program)
    return found if schedule is None else _finding(program, schedule) or found


def _finding(program: SpecifiedProgram[S], schedule: Schedule) -> FindingError | None:
    try:
        replayed = judge(program, schedule)
    except FindingError as error:  # it is wrong from the beginning
        return error
    if replayed.finding is not None:
        return replayed.finding
    lines = [*in_words(replayed.steps[-1].broken if replayed.steps else ()), *_stuck(replayed)]
    if not lines:
        return None
    kind = Kind.BROKEN if replayed.steps and replayed.steps[-1].broken else Kind.DEADLOCK
    steps = [(step.transition, step.action) for step in replayed.steps]
    finding = FindingError(kind, "\n".join(lines), steps)
    finding.options = program.options
    return finding


def _stuck(replayed: Replayed[S]) -> list[str]:
    return [replayed.stuck] * bool(replayed.stuck)
