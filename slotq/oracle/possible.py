"""The judge of a queue some of whose steps the log cannot see: the set of states it may be in.

Before each line, the unseen steps that may have happened are added to the set: of every state, all
that the machine can reach by them. A line is allowed if one of the states allows it.
"""

from slotq.machine.steps import State, init
from slotq.oracle import formats
from slotq.oracle.judge import QueueJudge
from slotq.oracle.unseen import PossibleSteps
from slotq.oracle.verdict import Fault

BUDGET = 20_000
"""How many states a queue may be in before the oracle gives up, unless told otherwise."""


class PossibleQueue:
    """Follows one queue through a log that leaves something open.

    Attributes:
        states: The states that agree with all lines so far.
        largest: How many there were at most, with the unseen steps before a line.

    Args:
        omits: The actions that the log cannot see.
        budget: How many states there may be.
    """

    def __init__(self, omits: frozenset[str], budget: int = BUDGET) -> None:
        self.states: set[State] = {init(0, 0)}
        self.largest = 1
        self._steps = PossibleSteps(omits, budget)

    def take(self, number: int, event: formats.Event) -> Fault | None:
        """Take the step of a line in every state that allows it.

        Args:
            number: The line's number.
            event: One of the queue's actions.

        Returns:
            Why no state allows it, by the example of one of them.

        Raises:
            BudgetError: There are too many states, or too many processes.
        """
        arguments = self._steps.arguments(event)
        before = self._reachable()
        states = self._steps.after(before, event, arguments)
        if not states:
            return self._steps.example(before, event, arguments).take(number, event)
        self.states = self._steps.forget({(): states})[()]
        return None

    def unfinished(self, number: int, event: formats.End) -> Fault | None:
        """Find why the run cannot have come to rest, in any of the states."""
        before = self._reachable()
        rests = [state for state in before if not self._unfinished(state, number, event)]
        if not rests:
            return self._unfinished(min(before), number, event)
        self.states = set(rests)
        return None

    def live(self) -> set[int]:
        """Count the dequeuers that were started and have not ended, in each of the states."""
        return {
            sum(each.dequeuer not in {"absent", "ended"} for each in state.dequeuers)
            for state in self.states
        }

    def judge(self) -> QueueJudge:
        """Make a judge of one of the states, for an example."""
        return self._steps.judge(min(self.states))

    def _unfinished(self, state: State, number: int, event: formats.End) -> Fault | None:
        return self._steps.judge(state).unfinished(number, event)

    def _reachable(self) -> set[State]:
        found = self._steps.reachable(self._steps.widened(self.states))
        self.largest = max(self.largest, len(found))
        return found
