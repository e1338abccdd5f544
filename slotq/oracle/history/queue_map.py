"""The map of queues: whether its calls took effect in some order, and which requests came too late.

Both are one step in the manager's lock. For each key the possible contents of the map are followed;
that a queue is deleted only while it is idle is the counters' rule. As in the original, a delete
goes by the key: it takes out whatever queue is there. The original lets a request use a queue that
was deleted before the request was counted: it waits where nobody looks any more. That is a fault
here, since no caller can want it: a lost queue.
"""

from collections.abc import Iterator
from typing import NamedTuple

from slotq.formats.history_lines import DeleteQueue, GetQueue, Line, StartDequeuer, UpdateRequest
from slotq.oracle.history import rules
from slotq.oracle.history.order import NEVER
from slotq.oracle.history.rules import HistoryFault, fault
from slotq.oracle.verdict.budget import Budget

REQUESTS = (UpdateRequest, StartDequeuer)
_UNKNOWN = "unknown "  # of a queue that was made by a call of unknown outcome: who has its name?
_Key = tuple[str, str]  # a key, or a queue that no return has given a key


class _Call(NamedTuple):
    # A get_queue or delete_queue: its lines, the queue, and whether it made or deleted it; None if
    # nobody knows what it did. Or a call of a request, which takes no time.
    called: int
    returned: int
    line: Line
    queue: str | None
    changed: bool | None


class _State(NamedTuple):
    """What may be in the map.

    Attributes:
        queue: The queue that is in it.
        told: Whether a return has told somebody of that one, so that it can be used.
        made: The queues that were made, by now, and of which no return has told.
        deleted: Those that were deleted, and of which no return has told.
        done: The open calls that have taken effect.
        found: Those of them that found or made the queue that is in the map.
    """

    queue: str | None = None
    told: bool = False
    made: frozenset[str] = frozenset()
    deleted: frozenset[str] = frozenset()
    done: frozenset[int] = frozenset()
    found: frozenset[int] = frozenset()


class Manager:
    """Follows the map of queues.

    Args:
        omits: The calls that the log cannot see.
        budget: What it may cost.
    """

    def __init__(self, omits: frozenset[str] = frozenset(), budget: Budget | None = None) -> None:
        self._budget = budget or Budget()
        self._unseen_delete = "delete_queue" in omits
        # Whether a queue may have been deleted so far. If the log omits requests for queues, it may
        # be in the map again.
        self._sees_gets = "get_queue" not in omits
        self._deleting = self._unseen_delete and self._sees_gets
        self._calls: dict[str, list[_Call]] = {}  # by key
        self._keys: dict[str, str] = {}  # of queues
        self._of_queues: list[tuple[str, _Call]] = []

    def called(self, number: int, line: Line) -> None:
        """Take a call: requests use a queue, which must be in the map."""
        if isinstance(line, DeleteQueue):
            self._deleting = self._sees_gets
        elif isinstance(line, REQUESTS) and line.queue is not None and self._deleting:
            use = _Call(number, number, line, line.queue, None)
            self._of_queues.append((line.queue, use))

    def returned(self, number: int, line: Line, at: int, call: Line) -> None:
        """Take a return of get_queue or delete_queue."""
        if line.type == "fail":
            return
        known = line.type == "ok"
        if isinstance(line, GetQueue) and isinstance(call, GetQueue) and call.key is not None:
            found = _Call(at, number, line, line.queue, line.is_new if known else None)
            self._calls.setdefault(call.key, []).append(found)
            if known and line.queue is not None:
                self._keys[line.queue] = call.key
        elif isinstance(line, DeleteQueue) and call.queue is not None:
            deleted = line.deleted if known else None
            if deleted is not False:
                self._of_queues.append((call.queue, _Call(at, number, line, call.queue, deleted)))

    def finish(self) -> HistoryFault | None:
        """Find a call that no contents of the map agree with."""
        groups: dict[_Key, list[_Call]] = {
            ("key", key): list(calls) for key, calls in self._calls.items()
        }
        for queue, call in self._of_queues:
            key = self._keys.get(queue)
            group = ("queue", queue) if key is None else ("key", key)
            groups.setdefault(group, []).append(call)
        faults = (
            _Map(self._budget, unseen_delete=self._unseen_delete).first_refused(calls)
            for calls in groups.values()
        )
        return min((f for f in faults if f is not None), key=lambda f: f.line, default=None)


def _deleted(calls: list[_Call], use: _Call) -> dict[str, str]:
    # The last delete before a use, of the same queue if there was one.
    deletes = [
        call for call in calls if isinstance(call.line, DeleteQueue) and call.called < use.called
    ]
    last = max(deletes, key=lambda call: (call.queue == use.queue, call.called), default=None)
    if last is None:
        return {"deleted": "by a call that the log omits"}
    if last.returned < NEVER:
        return {"deleted": f"by line {last.returned}"}
    return {"deleted": f"by the call at line {last.called}"}


class _Map:
    """Follows what may be in the map of one key.

    Args:
        budget: What it may cost.
        unseen_delete: Whether deletes go unseen.
    """

    def __init__(self, budget: Budget, *, unseen_delete: bool) -> None:
        self._budget = budget
        self._unseen_delete = unseen_delete
        self._opened: dict[int, _Call] = {}
        self._told: set[str] = set()  # queues of which a return has told: they were made
        self._states = {_State()}

    def first_refused(self, calls: list[_Call]) -> HistoryFault | None:
        """Find the first line that no contents of the map agree with."""
        events = [(call.called, call) for call in calls]
        events += [(call.returned, call) for call in calls if call.called < call.returned < NEVER]
        for number, call in sorted(events, key=lambda event: event[0]):
            if number == call.called < call.returned:
                self._opened[number] = call
            elif isinstance(call.line, REQUESTS):
                reached = self._reachable()
                self._states = {s for s in reached if not self._is_lost(s, call.queue or "")}
                if not self._states:
                    return fault(rules.IN_MAP, number, call.line, _deleted(calls, call))
            elif call.changed is not None:
                self._return(call)
                if not self._states:
                    return fault(rules.ONE_QUEUE, number, call.line)
        return None

    def _reachable(self) -> set[_State]:
        found = list(self._states)
        seen = set(self._states)
        for state in found:
            for after in self._steps(state):
                if after not in seen:
                    self._budget.spend(len(after.made) + len(after.deleted) + len(after.done))
                    seen.add(after)
                    found.append(after)
        return seen

    def _return(self, call: _Call) -> None:
        called, told = {call.called}, set[str]()
        if isinstance(call.line, GetQueue):
            told.add(call.queue or "")
        self._states = {
            _State(
                state.queue,
                state.told or (bool(told) and call.called in state.found),
                state.made - told,
                state.deleted - told,
                state.done - called,
                state.found - called,
            )
            for state in self._reachable()
            if call.called in state.done
        }
        self._told |= told
        del self._opened[call.called]

    def _is_lost(self, state: _State, queue: str) -> bool:
        in_map = state.told and state.queue == queue
        return not in_map and (queue in self._told or queue in state.deleted)

    def _steps(self, state: _State) -> Iterator[_State]:
        if self._unseen_delete:
            yield _without_queue(state)
        for called, call in self._opened.items():
            if called not in state.done:
                done = state._replace(done=state.done | {called})
                if isinstance(call.line, DeleteQueue):
                    yield from self._delete(done, call.queue or "")
                else:
                    yield from _get(done, call)

    def _delete(self, state: _State, name: str) -> Iterator[_State]:
        # It goes by the key of its queue, which must have been made; or the log tells nothing of
        # that one.
        if name in self._told:
            yield _without_queue(state)
            return
        state = state._replace(deleted=state.deleted | {name})
        if name in state.made:
            yield _without_queue(state)
            return
        yield state
        for unknown in state.made:
            if unknown.startswith(_UNKNOWN):
                made = state.made - {unknown} | {name}
                yield _without_queue(state)._replace(made=made)


def _get(state: _State, call: _Call) -> Iterator[_State]:
    queue, made, name = state.queue, state.made, call.queue or ""
    found = state._replace(found=state.found | {call.called})
    if queue is None:
        if call.changed is not False:
            new = f"{_UNKNOWN}{call.called}" if call.changed is None else name
            yield found._replace(queue=new, made=made | {new})
    elif call.changed is None:
        yield found
    elif not call.changed and queue.startswith(_UNKNOWN):
        yield found._replace(queue=name, made=made - {queue} | {name})
    elif not call.changed and name == queue:
        yield found


def _without_queue(state: _State) -> _State:
    return state._replace(queue=None, told=False, found=frozenset())
