"""A state machine of Hypothesis for an implementation of the slot queue in Python.

Subclass it, say how to make a queue, and let pytest run its test case:

    class MineMachine(SlotQueueMachine):
        def make(self) -> Implementation:
            return Mine()

    TestMine = MineMachine.TestCase

Each rule makes one call; an answer that no state of the specification agrees with fails, and so
does one that does not come. It judges as `slotq conform` does, and Hypothesis makes what fails
short.
"""

from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from slotq.oracle.conform.belief import Size
from slotq.oracle.conform.calls import Do
from slotq.oracle.conform.findings import FindingError
from slotq.oracle.conform.implementation import Implementation
from slotq.oracle.conform.in_process import InProcess
from slotq.oracle.conform.places import Places
from slotq.oracle.conform.session import Patience, Session

__all__ = ["Implementation", "Patience", "Size", "SlotQueueMachine"]

_CHOICES = st.integers(0, 255)


class SlotQueueMachine(RuleBasedStateMachine):
    """Makes calls on an implementation and judges the answers.

    Attributes:
        size: How much it uses: clients, dequeuers, tokens.
        patience: How long it waits.
    """

    size: ClassVar[Size] = Size(clients=2, dequeuers=3, tokens=5)
    patience: ClassVar[Patience] = Patience()

    def make(self) -> Implementation:
        """Make a new queue: what a subclass has to say."""
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self._target = InProcess(self.make, self.patience)
        self._calls: list[str] = []
        self._session = Session(self._target, Places(self.size), self.patience)

    def teardown(self) -> None:
        """Close the queue."""
        self._target.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        """Make the queue."""
        self._session.reset()

    def _make_call(self, do: Do, choice: int) -> None:
        # What is drawn must not depend on the answers, which need not be the same the next time: so
        # no rule has a precondition, and where such a call is impossible another is made.
        session = self._session
        possible = [call for call in session.place.calls if call.do not in session.unimplemented]
        calls = [call for call in possible if call.do == do] or possible
        if not calls:
            return
        call = calls[choice % len(calls)]
        self._calls.append(str(call))
        try:
            session.make(session.place.moves[call])
        except FindingError as error:
            # The rules that Hypothesis lists need not be the calls that were made.
            run = "; ".join(self._calls)
            message = f"{error.code.code} {error.code.title}: {error.message}\nthe calls: {run}"
            raise AssertionError(message) from error

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
