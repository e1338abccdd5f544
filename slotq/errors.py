"""Every exception that slotq raises on purpose, by the part that raises it."""


class SlotqError(Exception):
    """The base of slotq's own exceptions."""


class MisuseError(SlotqError):
    """The caller broke the queue's contract; the original would have done silent harm."""


class ClosedTwiceError(SlotqError):
    """A signal happened that had happened already; the original panics."""
