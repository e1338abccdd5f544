"""The modules of the specification that have a twin, by their names."""

from collections.abc import Mapping
from typing import Any

from slotq.machine import (
    callers,
    scaling,
    scaling_callers,
    slot_queue,
    slot_queue_manager,
    slot_queue_steps,
)
from slotq.machine.kernel import Module

MODULES: Mapping[str, Module[Any, Any]] = {
    module.name: module
    for module in (
        slot_queue_steps.MODULE,
        slot_queue.MODULE,
        callers.MODULE,
        scaling.MODULE,
        scaling_callers.MODULE,
        slot_queue_manager.MODULE,
    )
}
