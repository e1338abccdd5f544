"""What the possible states of one queue have in common: who is who, and what goes unseen.

States differ in what the log leaves open. The names of processes, and the steps that the log omits,
are the same for all of them; so are the dequeuers that are over in every state, which are forgotten
but for their names, so that states do not grow with the log.

Who starts a dequeuer matters only for who receives from it. So if starts are not seen, a dequeuer
starts without an owner, and has as its owner the first client that it delivers to. When it started
does not matter: every client could have started it before anything else happened.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from slotq.machine.steps import NO_CLIENT, Client, Dequeuer, Disabled, State, dequeuer_start
from slotq.oracle import formats
from slotq.oracle.alphabet import STEPS, Arguments
from slotq.oracle.errors import BudgetError
from slotq.oracle.judge import QueueJudge
from slotq.oracle.names import NameSet
from slotq.oracle.processes import ENDED, Processes, check_processes, dequeuer_of

_FEW = 16
Key = TypeVar("Key")


class PossibleSteps:
    """Names, and steps that are taken in many states at once.

    A name gets a number when it is first asked for. States from before that are narrower and have
    to be widened.

    Args:
        omits: The actions that the log cannot see.
        budget: How many states there may be.
    """

    def __init__(self, omits: frozenset[str], budget: int) -> None:
        self._budget = budget
        self._unseen = [kind for kind in STEPS if kind.__name__ in omits]
        self._sees_starts = formats.DequeuerStart not in self._unseen
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
        for state in self._owned(states, event, arguments):
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
        """Make a judge of one of the states."""
        return QueueJudge(Processes(state, self._clients, self._dequeuers, self._ended))

    def example(
        self, states: Iterable[State], event: formats.Event, arguments: Arguments
    ) -> QueueJudge:
        """Make a judge of one of the states, to explain by it why none allows a line."""
        return self.judge(min(self._owned(states, event, arguments), key=_by_absence))

    def _owned(
        self, states: Iterable[State], event: formats.Event, arguments: Arguments
    ) -> Iterable[State]:
        # Let a dequeuer whose start was not seen belong to the client of its first delivery.
        if self._sees_starts or not isinstance(event, formats.DequeuerDeliver):
            return states
        number, client = arguments
        return (_give(state, number, client) for state in states)

    def _successors(self, state: State) -> Iterator[State]:
        for kind in self._unseen:
            step = STEPS[kind]
            for arguments in _all_arguments(step.parameters, state):
                if kind is formats.DequeuerStart:
                    after = _start(state, *arguments)
                else:
                    after = step.action(state, *arguments)
                if not isinstance(after, Disabled):
                    yield after


def _start(state: State, number: int) -> State | Disabled:
    # Start a dequeuer that has no owner yet: by a client that is not there otherwise.
    clients = state.clients
    after = dequeuer_start(state._replace(clients=(*clients, Client())), len(clients), number)
    if isinstance(after, Disabled):
        return after
    return _give(after._replace(clients=clients), number, NO_CLIENT, len(clients))


def _give(state: State, number: int, client: int, before: int = NO_CLIENT) -> State:
    # Change the owner of a dequeuer, if it is a certain one.
    dequeuers = state.dequeuers
    if dequeuers[number].owner != before:
        return state
    record = dequeuers[number]._replace(owner=client)
    return state._replace(dequeuers=(*dequeuers[:number], record, *dequeuers[number + 1 :]))


def _all_arguments(parameters: str, state: State) -> Iterator[Arguments]:
    # Of a start, without the client.
    if parameters == "p":
        yield from ((client,) for client in range(len(state.clients)))
    elif parameters in {"d", "pd"}:
        yield from ((dequeuer,) for dequeuer in range(len(state.dequeuers)))
    else:
        for number, dequeuer in enumerate(state.dequeuers):
            if dequeuer.owner != NO_CLIENT:
                yield number, dequeuer.owner


def _by_absence(state: State) -> tuple[int, State]:
    # The best examples first: that something has not been started explains little.
    return sum(record.dequeuer == "absent" for record in state.dequeuers), state


def _is_over(dequeuer: Dequeuer) -> bool:
    return dequeuer.dequeuer == dequeuer.canceller == "ended"


def _number(names: dict[str, int], name: str) -> int:
    number = names.get(name)
    if number is None:
        check_processes(len(names))
        number = names[name] = len(names)
    return number
