"""What is wrong with a program that was run under control, and the schedule that shows it."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from slotq.errors import SlotqError
from slotq.formats.columns import Row
from slotq.formats.columns import columns as lay_out

_WORD = re.compile(r"([^\s:>]+)(?::(\d{1,3}))?(?:>([^\s:>]+))?", re.ASCII)


class ScheduleSyntaxError(SlotqError):
    """A text that is not a schedule."""


class Transition(NamedTuple):
    """What can happen next: a process does its operation.

    Attributes:
        process: The process, or the part of the environment that acts.
        arm: Which arm of its select.
        partner: The receiver of what it sends.
    """

    process: str
    arm: int = 0
    partner: str = ""

    def __str__(self) -> str:
        arm = f":{self.arm}" if self.arm else ""
        partner = f">{self.partner}" if self.partner else ""
        return f"{self.process}{arm}{partner}"


def parse_schedule(text: str) -> list[Transition]:
    """Read a schedule as a finding prints it.

    Raises:
        ScheduleSyntaxError: The text is not a schedule.
    """
    schedule = []
    for word in text.split():
        match = _WORD.fullmatch(word)
        if match is None:
            message = f"{word[:80]!r} is not a transition; one looks like dequeuer-1.1:0>consumer-1"
            raise ScheduleSyntaxError(message)
        process, arm, partner = match.groups()
        schedule.append(Transition(process, int(arm or 0), partner or ""))
    return schedule


# A transition that was taken, and the name of the step that it was.
Step = tuple[Transition, str]


class Kind(Enum):
    """The kinds of violations."""

    DEADLOCK = "deadlock"
    ENDLESS = "endless step"
    EXCEPTION = "exception"
    UNGUARDED = "access outside the lock"
    STEPS = "not one named step"
    UNREADABLE = "unreadable state"
    UNKNOWN = "unknown state"
    AMBIGUOUS = "ambiguous state"
    HIDDEN = "incomplete state"
    ELSEWHERE = "state outside objects and frames"
    REGION = "region is not atomic"
    REPORT = "wrong report"
    BROKEN = "broken property"
    IMPOSSIBLE = "impossible transition"


class FindingError(SlotqError):
    """A violation of the specification.

    Attributes:
        kind: What sort of thing.
        message: What it is in this case.
        schedule: How it came about.
        options: The program and its bounds, as the options of `slotq replay`; without them it has
            no such program.
    """

    def __init__(self, kind: Kind, message: str, schedule: Sequence[Step]) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.schedule = tuple(schedule)
        self.options = ""

    def __str__(self) -> str:
        words = " ".join(str(transition) for transition, _ in self.schedule)
        command = f"slotq replay {self.options}" if self.options else "the schedule is"
        lines = [
            f"{self.kind.value}: {self.message}",
            *columns(self.schedule),
            f"{command} '{words}'",
        ]
        return "\n".join(lines)


def surprise(
    error: Exception, schedule: Sequence[Step], kind: Kind = Kind.EXCEPTION
) -> FindingError:
    """Make a finding of an unexpected exception, with its schedule."""
    # A generator hides that an iterator was at its end.
    if isinstance(error, RuntimeError) and isinstance(error.__cause__, StopIteration):
        error = error.__cause__
    return FindingError(kind, f"{type(error).__name__}: {error}", schedule)


def columns(schedule: Sequence[Step]) -> list[str]:
    """Write a schedule down with a column for each process."""
    names = dict.fromkeys(
        name for step, _ in schedule for name in (step.process, step.partner) if name
    )
    rows = [
        Row(str(number), {step.process: action, step.partner: "*"})
        for number, (step, action) in enumerate(schedule, 1)
    ]
    return lay_out(rows, {name: name for name in names})
