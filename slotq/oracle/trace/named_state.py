"""One queue's state under the names that a log uses.

The machine numbers its clients and dequeuers and keeps a record of each; a log names them and has
no bound. A name gets a number when it first appears. The number of a dequeuer is free again once
the dequeuer and its canceller have ended, so that the state is as large as the processes that live,
however many have lived. Of the ended ones the names remain, since a context can be cancelled late
and a dequeuer cannot be started twice.
"""

from collections.abc import Iterable

from slotq.formats.errors import BudgetError
from slotq.formats.names import NameSet
from slotq.machine.slot_queue_steps import NO_TOKEN, Client, Dequeuer, State, init

MOST_PROCESSES = 100_000
_NEW_CLIENT = Client()
_NEW_DEQUEUER = Dequeuer()
ENDED = Dequeuer("ended", is_waiting=False, item=NO_TOKEN, done=True, canceller="ended")
"""What is left of a dequeuer that is over, canceller included."""


class Processes:
    """A state of the machine, and the names of its processes.

    Attributes:
        state: The state.
        clients: The names of the clients, by number.
        dequeuers: The names of the dequeuers, by number; None where a number is free.

    Args:
        state: The state to begin with; the initial one unless given.
        clients: The names of its clients.
        dequeuers: The names of its dequeuers.
        ended: The names of dequeuers that have ended, and are not in it.
    """

    def __init__(
        self,
        state: State | None = None,
        clients: Iterable[str] = (),
        dequeuers: Iterable[str] = (),
        ended: NameSet | None = None,
    ) -> None:
        self.state: State = init(0, 0) if state is None else state
        self.clients: list[str] = list(clients)
        self.dequeuers: list[str | None] = list(dequeuers)
        self._client = {name: number for number, name in enumerate(self.clients)}
        self._dequeuer = {
            name: number for number, name in enumerate(self.dequeuers) if name is not None
        }
        self._free: list[int] = []
        self._ended = NameSet() if ended is None else ended

    def client(self, name: str) -> int:
        """Find a client's number.

        Raises:
            BudgetError: There are too many clients.
        """
        number = self._client.get(name)
        if number is None:
            number = self._client[name] = len(self.clients)
            check_processes(number)
            self.clients.append(name)
            self.state = self.state._replace(clients=(*self.state.clients, _NEW_CLIENT))
        return number

    def dequeuer(self, name: str) -> int:
        """Find a dequeuer's number.

        Raises:
            BudgetError: Too many dequeuers are there at once.
        """
        number = self._dequeuer.get(name)
        if number is not None:
            return number
        if not self._free:
            check_processes(len(self.dequeuers))
            self._free.append(len(self.dequeuers))
            self.dequeuers.append(None)
            self.state = self.state._replace(dequeuers=(*self.state.dequeuers, _NEW_DEQUEUER))
        number = self._dequeuer[name] = self._free.pop()
        self.dequeuers[number] = name
        if name in self._ended:
            self._put(number, ENDED)
        return number

    def living(self) -> Iterable[int]:
        """List the numbers of the dequeuers, in the order in which they first appeared."""
        return self._dequeuer.values()

    def dequeuer_of(self, canceller: str) -> int:
        """Find the number of the dequeuer that a canceller belongs to."""
        return self.dequeuer(dequeuer_of(canceller))

    def free(self, number: int) -> None:
        """Let the number of a dequeuer go if it and its canceller have ended."""
        record = self.state.dequeuers[number]
        name = self.dequeuers[number]
        if record.dequeuer == record.canceller == "ended" and name is not None:
            self._ended.add(name)
            del self._dequeuer[name]
            self.dequeuers[number] = None
            self._free.append(number)
            self._put(number, _NEW_DEQUEUER)

    def _put(self, number: int, record: Dequeuer) -> None:
        dequeuers = self.state.dequeuers
        self.state = self.state._replace(
            dequeuers=(*dequeuers[:number], record, *dequeuers[number + 1 :])
        )


def dequeuer_of(canceller: str) -> str:
    """Name the dequeuer that a canceller belongs to."""
    kind, dash, rest = canceller.partition("-")
    belongs = kind == "canceller" and dash
    return f"dequeuer-{rest}" if belongs else f"the dequeuer of {canceller}"


def check_processes(number: int) -> None:
    """See whether there may be one more process than so many.

    Raises:
        BudgetError: There may not.
    """
    if number >= MOST_PROCESSES:
        message = f"more than {MOST_PROCESSES} processes use the queue at the same time"
        raise BudgetError(message)
