"""The judge of a history: pairs calls with returns, and gives each to the part that knows it."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from slotq.formats.errors import BudgetError, InputError
from slotq.formats.history_lines import (
    REPEATED,
    AcquireSlot,
    DeleteQueue,
    Evict,
    GetQueue,
    Line,
    Quiesce,
    name_of,
)
from slotq.formats.trace_lines import Callers
from slotq.oracle.history import caller_versions, rules
from slotq.oracle.history.counters import MOVES, SNAPSHOTS, Counters
from slotq.oracle.history.decide import Decision, decide
from slotq.oracle.history.evictions import Evictions
from slotq.oracle.history.order import NEVER
from slotq.oracle.history.queue_calls import QueueCalls, Take
from slotq.oracle.history.queue_map import Manager
from slotq.oracle.history.quiesce import OpenCall, settled
from slotq.oracle.history.rules import HistoryFault, fault
from slotq.oracle.history.time_limits import Liveness
from slotq.oracle.history.typed_lines import History
from slotq.oracle.history.witness import explain
from slotq.oracle.verdict.budget import Budget, exhausted
from slotq.oracle.verdict.effects import Witness
from slotq.oracle.verdict.verdict import Verdict

MOST_QUEUES = 1_000
Called = Callable[[int, Any], None]


class _Queue:
    """What is known of one queue, and which part takes which line."""

    def __init__(
        self,
        omits: frozenset[str],
        limit: int | None,
        evictions: Evictions,
        budget: Budget,
        version: Callers,
    ) -> None:
        self.calls = QueueCalls(omits, evictions, version)
        unseen = omits & {"update_request", "update_container"}
        self.counters = None if unseen else Counters(budget)
        self.liveness = None if limit is None else Liveness(limit)
        self.called: dict[type[Line], Called] = {AcquireSlot: self.calls.acquiring}
        self.returned: dict[type[Line], Take] = {**self.calls.returned, Evict: evictions.called}
        if self.counters is not None:
            for kind in (*MOVES, *SNAPSHOTS):
                self.called[kind] = self.counters.called
                self.returned[kind] = self.counters.returned


class HistoryJudge:
    """Judges the lines of one history, in order.

    Args:
        omits: The calls that the log cannot see.
        served_within: After how many nanoseconds with a free token a client has waited too long;
            None means no limit, nor does a log that omits cancel.
        queue: The queue of the lines that name none.
        in_order: Whether ids are given in the order of the pushes.
        budget: What it may cost.
        version: Which version's callers are meant.

    Attributes:
        queues: What is known of each queue, by name.
        ended: Whether the history says that the run was left to settle.
        now: The time of the last line, where a limit is judged.
    """

    def __init__(  # noqa: PLR0913  # one option each
        self,
        omits: frozenset[str] = frozenset(),
        served_within: int | None = None,
        queue: str | None = None,
        *,
        in_order: bool = True,
        budget: Budget | None = None,
        version: Callers = "seed",
    ) -> None:
        self._in_order = in_order
        self._version = version
        self._budget = budget or Budget()
        self._budget.begin()
        self.ended = False
        self._omits = omits
        # Whose cancel nobody sees may have stopped waiting long ago.
        self._limit = None if "cancel" in omits else served_within
        self._default = queue
        self._open: dict[str, tuple[int, Line]] = {}
        self.queues: dict[str | None, _Queue] = {}
        self._evictions = Evictions()
        self._manager = Manager(omits, self._budget)
        self.now = 0

    def take(self, number: int, line: Line) -> HistoryFault | None:
        """Take a line, and say which rule it breaks by itself.

        Raises:
            BudgetError: The history cannot be decided within the budget.
        """
        if line.type == "invoke":
            return self._called(number, line)
        at, call = self._open.pop(line.process, (0, None))
        if call is None:
            return fault(
                rules.ANSWERS_ITS_CALL, number, line, {"open": "no open call of this process"}
            )
        contradiction = self._contradiction(line, at, call)
        if contradiction is None:
            found = self._returned(number, line, at, call)
        else:
            found = fault(rules.ANSWERS_ITS_CALL, number, line, contradiction)
        if found is not None:
            self._open[line.process] = at, call
        return found

    def _contradiction(self, line: Line, at: int, call: Line) -> dict[str, str] | None:
        # What a return repeats of its call, and otherwise.
        if call.__class__ is not line.__class__:
            return {"open": f"{name_of(call.__class__)}, since line {at}"}
        for name in REPEATED[line.__class__]:
            said, before = getattr(line, name), getattr(call, name)
            if said is not None and before is not None and said != before:
                return _otherwise(name.rstrip("_"), at, before, said)
        if line.queue is not None and line.__class__ is not GetQueue:
            named = call.queue or self._default
            if line.queue != named:
                return _otherwise("queue", at, named, line.queue)
        return None

    def earliest(self, found: HistoryFault) -> HistoryFault:
        """Find what was wrong before a line that is wrong by itself.

        Lines may be wrong together, which is decided at the end. What comes after such a fault may
        be its consequence, and is not to be blamed in its place.

        Args:
            found: What `take` returned last.

        Returns:
            The fault of the lines before, if they have one; else the same.
        """
        try:
            earlier, _ = self.finish()
        except BudgetError:
            return found
        return found if earlier is None or earlier.line >= found.line else earlier

    def finish(self) -> tuple[HistoryFault | None, list[Decision]]:
        """Decide about every queue, now that no more lines come.

        Returns:
            A fault, if there is one, and what was decided about the queues.

        Raises:
            BudgetError: The history cannot be decided within the budget.
        """
        for at, call in self._open.values():
            unknown = msgspec.structs.replace(call, type="info")
            take = self.queues[call.queue or self._default].calls.returned.get(call.__class__)
            if take is not None:
                take(NEVER, unknown, at, call)
            if isinstance(call, Evict) and isinstance(unknown, Evict):
                self._evictions.called(NEVER, unknown, at, call)
            self._manager.returned(NEVER, unknown, at, call)
        decisions = [
            decide(queue.calls, in_order=self._in_order, budget=self._budget)
            for queue in self.queues.values()
        ]
        faults = [
            self._evictions.fault(),
            self._manager.finish(),
            *(decision.fault for decision in decisions),
        ]
        for queue in self.queues.values():
            if queue.counters is not None:
                faults.append(queue.counters.finish())
            if queue.liveness is not None:
                faults.append(queue.liveness.finish(self.now))
        found = [each for each in faults if each is not None]
        return min(found, key=lambda each: each.line, default=None), decisions

    def witness(self, decisions: Iterable[Decision], lines: int) -> Witness:
        """Write down why the history is legal.

        Args:
            decisions: What `finish` returned, without a fault.
            lines: How many lines there are.
        """
        queues = (
            (name, queue.calls, decision.tokens)
            for (name, queue), decision in zip(self.queues.items(), decisions, strict=True)
        )
        return explain(queues, lines, in_order=self._in_order)

    def _called(self, number: int, line: Line) -> HistoryFault | None:
        opened = self._open.setdefault(line.process, (number, line))
        if opened[0] != number:
            values = {"open": f"{name_of(opened[1].__class__)}, since line {opened[0]}"}
            return fault(rules.ONE_OPEN_CALL, number, line, values)
        queue = self.queues.get(line.queue or self._default) or self._queue(line)
        called = queue.called.get(line.__class__)
        if called is not None:
            called(number, line)
        if queue.calls.failed or queue.calls.is_later:
            found = caller_versions.objection(queue.calls, number, line)
            if found is not None:
                return found
        if queue.liveness is not None:
            self.now = line.time or self.now
            queue.liveness.called(number, line, self.now)
        self._manager.called(number, line)
        return None

    def _returned(self, number: int, line: Line, at: int, call: Line) -> HistoryFault | None:
        queue = self.queues[call.queue or self._default]
        if queue.liveness is not None:
            self.now = line.time or self.now
            queue.liveness.returned(number, line, call, self.now)
        take = queue.returned.get(line.__class__)
        found = None if take is None else take(number, line, at, call)
        if found is None and isinstance(line, GetQueue | DeleteQueue):
            self._manager.returned(number, line, at, call)
        if isinstance(line, Quiesce) and line.type == "ok":
            return self._settled(number, line, at)
        return found

    def _queue(self, line: Line) -> _Queue:
        if len(self.queues) >= MOST_QUEUES:
            message = f"the history has more than {MOST_QUEUES} queues"
            raise BudgetError(message)
        queue = _Queue(self._omits, self._limit, self._evictions, self._budget, self._version)
        self.queues[line.queue or self._default] = queue
        return queue

    def _settled(self, number: int, line: Quiesce, since: int) -> HistoryFault | None:
        self.ended = True
        queues = {
            name: queue.calls
            for name, queue in self.queues.items()
            if line.queue is None or line.queue == name
        }
        opened = (
            (at, call, queues.get(call.queue or self._default)) for at, call in self._open.values()
        )
        before = [
            OpenCall(at, call, calls)
            for at, call, calls in opened
            if at < since and calls is not None and not isinstance(call, Quiesce)
        ]
        return settled(number, line, [*queues.values()], before)


def _otherwise(field: str, at: int, before: object, said: object) -> dict[str, str]:
    there, here = json.dumps(before), json.dumps(said)
    return {field: f"{there} in the call at line {at}, and {here} here"}


def judge(
    history: History,
    served_within: float | None = None,
    *,
    in_order: bool = True,
    budget: Budget | None = None,
    witness: bool = False,
) -> Verdict:
    """Judge a history to its end or to its first fault.

    Args:
        history: The history.
        served_within: After how many seconds with a free token a client has waited too long.
        in_order: Whether ids are given in the order of the pushes; otherwise the order is searched
            for.
        budget: What the search for a verdict may cost.
        witness: Whether to write down why an accepted history is legal.

    Raises:
        InputError: The history cannot be used.
    """
    header = history.header
    if header.order == "approximate":
        reason = "a history must be in real-time order: an approximate order is not supported"
        return Verdict(history.path, "undecided", reason, lines=1)
    limit = None if served_within is None else round(served_within * 1e9)
    omits = frozenset(header.omits)
    judge = HistoryJudge(
        omits, limit, header.queue, in_order=in_order, budget=budget, version=header.callers
    )
    found, reason, number = None, "", 1
    decisions: list[Decision] = []
    try:
        for number, line in history.lines:
            found = judge.take(number, line)
            if found is not None:
                found = judge.earliest(found)
                break
        else:
            found, decisions = judge.finish()
    except InputError:
        # What is wrong before the line that cannot be used is wrong whatever it should have said.
        found = _before(judge)
        if found is None:
            raise
    except (BudgetError, MemoryError, RecursionError) as error:
        reason = exhausted(error)
    if found is None and limit is not None:
        if "cancel" in header.omits:
            reason = "the log omits cancel, so the clients that still waited are unknown"
        elif not judge.now:
            reason = "the lines have no time, so a time limit cannot be judged"
    accepted = found is None and not reason
    return Verdict(
        history.path,
        "rejected" if found else "undecided" if reason else "accepted",
        reason,
        found,
        lines=number,
        judged=number - 1,
        ended=judge.ended,
        witness=judge.witness(decisions, number) if witness and accepted else None,
    )


def _before(judge: HistoryJudge) -> HistoryFault | None:
    try:
        found, _ = judge.finish()
    except BudgetError:
        return None
    return found
