"""Hypothesis runs queue, counters, launcher, requests and containers against ScalingCallers.

Whatever happens to the code must be a step of the machine, or hidden from it and change nothing;
with more requests and containers than could be explored.
"""

from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from slotq.agent.queueing import QueueingContainer, QueueingRequest
from slotq.machine.scaling_callers import Bounds
from slotq.queue import SlotQueue, SlotToken
from slotq.schedule.engine.findings import FindingError
from slotq.schedule.programs.queue_and_counters import QueueAndCountersProgram
from slotq.schedule.walk.execution import Runner
from slotq.stats import ContainerState, RequestState
from tests.conformance.driver import SETTINGS

BOUNDS = Bounds(
    requests=4,
    containers=4,
    impatient=frozenset({0}),
    leaving=frozenset({0}),
    freezable=frozenset({1}),
    failing=frozenset({0, 2}),
    refusing=True,
)
PROGRAM = QueueAndCountersProgram(BOUNDS)


class Refinement(RuleBasedStateMachine):
    """The code, and the state of the machine that it is in.

    Attributes:
        program: The code.
        runner: Begins it.
    """

    program = PROGRAM
    runner = Runner(PROGRAM)

    def __init__(self) -> None:
        super().__init__()
        self._begun = self.runner.run()
        self.run = self._begun.__enter__()
        self.state = self.program.system.init
        self.possible = self.run.transitions()

    def teardown(self) -> None:
        """Unwind the processes of the code."""
        self._begun.__exit__(None, None, None)

    @precondition(lambda self: self.possible)
    @rule(choice=st.integers(0, 1000))
    def step(self, choice: int) -> None:
        """Let something happen, to each process as often as to another."""
        processes = sorted({transition.process for transition in self.possible})
        process = processes[choice % len(processes)]
        arms = [transition for transition in self.possible if transition.process == process]
        transition = arms[choice // len(processes) % len(arms)]
        action = self.run.take(transition)
        state = self.run.state()
        seen = self.program.visible(transition, action, changes=state != self.state)
        if seen is not None:
            successors = self.program.system.successors(self.state)
            assert (seen, state) in [(label.action, after) for label, after in successors]
        self.state = state
        self.possible = self.run.transitions()

    @precondition(lambda self: not self.possible)
    @rule()
    def rest(self) -> None:
        """Do nothing, where the machine allows it."""
        assert not self.program.system.successors(self.state)


LONG = settings(SETTINGS, max_examples=15, stateful_step_count=200)


def test_the_code_does_what_the_machine_does() -> None:
    """Four requests and four containers, on random runs."""
    run_state_machine_as_test(Refinement, settings=LONG)


class KeepsTheWon(SlotQueue):
    """Leaves a token in the queue that was won, and lets it be won again."""

    __slots__ = ()

    def acquire_slot(self, token: SlotToken) -> bool:
        """Do it wrong."""
        token.is_busy.compare_and_swap("AcquireCas", token)
        return True


class LeavesInSpite(QueueingContainer):
    """Leaves though a request has its slot."""

    __slots__ = ()

    def _wait(self, token: SlotToken) -> bool:
        super()._wait(token)
        self.tracker.move(ContainerState.DONE)
        return False


class ExecutesWithNothing(QueueingRequest):
    """Executes though it has given up."""

    __slots__ = ()

    def run(self) -> None:
        """Do it wrong."""
        self.tracker.move(RequestState.WAIT)
        token = self.wait()
        self.tracker.move(RequestState.EXEC)
        if token is not None:
            token.slot.close()
        self.tracker.move(RequestState.DONE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"make_queue": KeepsTheWon},
        {"make_container": LeavesInSpite},
        {"make_request": ExecutesWithNothing},
    ],
    ids=lambda wrong: next(iter(wrong.values())).__name__,
)
def test_wrong_code_is_found(wrong: dict[str, Any]) -> None:
    """The comparison does look: wrong code is found (and not shrunk, which would take longer)."""
    broken_program = QueueAndCountersProgram(BOUNDS, **wrong)

    class Broken(Refinement):
        program = broken_program
        runner = Runner(broken_program)

    with pytest.raises((AssertionError, FindingError)):
        run_state_machine_as_test(Broken, settings=settings(LONG, phases=[Phase.generate]))
