"""Which machine a model of the abstract queue, the counting or the manager is compared with.

Their states are compared as TLC has them, as records of the specification's variables.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from slotq.formats.tla_values import Function
from slotq.machine import scaling, slot_queue_manager
from slotq.machine.kernel import System
from slotq.machine.scaling_callers import ScalingCallers
from slotq.machine.slot_queue import abstract_queue
from slotq.verify.abstract_record import abstract_record
from slotq.verify.manager_record import manager_record
from slotq.verify.manifest import Model
from slotq.verify.scaling_record import scaling_callers_record, scaling_record

Twin = tuple[System[Any], Callable[[Any], Function]]


def twin(model: Model) -> Twin | None:
    """Find the machine of a model, and how to write its states as TLC does."""
    if model.abstract is not None:
        size = model.abstract
        return abstract_queue(size.clients, size.dequeuers, size.tokens), abstract_record
    if model.scaling is not None:
        return scaling.general_movers(model.scaling), scaling_record
    if model.scaling_callers is not None:
        bounds = model.scaling_callers
        return ScalingCallers(bounds), partial(scaling_callers_record, bounds=bounds)
    if model.manager is not None:
        return slot_queue_manager.manager(model.manager), manager_record
    return None
