"""Compares all parts of a version, and runs one schedule of it again."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from slotq.errors import SlotqError
from slotq.original.driver import Driver, Step
from slotq.original.naming import UnnamedStepError, action
from slotq.original.parts import PROGRAMS, Seen, compare
from slotq.original.programs.program import Program
from slotq.original.pure import ValueDiffersError
from slotq.original.state import UnknownStateError, read_state
from slotq.original.walk import DifferenceError
from slotq.original.words import differences
from slotq.schedule.engine.findings import parse_schedule


class ReplayError(SlotqError):
    """A bound has no schedules that can be run again."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a part.

    Attributes:
        name: Its bound.
        seen: What was compared, if it does what is specified.
        message: What it does instead.
        seconds: The wall time.
    """

    name: str
    seen: Seen | None
    message: str
    seconds: float


def check_source(
    driver: Driver, names: Sequence[str], tell: Callable[[str], None] = lambda _: None
) -> list[Result]:
    """Compare parts of a version with the machine.

    Args:
        driver: The version, as it was built.
        names: The bounds.
        tell: Told what is done.

    Raises:
        DriverError: It does not answer.
    """
    results = []
    for name in names:
        begin = time.monotonic()

        def on_progress(states: int, every: int, name: str = name) -> None:
            tell(f"{name}: {states} of {every} states")

        tell(name)
        seen, message = None, ""
        try:
            seen = compare(driver, name, on_progress)
        except (DifferenceError, ValueDiffersError) as error:
            message = str(error)
        results.append(Result(name, seen, message, time.monotonic() - begin))
    return results


@dataclass(frozen=True, slots=True)
class Row:
    """A step of a schedule: the transition, its action, and what it changes."""

    word: str
    action: str
    change: str


def replay(driver: Driver, name: str, schedule: str) -> tuple[list[Row], str]:
    """Run a version under one schedule.

    Args:
        driver: The version, as it was built.
        name: The bound.
        schedule: The transitions.

    Returns:
        The steps, and why there are no more of them if there should be.

    Raises:
        ReplayError: The bound has no schedules.
        ScheduleSyntaxError: The text is not a schedule.
        DriverError: The version does not answer.
    """
    if name not in PROGRAMS:
        message = f"{name} has no schedule: those of {', '.join(PROGRAMS)} can be run again"
        raise ReplayError(message)
    program: Program[Any] = PROGRAMS[name]
    words = [str(transition) for transition in parse_schedule(schedule)]
    begun = driver.begin(program.bounds)
    before = program.abstract(read_state(bytes(begun.state)))
    rows: list[Row] = []
    for step in driver.run([words])[0]:
        if step.failure:
            return rows, step.failure
        try:
            name_of_step, after = action(step), _after(program, step)
        except (UnnamedStepError, UnknownStateError) as error:
            return rows, str(error)
        rows.append(Row(step.transition, name_of_step, differences(before, after)))
        before = after
    return rows, ""


def _after(program: Program[Any], step: Step) -> tuple[object, ...]:
    state: tuple[object, ...] = program.abstract(read_state(bytes(step.state)))
    return state
