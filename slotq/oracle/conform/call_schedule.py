"""A schedule of calls that overlap, and how it is written in one line.

`acquire_slot p1 t0 &; acquire_slot p2 t0` opens the first call and, without waiting for its answer,
the second, as `&` does in a shell. A client has one open call at a time: before its next call it
waits for the answer to the last. Whatever is open when the schedule ends is waited for.
"""

from collections.abc import Iterable
from typing import NamedTuple

from slotq.oracle.conform.calls import MOST, Call, RunError, read_call

_OPEN = "&"


class Step(NamedTuple):
    """A call of a schedule.

    Attributes:
        call: The call.
        stays_open: Whether the next step begins before its answer has come.
    """

    call: Call
    stays_open: bool = False

    def __str__(self) -> str:
        return f"{self.call} {_OPEN}" if self.stays_open else str(self.call)


def write_schedule(steps: Iterable[Step]) -> str:
    """Write a schedule in one line."""
    return "; ".join(map(str, steps))


def read_schedule(text: str) -> tuple[Step, ...]:
    """Read a schedule from one line.

    Raises:
        RunError: The text has the wrong form, or a number in it is too large.
    """
    steps = tuple(_read(part.split()) for part in text.split(";") if part.strip())
    if not 0 < len(steps) <= MOST:
        message = f"a schedule has between 1 and {MOST} calls"
        raise RunError(message)
    return steps


def _read(words: list[str]) -> Step:
    stays_open = words[-1] == _OPEN
    step = Step(read_call(words[:-1] if stays_open and words[1:] else words), stays_open)
    if step.call.do == "quiesce":
        message = "every schedule ends with quiesce: leave it out"
        raise RunError(message)
    return step
