"""The judge of a queue whose log omits steps: it keeps the set of candidate states.

Before each line, the states that omitted steps can lead to are added to the set. A line is allowed
if at least one candidate allows it.
"""

from slotq.formats import trace_lines
from slotq.oracle.trace.alphabet import Arguments
from slotq.oracle.trace.candidate_names import FEW
from slotq.oracle.trace.candidate_states import Candidate
from slotq.oracle.trace.candidate_steps import CandidateSteps
from slotq.oracle.trace.queue_steps import QueueJudge
from slotq.oracle.verdict.budget import Budget
from slotq.oracle.verdict.verdict import Fault


class QueueCandidates:
    """Follows one queue, its callers and its counters through a log that omits steps.

    Attributes:
        candidates: The states that are consistent with all lines so far.
        largest: Their largest number, with the omitted steps before a line.
        kinds: The actions that are judged.

    Args:
        omits: The actions that the log omits.
        budget: The limit of states and time.
        version: The version of the callers.
        is_set: Whether `candidates` are all candidates.
        few: The number of dequeuers from which on ended ones are forgotten.
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
        self.candidates: set[Candidate] = {Candidate()}
        self.largest = 1
        self._steps = CandidateSteps(omits, budget or Budget(), version, is_set=is_set, few=few)
        self.kinds = self._steps.kinds

    def take(self, number: int, event: trace_lines.Event) -> Fault | None:
        """Take the step of a line in every candidate that allows it.

        Args:
            number: The line's number.
            event: What it says.

        Returns:
            Why no candidate allows it, shown for one of them.

        Raises:
            BudgetError: There are too many candidates, or too many processes.
        """
        arguments, before, candidates = self._step(event)
        if not candidates:
            return self._steps.fault(before, number, event, arguments)
        self.candidates = self._steps.forget({(): candidates})[()]
        return None

    def after(self, event: trace_lines.Event) -> set[Candidate]:
        """List the candidates after a line; none if no candidate allows it.

        Raises:
            BudgetError: There are too many candidates, or too many processes.
        """
        return self._step(event)[-1]

    def _step(self, event: trace_lines.Event) -> tuple[Arguments, set[Candidate], set[Candidate]]:
        arguments = self._steps.arguments(event)
        before = self._reachable() if self._steps.needs_unseen(event) else self.candidates
        return arguments, before, self._steps.after(before, event, arguments)

    def unfinished(self, number: int, event: trace_lines.End) -> Fault | None:
        """Find why the run cannot have come to rest, in any of the candidates."""
        before = self._reachable()
        rests = {w for w in before if self._steps.unfinished(w, number, event) is None}
        if not rests:
            return self._steps.unfinished(self._steps.first(before), number, event)
        self.candidates = rests
        return None

    def live(self) -> set[int]:
        """Count the dequeuers that were started and have not ended, in each of the candidates."""
        return {
            sum(each.dequeuer not in {"absent", "ended"} for each in candidate.queue.dequeuers)
            for candidate in self.candidates
        }

    def judge(self) -> QueueJudge:
        """Make a judge of the queue in one of the candidates, as an example."""
        return self._steps.judge(self._steps.first(self.candidates))

    def _reachable(self) -> set[Candidate]:
        found = self._steps.reachable(self._steps.widened(self.candidates))
        self.largest = max(self.largest, len(found))
        return found
