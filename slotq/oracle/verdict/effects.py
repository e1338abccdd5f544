"""Why a history is accepted: an order of effects, as a value and as text."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from slotq.oracle.verdict.excerpt import shorten

_LONGEST_NAME = 40
_TITLES = ("after", "line", "process", "call", "effect")


class Step(Struct, frozen=True):
    """A step of SlotQueue that no line shows.

    Attributes:
        after: The number of the line after which it lies, before the next one.
        action: The action of SlotQueue.
        token: The token, if it is about one.
        dequeuer: The dequeuer, if it is about one.
        queue: The queue, where the log names it.
        line: The line of the call that it belongs to; None if it is the dequeuer's own, or if the
            log does not see the call.
        process: The caller.
        f: What was called.
    """

    after: int
    action: str
    token: int | None = None
    dequeuer: str | None = None
    queue: str | None = None
    line: int | None = None
    process: str | None = None
    f: str | None = None


class Witness(Struct, frozen=True):
    """An order of effects that explains an accepted history, or why none is given.

    Attributes:
        steps: The steps, in that order.
        reason: Why there are none; empty if there are.
    """

    steps: tuple[Step, ...] = ()
    reason: str = ""


def write(witness: Witness) -> Iterator[str]:
    """Write a witness as lines of plain text, one for each step."""
    if witness.reason:
        yield f"  effects   not shown: {witness.reason}"
        return
    yield '  effects   in an order that explains every return; each follows the line in "after"'
    rows = [_TITLES, *map(_cells, witness.steps)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield _align(row, widths)


def _cells(step: Step) -> tuple[str, str, str, str, str]:
    effect = [step.action]
    if step.dequeuer is not None:
        effect.append(shorten(step.dequeuer, _LONGEST_NAME))
    if step.token is not None:
        effect.append(f"token={step.token}")
    if step.queue is not None:
        effect.append(f"queue={shorten(step.queue, _LONGEST_NAME)}")
    line = "" if step.line is None else str(step.line)
    return (
        str(step.after),
        line,
        shorten(step.process or "", _LONGEST_NAME),
        step.f or "",
        " ".join(effect),
    )


def _align(row: Sequence[str], widths: Sequence[int]) -> str:
    # Numbers to the right, words to the left.
    numbers = [cell.rjust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
    words = [cell.ljust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
    return f"    {'  '.join([*numbers, *words])}".rstrip()
