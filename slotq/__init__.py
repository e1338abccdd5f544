"""The hot-slot queue of a serverless agent, specified, and implemented to be checked.

What this module names is the reference. It needs nothing but the standard library; the tools that
check it and other implementations are the command `slotq`.
"""

from slotq.errors import ClosedTwiceError, MisuseError, SlotqError
from slotq.key import (
    Call,
    encode,
    encode_injectively,
    get_injective_slot_queue_key,
    get_slot_queue_key,
)
from slotq.manager import Lease, LeasingSlotQueueManager, SlotQueueManager
from slotq.queue import Dequeuer, Slot, SlotCaller, SlotQueue, SlotToken
from slotq.scaling import is_new_container_needed
from slotq.stats import (
    ContainerCounts,
    ContainerState,
    ContainerTracker,
    Counters,
    RequestCounts,
    RequestState,
    RequestTracker,
    SlotQueueStats,
)
from slotq.sync import THREADS, After, Channel, Context, Primitives, Receive, Take, Threads, Wait

__version__ = "0.1.0"

__all__ = [
    "THREADS",
    "After",
    "Call",
    "Channel",
    "ClosedTwiceError",
    "ContainerCounts",
    "ContainerState",
    "ContainerTracker",
    "Context",
    "Counters",
    "Dequeuer",
    "Lease",
    "LeasingSlotQueueManager",
    "MisuseError",
    "Primitives",
    "Receive",
    "RequestCounts",
    "RequestState",
    "RequestTracker",
    "Slot",
    "SlotCaller",
    "SlotQueue",
    "SlotQueueManager",
    "SlotQueueStats",
    "SlotToken",
    "SlotqError",
    "Take",
    "Threads",
    "Wait",
    "__version__",
    "encode",
    "encode_injectively",
    "get_injective_slot_queue_key",
    "get_slot_queue_key",
    "is_new_container_needed",
]
