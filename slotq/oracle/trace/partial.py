"""The judge of a queue some of whose steps the log cannot see: the set of worlds that it may be in.

Before each line, the unseen steps that may have happened are added to the set: of every world, all
that the machine can reach by them. A line is allowed if one of the worlds allows it.
"""

from slotq.formats import trace_lines
from slotq.oracle.trace.alphabet import Arguments
from slotq.oracle.trace.candidate_states import World
from slotq.oracle.trace.queue_steps import QueueJudge
from slotq.oracle.trace.unseen import FEW, PossibleSteps
from slotq.oracle.verdict.budget import Budget
from slotq.oracle.verdict.verdict import Fault


class PossibleQueue:
    """Follows one queue, its callers and its counters through a log that leaves something open.

    Attributes:
        worlds: What agrees with all lines so far.
        largest: How many there were at most, with the unseen steps before a line.
        kinds: The actions that are judged.

    Args:
        omits: The actions that the log cannot see.
        budget: What it may cost.
        version: Which version's callers are meant.
        is_set: Whether `worlds` are all that there are.
        few: With how many dequeuers to look which are over.
    """

    def __init__(
        self,
        omits: frozenset[str],
        budget: Budget | None = None,
        version: trace_lines.Callers = "seed",
        *,
        is_set: bool = True,
        few: int = FEW,
    ) -> None:
        self.worlds: set[World] = {World()}
        self.largest = 1
        self._steps = PossibleSteps(omits, budget or Budget(), version, is_set=is_set, few=few)
        self.kinds = self._steps.kinds

    def take(self, number: int, event: trace_lines.Event) -> Fault | None:
        """Take the step of a line in every world that allows it.

        Args:
            number: The line's number.
            event: What it says.

        Returns:
            Why no world allows it, by the example of one of them.

        Raises:
            BudgetError: There are too many worlds, or too many processes.
        """
        arguments, before, worlds = self._step(event)
        if not worlds:
            return self._steps.fault(before, number, event, arguments)
        self.worlds = self._steps.forget({(): worlds})[()]
        return None

    def after(self, event: trace_lines.Event) -> set[World]:
        """Say what would be possible after a line; nothing if no world allows it.

        Raises:
            BudgetError: There are too many worlds, or too many processes.
        """
        return self._step(event)[-1]

    def _step(self, event: trace_lines.Event) -> tuple[Arguments, set[World], set[World]]:
        arguments = self._steps.arguments(event)
        before = self._reachable() if self._steps.needs_unseen(event) else self.worlds
        return arguments, before, self._steps.after(before, event, arguments)

    def unfinished(self, number: int, event: trace_lines.End) -> Fault | None:
        """Find why the run cannot have come to rest, in any of the worlds."""
        before = self._reachable()
        rests = {w for w in before if self._steps.unfinished(w, number, event) is None}
        if not rests:
            return self._steps.unfinished(self._steps.first(before), number, event)
        self.worlds = rests
        return None

    def live(self) -> set[int]:
        """Count the dequeuers that were started and have not ended, in each of the worlds."""
        return {
            sum(each.dequeuer not in {"absent", "ended"} for each in world.queue.dequeuers)
            for world in self.worlds
        }

    def judge(self) -> QueueJudge:
        """Make a judge of the queue of one of the worlds, for an example."""
        return self._steps.judge(self._steps.first(self.worlds))

    def _reachable(self) -> set[World]:
        found = self._steps.reachable(self._steps.widened(self.worlds))
        self.largest = max(self.largest, len(found))
        return found
