"""What is wrong with records that get no answer."""

from slotq.errors import SlotqError


class RecordError(SlotqError):
    """A record cannot be answered; the message is a sentence about it."""


class BadRecordsError(SlotqError):
    """Some records got no answer, or there were none."""
