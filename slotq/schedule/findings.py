"""What is wrong with a program that was run under control, and the schedule that shows it."""

from collections.abc import Sequence
from typing import NamedTuple

from slotq.errors import SlotqError


class Transition(NamedTuple):
    """What can happen next: a process does its operation.

    Attributes:
        process: The process, or the part of the environment that acts.
        arm: Which arm of its select.
        partner: Who receives what it sends.
    """

    process: str
    arm: int = 0
    partner: str = ""

    def __str__(self) -> str:
        arm = f":{self.arm}" if self.arm else ""
        partner = f">{self.partner}" if self.partner else ""
        return f"{self.process}{arm}{partner}"


# A transition that was taken, and the name of the step that it was.
Step = tuple[Transition, str]


class Finding(SlotqError):
    """Something that must not be.

    Attributes:
        kind: What sort of thing.
        message: What it is in this case.
        schedule: How it came about.
    """

    def __init__(self, kind: str, message: str, schedule: Sequence[Step]) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message
        self.schedule = tuple(schedule)
