"""The hot-slot queue of a serverless agent, specified, and implemented to be checked.

What this module names is the reference. It needs nothing but the standard library; the tools that
check it and other implementations are the command `slotq`.
"""

from slotq.errors import ClosedTwiceError, MisuseError, SlotqError
from slotq.queue import Slot, SlotCaller, SlotQueue, SlotToken
from slotq.sync import THREADS, After, Channel, Context, Primitives, Receive, Take, Wait

__version__ = "0.1.0"

__all__ = [
    "THREADS",
    "After",
    "Channel",
    "ClosedTwiceError",
    "Context",
    "MisuseError",
    "Primitives",
    "Receive",
    "Slot",
    "SlotCaller",
    "SlotQueue",
    "SlotToken",
    "SlotqError",
    "Take",
    "Wait",
    "__version__",
]
