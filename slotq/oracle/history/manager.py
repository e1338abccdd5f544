"""The map of queues: whether its calls took effect in some order, and who came late.

Both are one step in the manager's lock. For each key the possible contents of the map are followed;
that a queue is deleted only while it is idle is the counters' rule. The original lets a request go
on with a queue that was deleted before the request was counted: it waits where nobody looks any
more. That is a fault here, since no caller can want it: a lost queue.
"""

from collections.abc import Iterator
from typing import NamedTuple

from slotq.oracle.budget import Budget
from slotq.oracle.history import rules
from slotq.oracle.history.lines import DeleteQueue, GetQueue, Line, StartDequeuer, UpdateRequest
from slotq.oracle.history.order import NEVER
from slotq.oracle.history.rules import HistoryFault, fault

REQUESTS = (UpdateRequest, StartDequeuer)


class _Call(NamedTuple):
    # A get_queue or delete_queue: its lines, the queue, and whether it made or deleted it; None if
    # nobody knows what it did.
    called: int
    returned: int
    line: Line
    queue: str | None
    changed: bool | None


class _State(NamedTuple):
    # The queue in the map, and the open calls that have taken effect.
    queue: str | None = None
    done: frozenset[int] = frozenset()


class Manager:
    """Follows the map of queues.

    Args:
        omits: The calls that the log cannot see.
        budget: What it may cost.

    Attributes:
        deleted: Queues that are certainly not in the map, and the line that said so.
    """

    def __init__(self, omits: frozenset[str] = frozenset(), budget: Budget | None = None) -> None:
        self._omits = omits
        self._budget = budget or Budget()
        self.deleted: dict[str, int] = {}
        self._calls: dict[str, list[_Call]] = {}  # by key
        self._keys: dict[str, str] = {}  # of queues
        self._deletes: list[tuple[str, _Call]] = []

    def called(self, number: int, line: Line) -> HistoryFault | None:
        """Take a call, and see whether a request uses a queue that was deleted."""
        # Where nobody sees who asks for a queue, it may be in the map again.
        sees = "get_queue" not in self._omits
        if sees and isinstance(line, REQUESTS) and line.queue in self.deleted:
            values = {"deleted": f"by line {self.deleted[line.queue]}"}
            return fault(rules.IN_MAP, number, line, values)
        return None

    def returned(self, number: int, line: Line, at: int, call: Line) -> HistoryFault | None:
        """Take a return of get_queue or delete_queue."""
        if line.type == "fail":
            return None
        known = line.type == "ok"
        if isinstance(line, GetQueue) and isinstance(call, GetQueue) and call.key is not None:
            found = _Call(at, number, line, line.queue, line.is_new if known else None)
            self._calls.setdefault(call.key, []).append(found)
            if known and line.queue is not None:
                self._keys[line.queue] = call.key
                self.deleted.pop(line.queue, None)
        elif isinstance(line, DeleteQueue) and call.queue is not None:
            found = _Call(at, number, line, call.queue, line.deleted if known else None)
            self._deletes.append((call.queue, found))
            if known and line.deleted:
                self.deleted[call.queue] = number
        return None

    def finish(self) -> HistoryFault | None:
        """Find a call that no contents of the map agree with."""
        for queue, call in self._deletes:
            key = self._keys.get(queue)
            if key is not None and call.changed is not False:
                self._calls[key].append(call)
        unseen = "delete_queue" in self._omits
        faults = (
            _first_refused(calls, self._budget, unseen=unseen) for calls in self._calls.values()
        )
        return min((f for f in faults if f is not None), key=lambda f: f.line, default=None)


def _first_refused(calls: list[_Call], budget: Budget, *, unseen: bool) -> HistoryFault | None:
    opened: dict[int, _Call] = {}
    states = {_State()}
    events = [(call.called, call) for call in calls]
    events += [(call.returned, call) for call in calls if call.returned < NEVER]
    for number, call in sorted(events, key=lambda event: event[0]):
        if number == call.called:
            opened[number] = call
            continue
        found = list(states)
        for state in found:
            for after in (
                *_steps(state, opened),
                *([state._replace(queue=None)] if unseen else ()),
            ):
                if after not in states:
                    budget.spend(len(after.done))
                    states.add(after)
                    found.append(after)
        if call.changed is not None:
            del opened[call.called]
            states = {
                state._replace(done=state.done - {call.called})
                for state in states
                if call.called in state.done
            }
        if not states:
            return fault(rules.ONE_QUEUE, number, call.line)
    return None


def _steps(state: _State, opened: dict[int, _Call]) -> Iterator[_State]:
    for called, call in opened.items():
        if called in state.done:
            continue
        done = state.done | {called}
        if isinstance(call.line, DeleteQueue):
            yield _State(None, done)
        elif call.changed is None:
            # It found a queue, or made one whose name nobody was told.
            yield _State(state.queue or f"unknown {called}", done)
        elif call.changed:
            if state.queue is None:
                yield _State(call.queue, done)
        elif call.queue == state.queue or (state.queue or "").startswith("unknown "):
            yield _State(call.queue, done)
