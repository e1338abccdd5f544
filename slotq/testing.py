"""A state machine of Hypothesis for an implementation of the slot queue in Python.

Subclass it, say how to make a queue, and let pytest run its test case:

    class MineMachine(SlotQueueMachine):
        def make(self) -> Implementation:
            return Mine()

    TestMine = MineMachine.TestCase

Each rule makes one call; an answer that no state of the specification agrees with fails, and so
does one that does not come, a method that raises, or one that is missing and without which nothing
can be said. It judges as `slotq conform` does, and Hypothesis makes what fails short. A race fails
now and then: then the test case says how often.
"""

import unittest
from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from slotq.oracle.conform.calls import Do, without_what, write_run
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.failures import FindingError
from slotq.oracle.conform.implementation import Implementation
from slotq.oracle.conform.in_process import InProcess
from slotq.oracle.conform.places import Places
from slotq.oracle.conform.player import Clock, Made, Player
from slotq.oracle.conform.session import Patience, Session

__all__ = ["Implementation", "Patience", "Size", "SlotQueueMachine", "run"]

_CHOICES = st.integers(0, 255)
REPEATS = 50
"""How often a run that failed now and then is made again, to say how often it fails."""
SECONDS = 20.0
"""How long that may take."""


class FoundError(AssertionError):
    """A run has failed.

    Attributes:
        run: Its calls, with their answers.
    """

    def __init__(self, message: str, run: Sequence[Made]) -> None:
        calls = write_run(call for call, _ in run)
        super().__init__(f"{message}\nthe calls: {calls or 'none'}")
        self.run = run


class UndecidedError(AssertionError):
    """Too few methods are there to say anything."""

    def __init__(self, message: str) -> None:
        super().__init__(f"undecided: {message}")


class MachineCase(unittest.TestCase):
    """The test case of a machine; that of Hypothesis would tell a race in its own words.

    Attributes:
        settings: The settings of Hypothesis.
        machine: The machine.
    """

    settings: ClassVar[settings] = settings(deadline=None, suppress_health_check=list(HealthCheck))
    machine: "ClassVar[type[SlotQueueMachine]]"

    def runTest(self) -> None:  # noqa: N802  # unittest calls it so
        """Run it."""
        run(self.machine, self.settings)

    runTest.is_hypothesis_test = True  # type: ignore[attr-defined]  # for pytest's plugin


class _CaseOf:
    def __get__(
        self, machine: "SlotQueueMachine | None", owner: "type[SlotQueueMachine]"
    ) -> type[MachineCase]:
        return _case_of(owner)


@lru_cache
def _case_of(machine: "type[SlotQueueMachine]") -> type[MachineCase]:
    names = {"__module__": machine.__module__, "__qualname__": f"{machine.__qualname__}.TestCase"}
    return type(f"{machine.__name__}.TestCase", (MachineCase,), names | {"machine": machine})


def run(machine: "type[SlotQueueMachine]", how: settings | None = None) -> None:
    """Run a machine as a test: what its test case does.

    Args:
        machine: The machine.
        how: The settings of Hypothesis; without, those of the test case.

    Raises:
        AssertionError: A run has failed, every time or now and then.
    """
    machine.found.clear()
    try:
        run_state_machine_as_test(machine, settings=how)
    except Flaky:
        shortest = min(machine.found, key=lambda it: len(it.run), default=None)
        if shortest is None:
            raise
        message = f"{shortest}\n{_how_often(machine, shortest.run)}"
        raise AssertionError(message) from None


def _how_often(machine: "type[SlotQueueMachine]", run: Sequence[Made]) -> str:
    made = failed = 0
    clock = Clock(SECONDS)
    patience, make = machine.patience, machine().make
    with Player(lambda: InProcess(make, patience), patience) as player:
        while made < REPEATS and not clock.is_over():
            made += 1
            failed += player.play_again(Places(machine.size), run) is not None
    return (
        f"a race: the same calls do not always fail. Hypothesis saw {len(machine.found)} runs "
        f"fail; {failed} of {made} more runs of these calls failed"
    )


class SlotQueueMachine(RuleBasedStateMachine):
    """Makes calls on an implementation and judges the answers.

    Attributes:
        size: How much it uses: clients, dequeuers, tokens.
        patience: How long it waits.
        found: The runs that failed since `run` has begun.
    """

    size: ClassVar[Size] = Size(clients=2, dequeuers=3, tokens=5)
    patience: ClassVar[Patience] = Patience()
    found: ClassVar[list[FoundError]] = []
    TestCase = _CaseOf()  # type: ignore[assignment]  # as Hypothesis does

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.found = []

    def make(self) -> Implementation:
        """Make a new queue: what a subclass has to say."""
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self._target = InProcess(self.make, self.patience)
        self._failed = False
        self._session = Session(self._target, Places(self.size), self.patience)

    def teardown(self) -> None:
        """Close the queue."""
        try:
            if not self._failed:
                self._target.close()
        except FindingError as error:
            raise self._found(error) from error
        finally:
            self._target.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        """Make the queue."""
        try:
            self._session.reset()
        except FindingError as error:
            raise self._found(error) from error

    def _make_call(self, do: Do, choice: int) -> None:
        # What is drawn must not depend on the answers, which need not be the same the next time: so
        # no rule has a precondition, and where such a call is impossible another is made.
        session = self._session
        possible = [call for call in session.place.calls if call.do not in session.unimplemented]
        calls = [call for call in possible if call.do == do] or possible
        if not calls:
            return
        call = calls[choice % len(calls)]
        try:
            session.make(session.place.moves[call])
        except FindingError as error:
            # The rules that Hypothesis lists need not be the calls that were made.
            raise self._found(error) from error
        if call.do in session.unimplemented:
            event(f"{call.do} is missing")
            if message := without_what(session.unimplemented):
                self._failed = True
                raise UndecidedError(message)

    def _found(self, error: FindingError) -> FoundError:
        self._failed = True
        message = f"{error.code.code} {error.code.title}: {error.message}"
        found = FoundError(message, self._session.run)
        self.found.append(found)
        return found

    @rule(choice=_CHOICES)
    def queue_slot(self, choice: int) -> None:
        """Queue a slot."""
        self._make_call("queue_slot", choice)

    @rule(choice=_CHOICES)
    def start_dequeuer(self, choice: int) -> None:
        """Start a dequeuer."""
        self._make_call("start_dequeuer", choice)

    @rule(choice=_CHOICES)
    def dequeue(self, choice: int) -> None:
        """Wait for a token."""
        self._make_call("dequeue", choice)

    @rule(choice=_CHOICES)
    def acquire_slot(self, choice: int) -> None:
        """Try to win a token."""
        self._make_call("acquire_slot", choice)

    @rule(choice=_CHOICES)
    def cancel(self, choice: int) -> None:
        """Make a context done."""
        self._make_call("cancel", choice)

    @rule(choice=_CHOICES)
    def wait_trigger(self, choice: int) -> None:
        """Wait for a trigger."""
        self._make_call("wait_trigger", choice)

    @rule(choice=_CHOICES)
    def close_slot(self, choice: int) -> None:
        """Close a slot that was won."""
        self._make_call("close_slot", choice)

    @rule(choice=_CHOICES)
    def wait_closed(self, choice: int) -> None:
        """Wait until a slot is closed."""
        self._make_call("wait_closed", choice)

    @rule()
    def quiesce(self) -> None:
        """Let everything settle, and count what lives."""
        self._make_call("quiesce", 0)
