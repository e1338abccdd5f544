"""The judge of a queue some of whose steps the log cannot see: the set of states it may be in.

Before each line, the unseen steps that may have happened are added to the set: of every state, all
that the machine can reach by them. A line is allowed if one of the states allows it. The starts of
dequeuers must be seen, since they say who there is.
"""

from collections.abc import Iterator

from slotq.machine.steps import NO_CLIENT, Client, Dequeuer, Disabled, State, init
from slotq.oracle import formats
from slotq.oracle.alphabet import STEPS, Arguments
from slotq.oracle.errors import BudgetError
from slotq.oracle.judge import QueueJudge
from slotq.oracle.processes import Processes, check_processes, dequeuer_of
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
        self._budget = budget
        self._unseen = [kind for kind in STEPS if kind.__name__ in omits]
        self._clients: dict[str, int] = {}
        self._dequeuers: dict[str, int] = {}

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
        step = STEPS[event.__class__]
        arguments = self._arguments(event)
        before = self._reachable()
        states = set()
        for state in before:
            after = step.action(state, *arguments)
            if not isinstance(after, Disabled) and all(
                getattr(event, field) in {None, value(state, after, arguments)}
                for field, _, value in step.shown
            ):
                states.add(after)
        if not states:
            return self._judge(min(before)).take(number, event)
        self.states = states
        return None

    def unfinished(self, number: int, event: formats.End) -> Fault | None:
        """Find why the run cannot have come to rest, in any of the states."""
        before = self._reachable()
        settled = [state for state in before if not self._judge(state).unfinished(number, event)]
        if not settled:
            return self._judge(min(before)).unfinished(number, event)
        self.states = set(settled)
        return None

    def live(self) -> set[int]:
        """Count the dequeuers that were started and have not ended, in each of the states."""
        return {
            sum(each.dequeuer not in {"absent", "ended"} for each in state.dequeuers)
            for state in self.states
        }

    def judge(self) -> QueueJudge:
        """Make a judge of one of the states, for an example."""
        return self._judge(min(self.states))

    def _judge(self, state: State) -> QueueJudge:
        return QueueJudge(Processes(state, self._clients, self._dequeuers))

    def _reachable(self) -> set[State]:
        # All states by unseen steps, those of before included.
        found = set(self.states)
        new = list(found)
        while new:
            state = new.pop()
            for after in self._successors(state):
                if after not in found:
                    found.add(after)
                    new.append(after)
            if len(found) > self._budget:
                message = f"the queue may be in more than {self._budget} states"
                raise BudgetError(message)
        self.largest = max(self.largest, len(found))
        return found

    def _successors(self, state: State) -> Iterator[State]:
        for kind in self._unseen:
            step = STEPS[kind]
            for arguments in self._all_arguments(step.parameters, state):
                after = step.action(state, *arguments)
                if not isinstance(after, Disabled):
                    yield after

    def _all_arguments(self, parameters: str, state: State) -> Iterator[Arguments]:
        if parameters == "p":
            yield from ((client,) for client in range(len(state.clients)))
        elif parameters == "d":
            yield from ((dequeuer,) for dequeuer in range(len(state.dequeuers)))
        else:
            for number, dequeuer in enumerate(state.dequeuers):
                if dequeuer.owner != NO_CLIENT:
                    yield number, dequeuer.owner

    def _arguments(self, event: formats.Event) -> Arguments:
        arguments: list[int] = []
        step = STEPS[event.__class__]
        for letter, field in zip(step.parameters, step.named, strict=True):
            name = getattr(event, field)
            if letter == "t":
                arguments.append(name)
            elif letter == "p":
                arguments.append(self._number(self._clients, name))
            elif isinstance(event, formats.CancellerWake):
                arguments.append(self._number(self._dequeuers, dequeuer_of(name)))
            else:
                arguments.append(self._number(self._dequeuers, name))
        return tuple(arguments)

    def _number(self, names: dict[str, int], name: str) -> int:
        number = names.get(name)
        if number is None:
            check_processes(len(names))
            number = names[name] = len(names)
            if names is self._clients:
                self.states = {s._replace(clients=(*s.clients, Client())) for s in self.states}
            else:
                self.states = {
                    s._replace(dequeuers=(*s.dequeuers, Dequeuer())) for s in self.states
                }
        return number
