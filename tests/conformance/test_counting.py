"""Hypothesis drives trackers, counters and signaller by the machine's actions of Scaling.

More trackers and movers than could be explored: the counts of several objects add up, and several
moves of one tracker are under way at a time.
"""

from collections.abc import Iterator

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from slotq.machine.kernel import Label
from slotq.machine.scaling import CONTAINER, REQUEST, STATES, Bounds
from slotq.schedule.engine.findings import FindingError, Transition
from slotq.schedule.programs.scaling import MoversProgram
from slotq.schedule.walk.execution import Runner
from slotq.stats import ContainerTracker, RequestTracker
from tests.conformance.driver import SETTINGS, Driver, with_rules

BOUNDS = Bounds(requests=3, containers=3, movers=5)
PROGRAM = MoversProgram(BOUNDS)
CHOICES = {"SignalReceive": 0, "SignalSend": 1, "LaunchCheck": 2}


@with_rules
class Counting(Driver):
    """The machine of Scaling, and the code."""

    runner = Runner(PROGRAM)
    system = PROGRAM.system

    def ways(self, label: Label) -> Iterator[Transition]:
        """A mover chooses among the arms of its select, or goes on with its move."""
        action, (mover, *rest) = label
        arm = CHOICES.get(action, 0)
        if rest:
            kind, first = REQUEST, len(CHOICES)
            if action == "ContainerMove":
                kind, first = CONTAINER, first + BOUNDS.requests * (len(STATES[REQUEST]) - 1)
            states = STATES[kind][1:]
            arm = first + int(rest[0]) * len(states) + states.index(str(rest[1]))
        yield Transition(f"mover-{int(mover) + 1}", arm)


def test_the_code_does_what_the_machine_does() -> None:
    """Six trackers and five movers: the same states and steps on random runs."""
    run_state_machine_as_test(Counting, settings=SETTINGS)


class GoesBack(RequestTracker):
    """Lets a request that is done wait again."""

    __slots__ = ()

    def move(self, state: int) -> bool:
        """Do it wrong."""
        with self._lock:
            old, self._state = self._state, state
            self._primitives.step("RequestMove")
        self._counters.enter_request_state(state)
        self._counters.exit_request_state(old)
        return True


class ForgetsToExit(ContainerTracker):
    """Stays counted in the state that it has left."""

    __slots__ = ()

    def move(self, state: int) -> bool:
        """Do it wrong."""
        with self._lock:
            moves = self._state < state
            if moves:
                self._state = state
            self._primitives.step("ContainerMove")
        if moves:
            self._counters.enter_container_state(state)
        return moves


WRONG = [
    MoversProgram(BOUNDS, make_request=GoesBack),
    MoversProgram(BOUNDS, make_container=ForgetsToExit),
]


@pytest.mark.parametrize("program", WRONG, ids=["goes back", "forgets to exit"])
def test_a_wrong_tracker_is_found(program: MoversProgram) -> None:
    """The comparison does look: wrong code is found (and not shrunk, which would take longer)."""

    class Broken(Counting):
        runner = Runner(program)

    with pytest.raises((AssertionError, FindingError)):
        run_state_machine_as_test(Broken, settings=settings(SETTINGS, phases=[Phase.generate]))
