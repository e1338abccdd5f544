"""What can go wrong between slotq and TLC, one type for each thing a caller treats differently."""

from enum import Enum

from slotq.errors import SlotqError


class TlcError(SlotqError):
    """The base of everything this package raises on purpose."""


class ToolchainError(TlcError):
    """No usable Java, or no usable tla2tools.jar; the text says what to do."""


class JobError(TlcError):
    """A job that cannot be started: a file is missing, or a bound makes no sense."""


class TlcTimeoutError(TlcError):
    """The time allowed was over, and the process was ended."""


class Ending(Enum):
    """How a run ended that has no answer, in the words of a report."""

    TIMED_OUT = "timed out"
    KILLED = "killed by a signal"
    NOT_STARTED = "Java cannot start"
    NOT_LOADED = "Java cannot load TLC"
    OUT_OF_MEMORY = "out of memory"
    STACK_OVERFLOW = "stack overflow"
    DISK_FULL = "disk full"
    PARSE = "the specification cannot be parsed"
    CONFIGURATION = "the configuration cannot be used"
    EVALUATION = "an expression cannot be evaluated"
    OTHER_ERROR = "another error"
    CUT_SHORT = "the output is incomplete"
    CONTRADICTORY = "the exit code contradicts the output"


class NoAnswerError(TlcError):
    """A run of TLC ended and left no answer: it says nothing for or against what was asked.

    Attributes:
        ending: How it ended.
    """

    def __init__(self, ending: Ending, message: str) -> None:
        super().__init__(message)
        self.ending = ending


class ViolatedError(TlcError):
    """The model does not hold. That is an answer, and there is no whole graph to go with it."""


class GraphError(TlcError):
    """A dumped state graph is incomplete, or not of the kind this package reads."""
