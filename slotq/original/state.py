"""The state that the program reads from its live objects, as types; and the queue's part of it."""

from collections.abc import Iterable, Mapping

import msgspec

from slotq.errors import SlotqError
from slotq.machine import slot_queue_steps as steps
from slotq.machine.slot_queue_steps import NO_TOKEN, Client, Dequeuer
from slotq.stats import UINT64_MODULUS


class UnknownStateError(SlotqError):
    """A state of the program that the specification does not have."""


class Channel(msgspec.Struct):
    """A channel."""

    closed: bool
    length: int


class Slot(msgspec.Struct):
    """What is behind a token."""

    closed: bool
    failed: bool


class Token(msgspec.Struct):
    """A token."""

    id: int
    is_busy: int = msgspec.field(name="isBusy")
    trigger: Channel
    slot: Slot


class Condition(msgspec.Struct):
    """The condition, with its lock's holder."""

    holder: str
    sleepers: list[str]


class Stats(msgspec.Struct):
    """The counters."""

    requests: list[int] = msgspec.field(name="requestStates")
    containers: list[int] = msgspec.field(name="containerStates")


class Queue(msgspec.Struct):
    """The queue."""

    slots: list[int]
    next_id: int = msgspec.field(name="nextId")
    cond: Condition
    stats_lock: str = msgspec.field(name="statsLock")
    stats: Stats
    signaller: Channel
    launcher: str = ""


class Process(msgspec.Struct):
    """A goroutine: where it stands, and the variables of it that are read."""

    at: str
    asleep: bool = False
    is_waiting: bool = msgspec.field(name="isWaiting", default=False)
    offers: int = NO_TOKEN
    known: list[int] = []
    owns: list[bool] = []
    token: int = NO_TOKEN
    queues: int = NO_TOKEN
    round: int = 0
    failed: bool = False
    of: str = ""
    source: int = 0
    target: int = 0
    queue: int = -1
    is_new: bool = False
    leaves: bool = False


class Managed(msgspec.Struct):
    """The manager and its queues, in the order in which they were made."""

    hot: dict[str, int]
    lock: str
    queues: list[Queue]


class State(msgspec.Struct):
    """A state of the program."""

    processes: dict[str, Process]
    tokens: list[Token]
    contexts: dict[str, bool]
    evicts: dict[str, bool]
    queue: Queue | None = None
    trackers: dict[str, int] = {}
    manager: Managed | None = None


_decode = msgspec.json.Decoder(State).decode


def read_state(raw: bytes) -> State:
    """Read a state.

    Raises:
        UnknownStateError: It has not even the parts of one.
    """
    if b'"unread:' in raw:
        name = raw.partition(b'"unread:')[2].partition(b'"')[0].decode("utf-8", "replace")
        message = f"a field of type{name} cannot be read"
        raise UnknownStateError(message)
    try:
        return _decode(raw)
    except msgspec.DecodeError as error:
        message = f"the state has other parts than are known: {error}"
        raise UnknownStateError(message) from error


def the_queue(state: State) -> Queue:
    """Find the queue, with no process in a region of its locks.

    Raises:
        UnknownStateError: There is none, or one is.
    """
    queue = state.queue
    if queue is None:
        message = "there is no queue"
        raise UnknownStateError(message)
    holder = queue.cond.holder or queue.stats_lock
    if holder:
        message = f"{holder} stands in a lock region"
        raise UnknownStateError(message)
    return queue


def read_queue(
    state: State, clients: Iterable[Client], dequeuers: Iterable[Dequeuer], first_id: int = 0
) -> steps.State:
    """Map the queue, given what is known of its clients and dequeuers, and the first token's id.

    Raises:
        UnknownStateError: The specification has no such state.
    """
    queue = the_queue(state)
    for number, token in enumerate(state.tokens):
        if token.id != (first_id + number) % UINT64_MODULUS:
            message = f"the token that was queued as number {number} has the id {token.id}"
            raise UnknownStateError(message)
        if token.is_busy not in {0, 1}:
            message = f"isBusy of token {number} is {token.is_busy}"
            raise UnknownStateError(message)
    return steps.State(
        tuple(queue.slots),
        (queue.next_id - first_id) % UINT64_MODULUS,
        sum(token.is_busy << number for number, token in enumerate(state.tokens)),
        sum(token.trigger.closed << number for number, token in enumerate(state.tokens)),
        tuple(clients),
        tuple(dequeuers),
    )


_DEQUEUER: Mapping[str, str] = {
    "startDequeuer.func2 lock": "lock",
    "startDequeuer.func2 wait": "lock",  # unless it sleeps
    "startDequeuer.func2 select": "offering",
    "": "ended",
}
_CANCELLER: Mapping[str, str] = {"startDequeuer.func1 select": "waiting", "": "ended"}


def read_dequeuer(state: State, context: str, owner: int) -> Dequeuer:
    """Map a dequeuer, by the name of its context and the number of the client that starts it.

    Raises:
        UnknownStateError: The specification has no such dequeuer.
    """
    done = state.contexts[context]
    if f"dequeuer-{context}" not in state.processes:
        return Dequeuer(done=done)
    process, canceller = (
        state.processes[f"{name}-{context}"] for name in ("dequeuer", "canceller")
    )
    return Dequeuer(
        "asleep" if process.asleep else stand(_DEQUEUER, f"dequeuer-{context}", process.at),
        process.is_waiting,
        process.offers,
        owner,
        done,
        stand(_CANCELLER, f"canceller-{context}", canceller.at),
    )


def stand(stands: Mapping[str, str], process: str, at: str) -> str:
    """Look up where a process stands.

    Raises:
        UnknownStateError: The specification knows no process that stands there.
    """
    if at not in stands:
        message = f"{process} stands in {at or 'nothing'}"
        raise UnknownStateError(message)
    return stands[at]
