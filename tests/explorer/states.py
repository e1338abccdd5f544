"""The page's states, which are the machine's as JSON, as the specification's variables."""

from typing import Any

from slotq.formats.tla_values import Function
from slotq.machine import callers, slot_queue_steps
from slotq.machine.slot_queue_steps import Client, Dequeuer


def record_of(raw: list[Any], bounds: callers.Bounds | slot_queue_steps.Bounds) -> Function:
    """A state of the page as TLC has it."""
    if isinstance(bounds, slot_queue_steps.Bounds):
        return slot_queue_steps.record(_queue(raw), bounds)
    queue, clients, *sets = raw
    state = callers.State(_queue(queue), tuple(callers.Caller(*each) for each in clients), *sets)
    return callers.record(state, bounds)


def _queue(raw: list[Any]) -> slot_queue_steps.State:
    slots, next_id, busy, closed, clients, dequeuers = raw
    return slot_queue_steps.State(
        tuple(slots),
        next_id,
        busy,
        closed,
        tuple(Client(*each) for each in clients),
        tuple(Dequeuer(*each) for each in dequeuers),
    )
