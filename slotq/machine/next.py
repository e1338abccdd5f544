"""The next-state relations: who may do what in a state.

A `System` is a specification with bounds: its initial state, its processes, and for each process
every action with every value of its parameters. `general_client` is SlotQueueSteps!Next, `Callers`
is Callers!Next.

No table says what a process may do where it stands, so that no table does a guard's work and a
broken guard shows. But a guard that reads only the process's own record says so when it is false
(`Disabled.own`), and is not asked again for as long as the record is the same.
"""

from collections.abc import Callable, Hashable
from typing import Any, Generic, NamedTuple, TypeVar

from slotq.machine import callers, steps
from slotq.machine.bounds import Bounds
from slotq.machine.steps import Disabled

S = TypeVar("S")
Action = Callable[..., Any]
_new = tuple.__new__  # a named tuple's own constructor takes twice as long


class Label(NamedTuple):
    """Which action, and of whom.

    Attributes:
        action: The action's name in the specification.
        arguments: Its parameters: numbers of clients, dequeuers and tokens, reasons, whether a slot
            carries an error.
    """

    action: str
    arguments: tuple[int | str, ...]


class Process(Generic[S]):
    """A process of a system: what it may do.

    Args:
        record: Reads the process's own record from a state.
    """

    def __init__(self, record: Callable[[S], Hashable]) -> None:
        self.record = record
        self.actions: list[tuple[Label, Action, tuple[Any, ...]]] = []
        self._possible: dict[Hashable, list[tuple[Label, Action, tuple[Any, ...]]]] = {}

    def add(
        self, name: str, action: Action, *arguments: int | str, bounds: tuple[Any, ...] = ()
    ) -> None:
        """Let the process take an action.

        Args:
            name: The action's name.
            action: Its function, of a state, the bounds and the arguments.
            arguments: The values of its parameters.
            bounds: What the function needs besides.
        """
        self.actions.append((Label(name, arguments), action, (*bounds, *arguments)))

    def disabled(self, state: S) -> list[tuple[Label, Disabled]]:
        """List what the process cannot do in a state, and why."""
        return [
            (label, why)
            for label, action, arguments in self.actions
            if isinstance(why := action(state, *arguments), Disabled)
        ]

    def successors(self, state: S) -> list[tuple[Label, S]]:
        """List what the process can do in a state."""
        record = self.record(state)
        possible = self._possible.get(record)
        if possible is None:
            never = {label for label, why in self.disabled(state) if why.own}
            possible = [entry for entry in self.actions if entry[0] not in never]
            self._possible[record] = possible
        return [
            (label, after)
            for label, action, arguments in possible
            if (after := action(state, *arguments)).__class__ is not Disabled
        ]


class System(Generic[S]):
    """A specification with bounds.

    Attributes:
        init: The initial state.
        processes: Everybody who acts.
    """

    def __init__(self, init: S, processes: list[Process[S]]) -> None:
        self.init = init
        self.processes = processes

    def successors(self, state: S) -> list[tuple[Label, S]]:
        """List the transitions out of a state."""
        return [step for process in self.processes for step in process.successors(state)]

    def disabled(self, state: S) -> list[tuple[Label, Disabled]]:
        """List the actions that cannot be taken in a state, with the guard that is false."""
        return [entry for process in self.processes for entry in process.disabled(state)]


_DEQUEUER_ACTIONS: tuple[tuple[str, Action], ...] = (
    ("DequeuerWait", steps.dequeuer_wait),
    ("DequeuerPeek", steps.dequeuer_peek),
    ("DequeuerExit", steps.dequeuer_exit),
    ("DequeuerEjected", steps.dequeuer_ejected),
    ("DequeuerCancelled", steps.dequeuer_cancelled),
    ("CancellerWake", steps.canceller_wake),
)
_FULL = Disabled("nextId \\in Tokens")


def general_client(clients: int, dequeuers: int, tokens: int) -> System[steps.State]:
    """Make the queue under its most general clients.

    Args:
        clients: How many clients there are.
        dequeuers: How many dequeuers may be started.
        tokens: How many tokens may be queued.

    Spec: SlotQueueSteps!Spec.
    """

    def queue_append(state: steps.State, client: int) -> steps.State | Disabled:
        return _FULL if state.next_id == tokens else steps.queue_append(state, client)

    def a_client(client: int) -> Process[steps.State]:
        process = Process[steps.State](lambda state: state.clients[client])
        process.add("QueueAppend", queue_append, client)
        process.add("QueueBroadcast", steps.queue_broadcast, client)
        for token in range(tokens):
            process.add("AcquireCas", steps.acquire_cas, client, token)
        process.add("AcquireRemove", steps.acquire_remove, client)
        process.add("AcquireClose", steps.acquire_close, client)
        for dequeuer in range(dequeuers):
            process.add("DequeuerStart", steps.dequeuer_start, client, dequeuer)
        return process

    def a_dequeuer(dequeuer: int) -> Process[steps.State]:
        process = Process[steps.State](lambda state: state.dequeuers[dequeuer])
        process.add("Cancel", steps.cancel, dequeuer)
        for client in range(clients):
            process.add("DequeuerDeliver", steps.dequeuer_deliver, dequeuer, client)
        for name, action in _DEQUEUER_ACTIONS:
            process.add(name, action, dequeuer)
        return process

    return System(
        steps.init(clients, dequeuers),
        [*map(a_client, range(clients)), *map(a_dequeuer, range(dequeuers))],
    )


def _of_the_queue(
    state: callers.State, action: Callable[[steps.State, int], steps.State | Disabled], process: int
) -> callers.State | Disabled:
    # An action that leaves the callers as they are.
    queue = action(state.queue, process)
    if isinstance(queue, Disabled):
        return queue
    return _new(callers.State, (queue, state.callers, *state[2:]))


class Callers(System[callers.State]):
    """The queue with containers and consumers.

    Attributes:
        bounds: How many there are, and what they may do.

    Spec: Callers!Spec.
    """

    def __init__(self, bounds: Bounds) -> None:
        containers = range(bounds.containers)
        consumers = range(bounds.containers, bounds.clients)
        self.bounds = bounds
        super().__init__(
            callers.init(bounds),
            [
                *map(self._container, containers),
                *map(self._consumer, consumers),
                *map(self._dequeuer, range(bounds.dequeuers)),
            ],
        )

    def _client(self, client: int) -> Process[callers.State]:
        process = Process[callers.State](
            lambda state: (state.queue.clients[client], state.callers[client])
        )
        process.add("AcquireCas", callers.acquire_cas, client, bounds=(self.bounds,))
        process.add("AcquireRemove", _of_the_queue, client, bounds=(steps.acquire_remove,))
        process.add("AcquireClose", callers.acquire_close, client, bounds=(self.bounds,))
        process.add("SlotClose", callers.slot_close, client, bounds=(self.bounds,))
        return process

    def _container(self, client: int) -> Process[callers.State]:
        bounds = (self.bounds,)
        process = self._client(client)
        for error in (False, True):
            process.add("QueueAppend", callers.queue_append, client, error, bounds=bounds)
        process.add("QueueBroadcast", _of_the_queue, client, bounds=(steps.queue_broadcast,))
        for reason in callers.REASONS:
            process.add("ContainerWake", callers.container_wake, client, reason, bounds=bounds)
        process.add("ContainerReturn", callers.container_return, client, bounds=bounds)
        process.add("Evict", callers.evict, client, bounds=bounds)
        return process

    def _consumer(self, client: int) -> Process[callers.State]:
        bounds = (self.bounds,)
        process = self._client(client)
        process.add("DequeuerStart", callers.dequeuer_start, client, bounds=bounds)
        process.add("DequeuerDeliver", callers.dequeuer_deliver, client, bounds=bounds)
        process.add("Cancel", callers.cancel, client, bounds=bounds)
        process.add("Cancel", callers.cancel_request, client, "request", bounds=bounds)
        return process

    def _dequeuer(self, dequeuer: int) -> Process[callers.State]:
        process = Process[callers.State](lambda state: state.queue.dequeuers[dequeuer])
        for name, action in _DEQUEUER_ACTIONS:
            process.add(name, _of_the_queue, dequeuer, bounds=(action,))
        return process
