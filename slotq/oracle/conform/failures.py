"""What can be wrong with an implementation that is driven."""

from typing import Literal

from slotq.errors import SlotqError
from slotq.oracle.verdict.codes import Code, of_kind

Kind = Literal[
    "not-allowed",
    "not-served",
    "not-settled",
    "wrong-value",
    "no-answer",
    "ended",
    "not-an-answer",
    "cut-line",
    "endless-line",
    "other-question",
    "unasked",
    "not-reading",
    "not-stopping",
]


class FindingError(SlotqError):
    """The implementation is wrong, or its program is.

    Attributes:
        kind: What kind of thing is wrong.
        message: A sentence.
    """

    def __init__(self, message: str, kind: Kind) -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.message = message

    @property
    def code(self) -> Code:
        """The code."""
        return of_kind(self.kind)


class UnusableError(SlotqError):
    """There is no program that could be driven."""
