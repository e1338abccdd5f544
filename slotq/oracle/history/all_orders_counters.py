"""The reference decision about the counters: a search of the machine of Scaling.

As for the queue, calls and returns are its visible labels. A snapshot is one step of the call that
takes it. Counters share nothing with the queue but the order of the lines, so that each is searched
alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from slotq.formats.history_lines import (
    DeleteQueue,
    GetStats,
    IsIdle,
    Line,
    UpdateContainer,
    UpdateRequest,
)
from slotq.machine import scaling
from slotq.machine.kernel import Disabled
from slotq.machine.scaling import CONTAINER, CONTAINER_STATES, NOTHING, REQUEST, REQUEST_STATES
from slotq.oracle.history.search import MOST_STATES, refused_of

COUNTER_CALLS = (UpdateRequest, UpdateContainer, GetStats, IsIdle, DeleteQueue)
_MOVES = (UpdateRequest, UpdateContainer)
_OF_A_MOVER: tuple[
    Callable[[scaling.State, scaling.Bounds, int], scaling.State | Disabled], ...
] = (
    scaling.request_enter,
    scaling.request_exit,
    scaling.container_enter,
    scaling.container_exit,
)


class Call(NamedTuple):
    """An open call.

    Attributes:
        line: The line of the call.
        begun: Whether its first step was taken.
        seen: The state in which that was.
    """

    line: Line
    begun: bool = False
    seen: scaling.State | None = None


class State(NamedTuple):
    """A state of the counting, and the open call of each mover."""

    counting: scaling.State
    calls: tuple[Call | None, ...]


def first_refused(lines: Sequence[Line], most: int = MOST_STATES) -> int | None:
    """Find the first line of a history with which no order of enters and exits agrees.

    Args:
        lines: Well-formed calls and returns. Those that are not about counters are skipped.
        most: How many states may agree with the lines at once.

    Returns:
        The line's place in the sequence, or None if the history is legal.

    Raises:
        BudgetError: Too many states agree with the lines.
    """
    about = [line for line in lines if isinstance(line, COUNTER_CALLS)]
    machine = Machine(
        dict.fromkeys(line.process for line in about),
        dict.fromkeys(line.object or "" for line in about if isinstance(line, UpdateRequest)),
        dict.fromkeys(line.object or "" for line in about if isinstance(line, UpdateContainer)),
        sum(line.type == "info" for line in about),
    )
    return refused_of(machine, about, lines, most)


class Machine:
    """What the machine may do for a history, and which states agree with a line.

    Args:
        processes: The names of the callers.
        requests: The names of the requests.
        containers: The names of the containers.
        unknown: How many calls go on as movers of their own, because their outcome is unknown.
    """

    def __init__(
        self,
        processes: Iterable[str],
        requests: Iterable[str],
        containers: Iterable[str],
        unknown: int = 0,
    ) -> None:
        self._movers = {process: mover for mover, process in enumerate(processes)}
        self._requests = {name: number for number, name in enumerate(requests)}
        self._containers = {name: number for number, name in enumerate(containers)}
        movers = len(self._movers) + unknown
        self._bounds = scaling.Bounds(len(self._requests), len(self._containers), movers)
        self.init = State(scaling.init(self._bounds), (None,) * movers)

    def steps(self, state: State) -> Iterator[State]:
        """Take every step that nobody sees."""
        for mover, call in enumerate(state.calls):
            if call is None:
                continue
            if not call.begun:
                seen = None if isinstance(call.line, _MOVES) else state.counting
                begun = Call(call.line, begun=True, seen=seen)
                yield self._with_call(self._begin(state, mover, call.line), mover, begun)
            if state.counting.moving[mover] == NOTHING:
                continue  # nothing that it could take out of a state, or into one
            for step in _OF_A_MOVER:
                after = step(state.counting, self._bounds, mover)
                if not isinstance(after, Disabled):
                    yield State(after, state.calls)

    def apply(self, state: State, line: Line) -> State | None:
        """Let a line happen, if the state agrees with it."""
        mover = self._movers[line.process]
        if line.type == "invoke":
            return self._with_call(state, mover, Call(line))
        call = state.calls[mover]
        if call is None:
            return None
        after = self._with_call(state, mover, None)
        if line.type == "info":
            alone = state.calls.index(None, len(self._movers))
            moving = list(state.counting.moving)
            moving[alone], moving[mover] = moving[mover], NOTHING
            after = after._replace(counting=after.counting._replace(moving=tuple(moving)))
            return self._with_call(after, alone, call)
        if isinstance(line, _MOVES):
            ready = state.counting.moving[mover] == NOTHING
            return after if ready and call.begun == (line.type == "ok") else None
        return after if line.type == "fail" or self._agrees(line, call.seen) else None

    def _begin(self, state: State, mover: int, line: Line) -> State:
        counting: scaling.State | Disabled = state.counting
        if isinstance(line, UpdateRequest):
            counting = scaling.request_move(
                state.counting,
                self._bounds,
                mover,
                self._requests[line.object or ""],
                str(line.state),
            )
        elif isinstance(line, UpdateContainer):
            counting = scaling.container_move(
                state.counting,
                self._bounds,
                mover,
                self._containers[line.object or ""],
                str(line.state),
            )
        return state if isinstance(counting, Disabled) else state._replace(counting=counting)

    def _with_call(self, state: State, mover: int, call: Call | None) -> State:
        calls = (*state.calls[:mover], call, *state.calls[mover + 1 :])
        return State(state.counting, calls)

    def _agrees(self, line: Line, seen: scaling.State | None) -> bool:
        if seen is None:
            return False
        match line:
            case GetStats(request=dict(request), container=dict(container), needed=needed):
                return (
                    _counts(request, REQUEST_STATES) == seen.sides[REQUEST].counts
                    and _counts(container, CONTAINER_STATES) == seen.sides[CONTAINER].counts
                    and not request.get("none")
                    and not container.get("none")
                    and needed == scaling.is_new_container_needed(seen, self._bounds)
                )
            case IsIdle(idle=idle) | DeleteQueue(deleted=idle):
                return idle == scaling.is_idle(seen)
        return False


def _counts(said: Mapping[Any, int], states: Sequence[str]) -> tuple[int, ...]:
    return tuple(said.get(state, 0) for state in states[1:])
