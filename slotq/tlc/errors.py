"""What can go wrong between slotq and TLC, one type for each thing a caller treats differently."""

from slotq.errors import SlotqError


class TlcError(SlotqError):
    """The base of everything this package raises on purpose."""


class ToolchainError(TlcError):
    """No usable Java, or no usable tla2tools.jar; the text says what to do."""


class JobError(TlcError):
    """A job that cannot be started: a file is missing, or a bound makes no sense."""


class TlcTimeoutError(TlcError):
    """The time allowed was over, and the process was ended."""


class TlcKilledError(TlcError):
    """Something outside ended the process with a signal."""

    def __init__(self, signal: int, message: str) -> None:
        super().__init__(message)
        self.signal = signal


class TlcCrashedError(TlcError):
    """The process ended by itself and left no verdict that can be trusted."""


class ValueSyntaxError(TlcError):
    """A text is not a TLA+ value, or a value has no TLA+ text."""


class GraphError(TlcError):
    """A dumped state graph is incomplete, or not of the kind this package reads."""
