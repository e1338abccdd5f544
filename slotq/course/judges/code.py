"""Judges a reader's copy of the queue: under every schedule it must do what is specified."""

from collections.abc import Callable, Iterator
from pathlib import Path

from slotq.course.first_break import Break, first_break
from slotq.course.verdict import Verdict, solved, unsolved
from slotq.machine import callers, slot_queue_steps
from slotq.machine.slot_queue_steps.bounds import Bounds
from slotq.schedule.engine.findings import columns
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.specification.sentences import sentences
from slotq.verify.claim import ClaimRefutedError
from slotq.verify.code import check_code

Program = CallersProgram | GeneralProgram


def queue_judge(*programs: Program) -> Callable[[Path], Verdict]:
    """Make the judge that runs a queue with the clients of these programs."""

    def judge(folder: Path) -> Verdict:
        del folder  # the reader's queue has taken the place of slotq.queue
        return judge_queue(programs)

    return judge


def judge_queue(programs: tuple[Program, ...]) -> Verdict:
    """Run the queue with each program's clients, and name what breaks first."""
    states = 0
    for program in programs:
        found = _first(program)
        if found is not None:
            return unsolved(*_told(found, program.options))
        try:
            states += _compared(program)
        except ClaimRefutedError as error:
            return unsolved(*str(error).splitlines())
    return solved(
        f"Under every schedule your queue does what is specified: all {states} states, all steps."
    )


def _first(program: Program) -> Break | None:
    if isinstance(program, GeneralProgram):
        bounds = Bounds(program.clients, program.dequeuers, program.tokens)
        return first_break(program, slot_queue_steps.MODULE.properties(bounds))
    return first_break(program, callers.MODULE.properties(program.bounds))


def _compared(program: Program) -> int:
    # The same once more as `slotq verify` does it, reports of steps included.
    if isinstance(program, GeneralProgram):
        return check_code(program).states
    return check_code(program).states


def _told(found: Break, options: str) -> Iterator[str]:
    if found.name:
        yield f"Your queue breaks {found.name}:"
        yield f"  {sentences()[found.name].partition('. ')[0].rstrip('.')}."
    else:
        yield f"Your queue does something else than what is specified: {found.message}."
    if found.schedule:
        words = " ".join(str(transition) for transition, _ in found.schedule)
        yield f"A shortest schedule that shows it ({options}):"
        yield from (f"  {line}" for line in columns(found.schedule))
        yield f"  {words}"
