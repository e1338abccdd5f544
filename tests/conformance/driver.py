"""Drives code under control by the actions of its machine, one rule for each action.

A rule asks the machine where its action is possible, and takes one of those steps in the machine
and in the code. After every step both must be in the same state, and the same steps must be
possible.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from slotq.machine.kernel import Label, System
from slotq.schedule.engine.findings import Transition
from slotq.schedule.walk.execution import Runner


class Driver(RuleBasedStateMachine):
    """The machine and the real code, step by step.

    Attributes:
        runner: Begins the code.
        system: The machine.
    """

    runner: Runner[Any]
    system: System[Any]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.run = self.stack.enter_context(self.runner.run())
        self.state = self.system.init
        self.next = self.system.successors(self.state)

    def teardown(self) -> None:
        """Unwind the processes of the code."""
        self.stack.close()

    def ways(self, label: Label) -> Iterable[Transition]:
        """Say which transitions of the code are a step of the machine."""
        raise NotImplementedError

    def possible(self, action: str) -> list[tuple[Label, Any]]:
        """List the machine's steps of that action."""
        return [(label, after) for label, after in self.next if label.action == action]

    def take(self, action: str, choice: int) -> None:
        """Take one of the possible steps of that action, in the machine and in the code."""
        possible = self.possible(action)
        label, after = possible[choice % len(possible)]
        ways = list(self.ways(label))
        assert self.run.take(ways[choice % len(ways)]) == action
        self.state = after
        self.next = self.system.successors(after)

    @precondition(lambda self: not self.next)
    @rule()
    def rest(self) -> None:
        """Do nothing where nothing is left to do, or Hypothesis would complain."""

    @invariant()
    def same_state(self) -> None:
        """The code is in the machine's state."""
        assert self.run.state() == self.state

    @invariant()
    def same_steps(self) -> None:
        """What can happen next in the code is what the machine allows, and nothing else."""
        allowed = {way for label, _ in self.next for way in self.ways(label)}
        assert set(self.run.transitions()) == allowed


D = TypeVar("D", bound=type[Driver])


def with_rules(driver: D) -> D:
    """Give a driver one rule for each action of its machine."""
    labels = (label for process in driver.system.processes for label, *_ in process.actions)
    for action in sorted({label.action for label in labels}):
        setattr(driver, action, _rule(action))
    return driver


def _rule(action: str) -> Callable[[Driver, int], None]:
    def take(self: Driver, choice: int) -> None:
        self.take(action, choice)

    take.__name__ = action
    decorated = rule(choice=st.integers(0, 60))(take)
    guarded: Callable[[Driver, int], None] = precondition(lambda self: bool(self.possible(action)))(
        decorated
    )
    return guarded


SETTINGS = settings(
    max_examples=25,
    stateful_step_count=100,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
