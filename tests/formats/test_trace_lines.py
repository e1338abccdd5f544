"""slotq.formats.trace_lines: what a line may say is what the machine has."""

from typing import get_args

from slotq.formats import trace_lines
from slotq.machine import callers, scaling, slot_queue_steps
from slotq.machine.modules import MODULES
from slotq.oracle.suites import suite_lines


def test_words_are_those_of_the_machine() -> None:
    """Types must be written out; that they say the same as the machine is held here."""
    assert get_args(trace_lines.Reason) == callers.REASONS
    states = (get_args(trace_lines.RequestState), get_args(trace_lines.ContainerState))
    assert states == scaling.STATES
    assert set(get_args(suite_lines.Action)) == set(slot_queue_steps.MODULE.actions)


def test_actions_of_lines_are_those_of_the_specification() -> None:
    """The end of a log has the name of another module's action."""
    specified = {action for module in MODULES.values() for action in module.actions}
    assert trace_lines.names_of(trace_lines.ANY_ACTION) <= specified
