"""The names of one queue's processes in all its candidate states, and which of them are over.

The names are the same for all candidates; so are the dequeuers that have ended in every candidate,
of which only the names are kept, so that states do not grow with the log.
"""

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

from slotq.formats import trace_lines
from slotq.formats.names import NameSet
from slotq.machine.slot_queue_steps import Client, Dequeuer, State
from slotq.oracle.trace.alphabet import STEPS, Arguments
from slotq.oracle.trace.candidate_states import Candidate
from slotq.oracle.trace.named_state import ENDED, Processes, check_processes, dequeuer_of

FEW = 16
"""The number of dequeuers from which on ended ones are forgotten."""
Key = TypeVar("Key")


class CandidateNames:
    """The numbers that clients and dequeuers have in the candidate states.

    A name gets a number when it is first asked for. Earlier candidates have fewer records and must
    be widened.

    Args:
        few: The number of dequeuers from which on ended ones are forgotten.
    """

    def __init__(self, few: int = FEW) -> None:
        self._few = few
        self._clients: dict[str, int] = {}
        self._dequeuers: dict[str, int] = {}
        self._records: list[Dequeuer] = []  # what each dequeuer is when it gets its number
        self._ended = NameSet()
        self._many = few

    @property
    def size(self) -> int:
        """How many records a state has."""
        return len(self._clients) + len(self._records)

    def client(self, number: int) -> str:
        """Find the name of a client."""
        return next(islice(self._clients, number, None))

    def processes(self, state: State) -> Processes:
        """Give the processes of a state their names."""
        return Processes(state, self._clients, self._dequeuers, self._ended)

    def arguments(self, event: trace_lines.Event) -> Arguments:
        """Find the arguments of a line's step.

        Raises:
            BudgetError: There are too many processes.
        """
        arguments: list[int] = []
        step = STEPS.get(event.__class__)
        if step is None:
            return ()
        for letter, field in zip(step.parameters, step.named, strict=True):
            name = getattr(event, field)
            if letter == "t":
                arguments.append(name)
            elif letter in "po":
                arguments.append(_number(self._clients, name or event.process))
            elif isinstance(event, trace_lines.CancellerWake):
                arguments.append(self._dequeuer(dequeuer_of(name)))
            else:
                arguments.append(self._dequeuer(name))
        return tuple(arguments)

    def _dequeuer(self, name: str) -> int:
        number = _number(self._dequeuers, name)
        if number == len(self._records):
            self._records.append(ENDED if name in self._ended else Dequeuer())
        return number

    def widened(self, candidates: set[Candidate]) -> set[Candidate]:
        """Give the processes that have come since a place in candidates of one width."""
        some = next(iter(candidates)).queue
        clients = (Client(),) * (len(self._clients) - len(some.clients))
        dequeuers = tuple(self._records[len(some.dequeuers) :])
        if not clients and not dequeuers:
            return candidates
        found = set()
        for candidate in candidates:
            state = candidate.queue
            more = state._replace(
                clients=(*state.clients, *clients), dequeuers=(*state.dequeuers, *dequeuers)
            )
            found.add(candidate._replace(queue=more))
        return found

    def forget(
        self, candidates: dict[Key, set[Candidate]], coming: Iterable[trace_lines.Event] = ()
    ) -> dict[Key, set[Candidate]]:
        """Let go of what is over in all candidates, once there is much of it.

        Args:
            candidates: All candidates, widened, in any groups.
            coming: Lines that were asked for their arguments and have not taken their steps; they
                have to be asked again.

        Returns:
            The same candidates in the same groups, without it.
        """
        if len(self._records) < self._many:
            return candidates
        named = {
            number
            for event in coming
            if event.__class__ in STEPS
            for letter, number in zip(
                STEPS[event.__class__].parameters, self.arguments(event), strict=True
            )
            if letter == "d"
        }
        every = [candidate.queue for group in candidates.values() for candidate in group]
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
        self._many = max(self._few, 2 * len(staying))
        return {
            key: {
                candidate._replace(
                    queue=candidate.queue._replace(
                        dequeuers=tuple([candidate.queue.dequeuers[number] for number in staying])
                    )
                )
                for candidate in group
            }
            for key, group in candidates.items()
        }


def _is_over(dequeuer: Dequeuer) -> bool:
    return dequeuer.dequeuer == dequeuer.canceller == "ended"


def _number(names: dict[str, int], name: str) -> int:
    number = names.get(name)
    if number is None:
        check_processes(len(names))
        number = names[name] = len(names)
    return number
