"""The reference decision about the map of queues: a search of the machine of SlotQueueManager.

As for the queue, calls and returns are its visible labels, and what they do is one step between the
two. Whether a queue is idle is the counters' business: here a delete may find it so or not. The
names of queues are the log's: which of the machine's queues has which is learnt from returns, and a
name may be given again once its queue is gone. What is deleted before any return has named it may
be a queue that an open call has made, or one of which the log tells nothing else.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from slotq.formats.history_lines import DeleteQueue, GetQueue, Line, StartDequeuer, UpdateRequest
from slotq.machine import slot_queue_manager
from slotq.machine.kernel import Disabled
from slotq.oracle.history.search import MOST_STATES, refused_of

MANAGER_CALLS = (GetQueue, DeleteQueue, StartDequeuer, UpdateRequest)
_USES = (StartDequeuer, UpdateRequest)
_PENDING = -1


class Call(NamedTuple):
    """An open call.

    Attributes:
        line: The line of the call.
        queue: The machine's queue that it got, or -1 until it has taken its step.
        changed: Whether it made or deleted that.
        taken: Whether it has taken its step.
    """

    line: Line
    queue: int = _PENDING
    changed: bool = False
    taken: bool = False


class State(NamedTuple):
    """A state of the map and of its callers.

    Attributes:
        map: The machine's state; a request for each caller and key.
        calls: The open call of each caller.
        names: What the log calls each of the machine's queues, where that is known.
        gone: Queues of which the log tells only that they were deleted.
    """

    map: slot_queue_manager.State
    calls: tuple[Call | None, ...]
    names: tuple[str | None, ...]
    gone: frozenset[str] = frozenset()


def first_refused(lines: Sequence[Line], most: int = MOST_STATES) -> int | None:
    """Find the first line of a history with which no order of the manager's steps agrees.

    Args:
        lines: Well-formed calls and returns. Those that are not about the manager are skipped.
        most: How many states may agree with the lines at once.

    Returns:
        The line's place in the sequence, or None if the history is legal.

    Raises:
        BudgetError: Too many states agree with the lines.
    """
    about = [line for line in lines if isinstance(line, MANAGER_CALLS)]
    machine = Machine(
        dict.fromkeys(line.process for line in about),
        dict.fromkeys(line.key for line in about if isinstance(line, GetQueue) and line.key),
        sum(isinstance(line, GetQueue) and line.type == "invoke" for line in about),
        sum(line.type == "info" for line in about),
    )
    return refused_of(machine, about, lines, most)


class Machine:
    """What the machine may do for a history, and which states agree with a line.

    Args:
        processes: The names of the callers.
        keys: The names of the keys.
        queues: How many queues can be made.
        unknown: How many calls go on alone, because their outcome is unknown.
    """

    def __init__(
        self, processes: Iterable[str], keys: Iterable[str], queues: int, unknown: int = 0
    ) -> None:
        self._callers = {process: caller for caller, process in enumerate(processes)}
        self._keys = {key: number for number, key in enumerate(keys)}
        callers = len(self._callers) + unknown
        self._bounds = slot_queue_manager.Bounds(
            tuple(self._keys.values()) * callers, queues, strangers_delete=True
        )
        self.init = State(
            slot_queue_manager.init(self._bounds), (None,) * callers, (None,) * queues
        )

    def steps(self, state: State) -> Iterator[State]:
        """Take every step that nobody sees."""
        for caller, call in enumerate(state.calls):
            if call is None or call.taken:
                continue
            if isinstance(call.line, GetQueue):
                yield from self._get(state, caller, call)
            elif isinstance(call.line, DeleteQueue):
                yield from self._delete(state, caller, call)
            else:
                yield self._with_call(state, caller, call._replace(taken=True))

    def apply(self, state: State, line: Line) -> State | None:
        """Let a line happen, if the state agrees with it."""
        caller = self._callers[line.process]
        if line.type == "invoke":
            lost = isinstance(line, _USES) and self._is_lost(state, line.queue or "")
            return None if lost else self._with_call(state, caller, Call(line))
        call = state.calls[caller]
        if call is None:
            return None
        after = self._with_call(state, caller, None)
        if line.type == "info":
            return self._with_call(after, state.calls.index(None, len(self._callers)), call)
        if line.type == "ok" and call.taken:
            return self._told(after, line, call)
        return after if line.type == "fail" and not call.taken else None

    def _told(self, state: State, line: Line, call: Call) -> State | None:
        if isinstance(line, GetQueue):
            agrees = call.changed is line.is_new and state.names[call.queue] in {None, line.queue}
            return self._named(state, call.queue, line.queue or "") if agrees else None
        agrees = not isinstance(line, DeleteQueue) or call.changed is line.deleted
        return state if agrees else None

    def _get(self, state: State, caller: int, call: Call) -> Iterator[State]:
        key = getattr(call.line, "key", "")
        request = caller * len(self._keys) + self._keys[key]
        after = slot_queue_manager.get_slot_queue(state.map, self._bounds, request)
        if isinstance(after, Disabled):
            return
        got = after.requests[request]
        # The request may ask again: what becomes of it is not followed here.
        requests = state.map.requests
        done = call._replace(queue=got.queue, changed=got.is_new, taken=True)
        kept = state._replace(map=after._replace(requests=requests))
        yield self._with_call(kept, caller, done)

    def _delete(self, state: State, caller: int, call: Call) -> Iterator[State]:
        name = call.line.queue or ""
        busy = call._replace(changed=False, taken=True)
        yield self._with_call(state, caller, busy)
        idle = call._replace(changed=True, taken=True)
        made = [number for number, queue in enumerate(state.map.queues) if queue.key >= 0]
        named = [number for number in made if state.names[number] == name]
        unnamed = [number for number in made if state.names[number] is None]
        for number in named[-1:] or unnamed:
            after = slot_queue_manager.stranger_delete(state.map, self._bounds, number)
            if not isinstance(after, Disabled):
                deleted = self._named(state._replace(map=after), number, name)
                yield self._with_call(deleted, caller, idle)
        if not named:  # a queue of which the log tells nothing
            gone = state._replace(gone=state.gone | {name})
            yield self._with_call(gone, caller, idle)

    def _is_lost(self, state: State, name: str) -> bool:
        # Whether a queue of that name was in the map and is there no more.
        named = {number for number, each in enumerate(state.names) if each == name}
        return bool(named or name in state.gone) and named.isdisjoint(state.map.hot)

    def _named(self, state: State, queue: int, name: str) -> State:
        names = (*state.names[:queue], name, *state.names[queue + 1 :])
        return state._replace(names=names)

    def _with_call(self, state: State, caller: int, call: Call | None) -> State:
        return state._replace(calls=(*state.calls[:caller], call, *state.calls[caller + 1 :]))
