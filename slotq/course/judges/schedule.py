"""Judges a schedule: the shortest one after which a signal has lost a wake-up."""

from functools import cache
from pathlib import Path

from slotq.course.answer import read_text
from slotq.course.first_break import first_break
from slotq.course.signalling import SignallingWorld
from slotq.course.verdict import AnswerError, Verdict, solved, unsolved
from slotq.machine.callers import MODULE, Bounds, State
from slotq.machine.slot_queue_steps import INVARIANTS
from slotq.schedule.engine.findings import ScheduleSyntaxError, Transition, columns, parse_schedule
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.walk.execution import Runner

_PROGRAM = CallersProgram(Bounds(1, 2, 1), make_world=SignallingWorld)
_PROPERTY = "NoLostWakeUpInv"
_HOLDS = INVARIANTS[_PROPERTY]


def judge_schedule(folder: Path) -> Verdict:
    """Run the schedule, and look whether the property is false at its end."""
    schedule = _read(folder / "schedule.txt")
    with Runner(_PROGRAM).run() as run:
        for number, transition in enumerate(schedule, 1):
            possible = run.transitions()
            if transition not in possible:
                names = ", ".join(map(str, possible)) or "none"
                return unsolved(f"Step {number}, {transition}, is not possible there: {names} is.")
            run.take(transition)
            if _is_broken(run.state()) and number < len(schedule):
                return unsolved(
                    f"{_PROPERTY} is false after {number} of {len(schedule)} steps: stop there."
                )
        if not _is_broken(run.state()):
            asleep = _asleep(run.state())
            return unsolved(
                f"After your {len(schedule)} steps {_PROPERTY} is true: asleep {asleep},"
                f" listed {list(run.state().queue.slots)}."
            )
        if len(schedule) > _shortest():
            return unsolved(
                f"Your {len(schedule)} steps lose a wake-up. There is a schedule of {_shortest()}."
            )
        return solved("A shortest schedule that loses a wake-up:", *columns(run.world.taken))


def _read(path: Path) -> list[Transition]:
    lines = [line.partition("#")[0] for line in read_text(path).splitlines()]
    try:
        return parse_schedule(" ".join(lines))
    except ScheduleSyntaxError as error:
        message = f"{path.name}: {error}"
        raise AnswerError(message) from error


def _is_broken(state: State) -> bool:
    return not _HOLDS(state.queue)


def _asleep(state: State) -> int:
    return sum(d.dequeuer == "asleep" for d in state.queue.dequeuers)


@cache
def _shortest() -> int:
    found = first_break(_PROGRAM, MODULE.properties(_PROGRAM.bounds))
    return 0 if found is None else len(found.schedule)
