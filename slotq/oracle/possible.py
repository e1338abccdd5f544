"""The judge of a queue some of whose steps the log cannot see: the set of states it may be in.

Before each line, the unseen steps that may have happened are added to the set: of every state, all
that the machine can reach by them. A line is allowed if one of the states allows it. The starts of
dequeuers must be seen, since they say who there is. Dequeuers that are over in every state are
forgotten but for their names, so that states do not grow with the log.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from slotq.machine.steps import NO_CLIENT, Client, Dequeuer, Disabled, State, init
from slotq.oracle import formats
from slotq.oracle.alphabet import STEPS, Arguments
from slotq.oracle.errors import BudgetError
from slotq.oracle.judge import QueueJudge
from slotq.oracle.names import NameSet
from slotq.oracle.processes import ENDED, Processes, check_processes, dequeuer_of
from slotq.oracle.verdict import Fault

BUDGET = 20_000
"""How many states a queue may be in before the oracle gives up, unless told otherwise."""
_FEW = 16
Key = TypeVar("Key")


class PossibleSteps:
    """What the possible states of one queue have in common: who is who, and what goes unseen.

    A name gets a number when it is first asked for. States from before that are narrower and have
    to be widened.

    Args:
        omits: The actions that the log cannot see.
        budget: How many states there may be.
    """

    def __init__(self, omits: frozenset[str], budget: int) -> None:
        self._budget = budget
        self._unseen = [kind for kind in STEPS if kind.__name__ in omits]
        self._clients: dict[str, int] = {}
        self._dequeuers: dict[str, int] = {}
        self._records: list[Dequeuer] = []  # what each dequeuer is when it gets its number
        self._ended = NameSet()
        self._many = _FEW  # with so many dequeuers it is time to look which are over

    def arguments(self, event: formats.Event) -> Arguments:
        """Find the arguments of a line's step.

        Raises:
            BudgetError: There are too many processes.
        """
        arguments: list[int] = []
        step = STEPS[event.__class__]
        for letter, field in zip(step.parameters, step.named, strict=True):
            name = getattr(event, field)
            if letter == "t":
                arguments.append(name)
            elif letter == "p":
                arguments.append(_number(self._clients, name))
            elif isinstance(event, formats.CancellerWake):
                arguments.append(self._dequeuer(dequeuer_of(name)))
            else:
                arguments.append(self._dequeuer(name))
        return tuple(arguments)

    def _dequeuer(self, name: str) -> int:
        number = _number(self._dequeuers, name)
        if number == len(self._records):
            self._records.append(ENDED if name in self._ended else Dequeuer())
        return number

    def widened(self, states: set[State]) -> set[State]:
        """Give the processes that have come since a place in states of one width."""
        some = next(iter(states))
        clients = (Client(),) * (len(self._clients) - len(some.clients))
        dequeuers = tuple(self._records[len(some.dequeuers) :])
        if not clients and not dequeuers:
            return states
        return {
            state._replace(
                clients=(*state.clients, *clients), dequeuers=(*state.dequeuers, *dequeuers)
            )
            for state in states
        }

    def after(
        self, states: Iterable[State], event: formats.Event, arguments: Arguments
    ) -> set[State]:
        """Take the step of a line in every state that allows it."""
        step = STEPS[event.__class__]
        found = set()
        for state in states:
            after = step.action(state, *arguments)
            if not isinstance(after, Disabled) and all(
                getattr(event, field) in {None, value(state, after, arguments)}
                for field, _, value in step.shown
            ):
                found.add(after)
        return found

    def reachable(self, states: set[State]) -> set[State]:
        """Collect all states that unseen steps lead to, those of before included.

        Raises:
            BudgetError: There are too many.
        """
        found = set(states)
        new = list(found)
        while new:
            state = new.pop()
            for after in self._successors(state):
                if after not in found:
                    found.add(after)
                    new.append(after)
            self.check(len(found))
        return found

    def forget(
        self, states: dict[Key, set[State]], coming: Iterable[formats.Event] = ()
    ) -> dict[Key, set[State]]:
        """Let go of the dequeuers that are over in all states, once there are many.

        Args:
            states: All states, widened, in any groups.
            coming: Lines that were asked for their arguments and have not taken their steps; they
                have to be asked again.

        Returns:
            The same states in the same groups, without them.
        """
        if len(self._records) < self._many:
            return states
        named = {
            number
            for event in coming
            for letter, number in zip(
                STEPS[event.__class__].parameters, self.arguments(event), strict=True
            )
            if letter == "d"
        }
        every = [state for group in states.values() for state in group]
        staying = [
            number
            for number in range(len(self._records))
            if number in named or not all(_is_over(state.dequeuers[number]) for state in every)
        ]
        names = list(self._dequeuers)
        for number in set(range(len(names))) - set(staying):
            self._ended.add(names[number])
        self._dequeuers = {names[number]: place for place, number in enumerate(staying)}
        self._records = [self._records[number] for number in staying]
        self._many = max(_FEW, 2 * len(staying))
        return {
            key: {
                state._replace(dequeuers=tuple([state.dequeuers[number] for number in staying]))
                for state in group
            }
            for key, group in states.items()
        }

    def check(self, number: int) -> None:
        """See whether there may be so many states.

        Raises:
            BudgetError: There may not.
        """
        if number > self._budget:
            message = f"the queue may be in more than {self._budget} states"
            raise BudgetError(message)

    def judge(self, state: State) -> QueueJudge:
        """Make a judge of one of the states, to explain by its example."""
        return QueueJudge(Processes(state, self._clients, self._dequeuers, self._ended))

    def _successors(self, state: State) -> Iterator[State]:
        for kind in self._unseen:
            step = STEPS[kind]
            for arguments in _all_arguments(step.parameters, state):
                after = step.action(state, *arguments)
                if not isinstance(after, Disabled):
                    yield after


def _all_arguments(parameters: str, state: State) -> Iterator[Arguments]:
    if parameters == "p":
        yield from ((client,) for client in range(len(state.clients)))
    elif parameters == "d":
        yield from ((dequeuer,) for dequeuer in range(len(state.dequeuers)))
    else:
        for number, dequeuer in enumerate(state.dequeuers):
            if dequeuer.owner != NO_CLIENT:
                yield number, dequeuer.owner


def _is_over(dequeuer: Dequeuer) -> bool:
    return dequeuer.dequeuer == dequeuer.canceller == "ended"


def _number(names: dict[str, int], name: str) -> int:
    number = names.get(name)
    if number is None:
        check_processes(len(names))
        number = names[name] = len(names)
    return number


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
            return self._steps.judge(min(before)).take(number, event)
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
