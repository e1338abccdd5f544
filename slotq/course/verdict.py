"""What is said of an answer."""

import msgspec

from slotq.errors import SlotqError


class Verdict(msgspec.Struct, frozen=True):
    """Whether an exercise is solved, and what the answer breaks or shows.

    Attributes:
        solved: Whether it is.
        lines: What to say of it.
    """

    solved: bool
    lines: tuple[str, ...]


class AnswerError(SlotqError):
    """An answer that cannot be judged: it is missing, cannot be read, or does not end."""


def solved(*lines: str) -> Verdict:
    """Accept an answer."""
    return Verdict(solved=True, lines=lines)


def unsolved(*lines: str) -> Verdict:
    """Say what an answer breaks."""
    return Verdict(solved=False, lines=lines)
