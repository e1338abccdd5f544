"""Drives a program with several calls open at a time, and the report."""

import shlex
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from slotq.formats.errors import plain
from slotq.oracle.conform.call_schedule import Step, write_schedule
from slotq.oracle.conform.calls import without_what
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.drive import Plan
from slotq.oracle.conform.failures import UnusableError
from slotq.oracle.conform.outcome import Fault, Report, Said
from slotq.oracle.conform.pipe import Pipe
from slotq.oracle.conform.player import Clock

CAPABILITY = "concurrent"
_NOT_SEEN = (
    "races that did not occur in these runs; slotq conform without --concurrent tries every "
    "call in every state"
)


def drive_concurrently(
    command: Sequence[str], plan: Plan, schedule: tuple[Step, ...] = ()
) -> tuple[Report, tuple[bytes, ...]]:
    """Drive a program and judge it.

    Args:
        command: The program and its arguments.
        plan: How; `run` is not used.
        schedule: The calls to make instead of what Hypothesis draws.

    Returns:
        The report, and the run that failed as a slotq-history; empty if none has.

    Raises:
        UnusableError: It cannot be started, or does not say that it can do that.
    """
    # Slow to import, and not needed by other commands.
    from slotq.oracle.conform.race import SIZE, Racer, look  # noqa: PLC0415  # as said

    with ExitStack() as stack:
        running: list[Pipe] = []

        def target() -> Pipe:
            if not running:
                pipe = Pipe(command, plan.patience, plan.log, concurrent=True)
                running.append(stack.enter_context(pipe))
            return running[0]

        def ruin() -> None:
            running.clear()
            stack.close()

        introduction = target().introduction
        if CAPABILITY not in introduction.can:
            message = (
                f'{plain(introduction.name)} does not list the capability "{CAPABILITY}": it does '
                "not accept several open calls at a time"
            )
            raise UnusableError(message)
        racer = Racer(target, ruin, plan.patience, SIZE)
        if schedule:
            calls = [step.call for step in schedule]
            racer.size = Size(
                max(SIZE.clients, *(call.client + 1 for call in calls)),
                max(SIZE.dequeuers, *(call.dequeuer + 1 for call in calls)),
                len(calls),
            )
            race = racer.try_steps(schedule, plan.times, Clock(plan.seconds))
            if race is not None:
                race = replace(race, tries=1, shown=1, attempts=racer.runs)
        else:
            race = look(racer, Clock(plan.seconds), plan.shrinking, plan.tell)
    facts: dict[str, Any] = {
        "name": introduction.name,
        "schedules": racer.runs,
        "overlapping": racer.overlapping,
        "unimplemented": tuple(sorted(racer.unimplemented)),
        "not_seen": _NOT_SEEN,
    }
    if race is not None:
        run = tuple(Said(str(it.step), plain(str(it.answer or "-"))) for it in race.made)
        steps = write_schedule(race.steps)
        again = f"slotq conform --concurrent --times 100 --run {shlex.quote(steps)} -- "
        often = (
            f"shown in {race.shown} of {race.tries} tries of up to 100 runs of these calls, "
            f"{race.attempts} runs in all"
        )
        fault = Fault(
            race.code,
            race.title,
            race.message,
            run,
            again + shlex.join(command),
            repeats=race.shown > 0,
            often=often,
        )
        return Report(outcome="does not conform", fault=fault, **facts), race.lines
    reason = without_what(racer.unimplemented)
    if not reason and 2 * racer.undecided > racer.runs:
        reason = f"{racer.undecided} of {racer.runs} runs are undecided"
    if not reason and racer.overlapping < 2:  # noqa: PLR2004  # two overlap
        reason = "no calls overlapped"
    return Report(outcome="undecided" if reason else "no fault found", reason=reason, **facts), ()
