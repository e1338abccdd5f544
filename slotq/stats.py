"""How many requests and containers of a queue are in which state.

A request waits, executes, is done; a container waits for memory, starts, is idle, paused or busy,
is done. Each has a *tracker*, which knows its state and which moves are allowed. The queue has the
*counters*: for each state, how many are in it. The launcher decides by a snapshot of them whether
another container is needed, and the manager whether the queue may go.

Nothing guards tracker and counters together. A move is three steps, each in a lock region of its
own: the tracker moves, the new state is entered, the old one is exited. That order is what
`is_idle` rests on: a request or container that moves between two active states is counted twice
for a while, and never not at all. The price is paid elsewhere. A snapshot between two of the steps
counts too many; and when two processes move one tracker, the second may exit a state that the first
has not entered yet, whose counter wraps below zero until it has.

The numbers are those of the original: counters are unsigned integers of 64 bits that wrap, and a
state may be any number. `none`, `max` and all that lie outside are not counted.

Source: api/agent/slots.go and api/agent/state_trackers.go of fnproject/fn.
"""

from enum import IntEnum
from typing import NamedTuple

from slotq.sync import THREADS, Primitives

UINT64_MODULUS = 2**64


class RequestState(IntEnum):
    """What a request is doing, in the order of its life.

    Source: RequestStateType.
    """

    NONE = 0
    WAIT = 1
    EXEC = 2
    DONE = 3
    MAX = 4


class ContainerState(IntEnum):
    """What a container is doing.

    Source: ContainerStateType.
    """

    NONE = 0
    WAIT = 1
    START = 2
    IDLE = 3
    PAUSED = 4
    BUSY = 5
    DONE = 6
    MAX = 7


_REQUEST_STATES = tuple(state.name.lower() for state in RequestState)
_CONTAINER_STATES = tuple(state.name.lower() for state in ContainerState)


def _name(names: tuple[str, ...], number: int) -> str | int:
    return names[number] if 0 <= number < len(names) else number


class RequestCounts(NamedTuple):
    """How many requests are in each state; `none` is never counted."""

    none: int = 0
    wait: int = 0
    exec: int = 0
    done: int = 0


class ContainerCounts(NamedTuple):
    """How many containers are in each state; `none` is never counted."""

    none: int = 0
    wait: int = 0
    start: int = 0
    idle: int = 0
    paused: int = 0
    busy: int = 0
    done: int = 0


class SlotQueueStats(NamedTuple):
    """The counters at one instant.

    Source: slotQueueStats.
    """

    request: RequestCounts = RequestCounts()
    container: ContainerCounts = ContainerCounts()

    def is_idle(self) -> bool:
        """Say whether nothing is waiting, running or starting.

        Source: slotQueue.isIdle, in its lock.
        Spec: IsIdle.
        """
        return (
            self.request.wait == 0
            and self.request.exec == 0
            and self.container.wait == 0
            and self.container.start == 0
            and self.container.idle == 0
            and self.container.paused == 0
            and self.container.busy == 0
        )


class Counters:
    """The counters of one queue.

    Args:
        primitives: Where the lock comes from; real threads by default.

    Source: slotQueue.stats, slotQueue.statsLock.
    """

    __slots__ = ("_container", "_lock", "_primitives", "_request")

    def __init__(self, primitives: Primitives = THREADS) -> None:
        self._primitives = primitives
        # Guards _request and _container. Nobody waits for a change of theirs.
        self._lock = primitives.lock()
        self._request = [0] * RequestState.MAX
        self._container = [0] * ContainerState.MAX

    def enter_request_state(self, state: int) -> None:
        """Count a request in.

        Source: slotQueue.enterRequestState.
        Spec: RequestEnter.
        """
        if RequestState.NONE < state < RequestState.MAX:
            with self._lock:
                count = (self._request[state] + 1) % UINT64_MODULUS
                self._request[state] = count
                name = _name(_REQUEST_STATES, state)
                self._primitives.step("RequestEnter", state=name, count=count)

    def exit_request_state(self, state: int) -> None:
        """Count a request out.

        Source: slotQueue.exitRequestState.
        Spec: RequestExit.
        """
        if RequestState.NONE < state < RequestState.MAX:
            with self._lock:
                count = (self._request[state] - 1) % UINT64_MODULUS
                self._request[state] = count
                name = _name(_REQUEST_STATES, state)
                self._primitives.step("RequestExit", state=name, count=count)

    def enter_container_state(self, state: int) -> None:
        """Count a container in.

        Source: slotQueue.enterContainerState.
        Spec: ContainerEnter.
        """
        if ContainerState.NONE < state < ContainerState.MAX:
            with self._lock:
                count = (self._container[state] + 1) % UINT64_MODULUS
                self._container[state] = count
                name = _name(_CONTAINER_STATES, state)
                self._primitives.step("ContainerEnter", state=name, count=count)

    def exit_container_state(self, state: int) -> None:
        """Count a container out.

        Source: slotQueue.exitContainerState.
        Spec: ContainerExit.
        """
        if ContainerState.NONE < state < ContainerState.MAX:
            with self._lock:
                count = (self._container[state] - 1) % UINT64_MODULUS
                self._container[state] = count
                name = _name(_CONTAINER_STATES, state)
                self._primitives.step("ContainerExit", state=name, count=count)

    def get_stats(self) -> SlotQueueStats:
        """Take a snapshot, which may be out of date as soon as it is there.

        Source: slotQueue.getStats.
        Spec: LaunchCheck.
        """
        with self._lock:
            stats = self._read()
            request, container = stats.request._asdict(), stats.container._asdict()
            self._primitives.step("LaunchCheck", request=request, container=container)
        return stats

    def is_idle(self) -> bool:
        """Say whether nothing is waiting, running or starting.

        Source: slotQueue.isIdle.
        Spec: IsIdle, as part of DeleteSlotQueue.
        """
        with self._lock:
            return self._read().is_idle()

    def _read(self) -> SlotQueueStats:
        return SlotQueueStats(RequestCounts(*self._request), ContainerCounts(*self._container))


class RequestTracker:
    """The state of one request, which only moves forward.

    Args:
        counters: Those of the request's queue.
        name: Tells requests apart.
        primitives: Where the lock comes from; real threads by default.

    Source: requestState.
    """

    __slots__ = ("_counters", "_lock", "_primitives", "_state", "name")

    def __init__(self, counters: Counters, name: str, primitives: Primitives = THREADS) -> None:
        self.name = name
        self._counters = counters
        self._primitives = primitives
        # Guards _state. Nobody waits for a change of it.
        self._lock = primitives.lock()
        self._state: int = RequestState.NONE

    def get_state(self) -> int:
        """Say where the request is."""
        with self._lock:
            return self._state

    def move(self, state: int) -> bool:
        """Move on, and count it, unless it would be no move forward.

        Returns:
            Whether the request moved.

        Source: requestState.UpdateState.
        Spec: RequestMove, then RequestEnter and RequestExit.
        """
        with self._lock:
            old = self._state
            moves = old < state
            if moves:
                self._state = state
            names = _REQUEST_STATES
            states = {"from": _name(names, old), "state": _name(names, state)}
            self._primitives.step("RequestMove", object=self.name, ok=moves, **states)
        if moves:
            self._counters.enter_request_state(state)
            self._counters.exit_request_state(old)
        return moves


class ContainerTracker:
    """The state of one container, which moves forward, or back to wait for another request.

    Args:
        counters: Those of the container's queue.
        name: Tells containers apart.
        primitives: Where the lock comes from; real threads by default.

    Source: containerState.
    """

    __slots__ = ("_counters", "_lock", "_primitives", "_state", "name")

    def __init__(self, counters: Counters, name: str, primitives: Primitives = THREADS) -> None:
        self.name = name
        self._counters = counters
        self._primitives = primitives
        # Guards _state. Nobody waits for a change of it.
        self._lock = primitives.lock()
        self._state: int = ContainerState.NONE

    def get_state(self) -> int:
        """Say where the container is."""
        with self._lock:
            return self._state

    def move(self, state: int) -> bool:
        """Move to another state, and count it, if the move is allowed.

        Returns:
            Whether the container moved.

        Source: containerState.UpdateState.
        Spec: ContainerMove, then ContainerEnter and ContainerExit.
        """
        with self._lock:
            old = self._state
            moves = (
                old < state
                or (old == ContainerState.PAUSED and state == ContainerState.IDLE)
                or (
                    old == ContainerState.BUSY
                    and state in (ContainerState.IDLE, ContainerState.PAUSED)
                )
            )
            if moves:
                self._state = state
            names = _CONTAINER_STATES
            states = {"from": _name(names, old), "state": _name(names, state)}
            self._primitives.step("ContainerMove", object=self.name, ok=moves, **states)
        if moves:
            self._counters.enter_container_state(state)
            self._counters.exit_container_state(old)
        return moves
