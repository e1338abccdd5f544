"""What the calls of one queue say: collected line by line, held against all that one line shows.

Rules about the order of unseen steps need the whole history and are decided at its end, by `order`.
The rules here need only know which calls came before which returns.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from slotq.formats.history_lines import (
    AcquireSlot,
    Cancel,
    CloseSlot,
    Dequeue,
    Line,
    QueueSlot,
    StartDequeuer,
    WaitClosed,
    WaitTrigger,
)
from slotq.formats.trace_lines import Callers
from slotq.oracle.history import rules
from slotq.oracle.history.evictions import Evictions
from slotq.oracle.history.order import FOREVER, NEVER, Pick, Token
from slotq.oracle.history.rules import HistoryFault, fault

Seen = tuple[int, Line]  # a line with its number
Take = Callable[[int, Any, int, Any], HistoryFault | None]
"""What takes a return: its line number, the line, the call's line number, the call."""


class UnknownQueue(NamedTuple):
    """A queue_slot of unknown outcome.

    Attributes:
        called: The line of the call.
        returned: The line where it returned.
        process: The caller.
    """

    called: int
    returned: int
    process: str


class UnknownDequeue(NamedTuple):
    """A dequeue of unknown outcome.

    Attributes:
        called: The line of the call.
        returned: The line where it returned.
        process: The caller.
        dequeuer: The dequeuer.
    """

    called: int
    returned: int
    process: str
    dequeuer: str


class TokenCalls(Token):
    """A token, and the first lines that saw something of its fate.

    Attributes:
        tries: Calls that may have won it: line and process.
        lost: The first acquire_slot that failed.
        triggered: The first return that saw the trigger.
        acquired: The line where its winner's call returned.
        closed_from: The line of the close_slot that closed the slot.
        closes: Calls that may have closed the slot: line, on whose behalf, and whether that is who
            called.
        seen_closed: The first return that saw the slot closed.
        behalf: On whose behalf its winner acted, if not its own.
        handed: Whom an acquire on behalf of another told of it.
        acting: Of calls that may have won it, by line: whom it was for, and where it returned.
    """

    __slots__ = (
        "acquired",
        "acting",
        "behalf",
        "closed_from",
        "closes",
        "handed",
        "lost",
        "seen_closed",
        "tries",
        "triggered",
    )

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.tries: list[tuple[int, str]] = []
        self.lost: Seen | None = None
        self.acquired = NEVER
        self.triggered: Seen | None = None
        self.closed_from = NEVER
        self.closes: list[tuple[int, str, bool]] = []
        self.seen_closed: Seen | None = None
        self.behalf: str | None = None
        self.handed: tuple[str, ...] = ()
        self.acting: dict[int, tuple[str | None, int]] = {}

    def won_for(self, process: str | None) -> bool:
        """Whether a process has won it, or somebody on its behalf."""
        return bool(process) and process in {self.winner, self.behalf}


class DequeuerCalls:
    """A dequeuer.

    Attributes:
        owner: The client that started it; empty if none has yet.
        started: The line of the call.
        starts: Calls that may have started it: line and process.
        cancelled_from: The first line of a call that cancels it.
        canceller: The process that makes that call.
        done_by: The line by which its context was done.
        seen_done: The first return that saw that.
        picks: What it delivered, in order.
    """

    __slots__ = (
        "cancelled_from",
        "canceller",
        "done_by",
        "name",
        "owner",
        "picks",
        "seen_done",
        "started",
        "starts",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.owner = ""
        self.started = NEVER
        self.starts: list[tuple[int, str]] = []
        self.cancelled_from = NEVER
        self.canceller = ""
        self.done_by = FOREVER
        self.seen_done: Seen | None = None
        self.picks: list[Pick] = []


class QueueCalls:
    """Collects the calls of one queue.

    Args:
        omits: The calls that the log cannot see.
        evictions: Where returns that tell of an eviction are judged.
        version: Which version's callers are meant.

    Attributes:
        tokens: The tokens by id.
        dequeuers: The dequeuers by name.
        evictions: As given.
        unknown_queues: Calls that may have queued a slot.
        unknown_dequeues: Calls that may have received something.
        untold: Acquires of a token that no return told the process of: the call, and its line.
        closes_slots: Whether its clients close slots.
        failed: The tokens whose slot carries an error.
        is_later: Whether its callers are those of later versions.
    """

    def __init__(
        self,
        omits: frozenset[str] = frozenset(),
        evictions: Evictions | None = None,
        version: Callers = "seed",
    ) -> None:
        self.omits = omits
        self.tokens: dict[int, TokenCalls] = {}
        self.dequeuers: dict[str, DequeuerCalls] = {}
        self.evictions = evictions or Evictions()
        self.unknown_queues: list[UnknownQueue] = []
        self.unknown_dequeues: list[UnknownDequeue] = []
        self.untold: list[tuple[int, AcquireSlot]] = []
        self.closes_slots = False
        self.failed: set[int] = set()
        self.is_later = version == "later"
        self.returned: dict[type[Line], Take] = {
            QueueSlot: self._queue_slot,
            StartDequeuer: self._start_dequeuer,
            Dequeue: self._dequeue,
            AcquireSlot: self._acquire_slot,
            Cancel: self._cancel,
            WaitTrigger: self._wait_trigger,
            CloseSlot: self._close_slot,
            WaitClosed: self._wait_closed,
        }

    def token(self, number: int) -> TokenCalls:
        """Find a token, or begin with it."""
        token = self.tokens.get(number)
        if token is None:
            token = self.tokens[number] = TokenCalls(number)
        return token

    def dequeuer(self, name: str) -> DequeuerCalls:
        """Find a dequeuer, or begin with it."""
        dequeuer = self.dequeuers.get(name)
        if dequeuer is None:
            dequeuer = self.dequeuers[name] = DequeuerCalls(name)
        return dequeuer

    def _queue_slot(
        self, number: int, line: QueueSlot, at: int, call: QueueSlot
    ) -> HistoryFault | None:
        if line.type == "info":
            self.unknown_queues.append(UnknownQueue(at, number, call.process))
        elif line.type == "ok" and line.token is not None:
            token = self.token(line.token)
            if token.called:
                return fault(
                    rules.ONE_ID, number, line, {"returned before": f"at line {token.returned}"}
                )
            token.called = at
            token.returned = number
            token.process = call.process
            if call.error or line.error:
                self.failed.add(token.id)
        return None

    def _start_dequeuer(
        self, number: int, line: StartDequeuer, at: int, call: StartDequeuer
    ) -> HistoryFault | None:
        if call.dequeuer is None or line.type == "fail":
            return None
        dequeuer = self.dequeuer(call.dequeuer)
        if line.type == "info":
            dequeuer.starts.append((at, call.process))
        elif dequeuer.owner:
            values = {"started before": f"by {dequeuer.owner}, at line {dequeuer.started}"}
            return fault(rules.STARTED_ONCE, number, line, values)
        else:
            dequeuer.owner = call.process
            dequeuer.started = at
        return None

    def _dequeue(self, number: int, line: Dequeue, at: int, call: Dequeue) -> HistoryFault | None:
        if call.dequeuer is None:
            return None
        if line.type == "ok" and line.token is not None:
            dequeuer = self.dequeuer(call.dequeuer)
            if dequeuer.owner != call.process and not self.started(dequeuer, call.process):
                values = {"started": f"by {dequeuer.owner}" if dequeuer.owner else "by no call"}
                return fault(rules.STARTED, number, line, values)
            token = self.token(line.token)
            pick = Pick(token, call.process, call.dequeuer, at, number)
            pick.high = min(number, dequeuer.done_by) - 1
            dequeuer.picks.append(pick)
            token.picks.append(pick)
        elif line.type == "info":
            unknown = UnknownDequeue(at, number, call.process, call.dequeuer)
            self.unknown_dequeues.append(unknown)
        elif line.reason == "ctx_done":
            dequeuer = self.dequeuer(call.dequeuer)
            dequeuer.done_by = min(dequeuer.done_by, number)
            dequeuer.seen_done = dequeuer.seen_done or (number, line)
        return None

    def started(self, dequeuer: DequeuerCalls, process: str) -> bool:
        """Whether a process started a dequeuer, perhaps by a call whose outcome is unknown."""
        if dequeuer.owner == process:
            return True
        if "start_dequeuer" in self.omits and dequeuer.owner in ("", process):
            dequeuer.owner, dequeuer.started = process, 0
            return True
        for at, starter in dequeuer.starts:
            if starter == process and not dequeuer.owner:
                dequeuer.owner, dequeuer.started = process, at
                return True
        return False

    def told(self, process: str, token: Token) -> bool:
        """Whether a return told a process of a token, or another process that it acts for."""
        if token.process == process or any(pick.process == process for pick in token.picks):
            return True
        return isinstance(token, TokenCalls) and process in token.handed

    def acquiring(self, number: int, line: AcquireSlot) -> None:
        """Take a call of acquire_slot, for a process that knows the token by now or not."""
        del number
        if line.for_ is not None and line.token is not None:
            token = self.token(line.token)
            if self.told(line.for_, token):
                token.handed = (*token.handed, line.process)

    def _acquire_slot(
        self, number: int, line: AcquireSlot, at: int, call: AcquireSlot
    ) -> HistoryFault | None:
        if call.token is None:
            return None
        token = self.token(call.token)
        if line.type == "ok" and token.winner:
            values = {"won before": f"by {token.winner}, who called at line {token.won_from}"}
            return fault(rules.ONE_WINNER, number, line, values)
        if token.process != call.process and not self.told(call.process, token):
            self.untold.append((at, call))
            token.handed = (*token.handed, call.process)
        if line.type == "ok":
            token.winner, token.behalf = call.process, call.for_
            token.won_from = at
            token.gone_by = token.acquired = number
        elif line.type == "info":
            token.tries.append((at, call.process))
            token.acting[at] = call.for_, number
        elif token.lost is None:
            token.lost = number, line
        return None

    def _cancel(self, number: int, line: Cancel, at: int, call: Cancel) -> HistoryFault | None:
        if call.dequeuer is None or line.type == "fail":
            return None
        dequeuer = self.dequeuer(call.dequeuer)
        if at < dequeuer.cancelled_from:
            dequeuer.cancelled_from, dequeuer.canceller = at, call.process
        if line.type == "ok":
            dequeuer.done_by = min(dequeuer.done_by, number)
        return None

    def _wait_trigger(
        self, number: int, line: WaitTrigger, _: int, call: WaitTrigger
    ) -> HistoryFault | None:
        if call.token is None or line.type != "ok":
            return None
        if line.reason == "trigger":
            token = self.token(call.token)
            token.triggered = token.triggered or (number, line)
        elif line.reason == "evict" and "evict" not in self.omits:
            self.evictions.seen(number, call.process, line)
        return None

    def _close_slot(
        self, number: int, line: CloseSlot, at: int, call: CloseSlot
    ) -> HistoryFault | None:
        if call.token is None:
            return None
        self.closes_slots = True
        token = self.token(call.token)
        if line.type == "info":
            token.closes.append((at, call.process, True))
            if call.for_ is not None:
                token.closes.append((at, call.for_, False))
        elif line.type == "fail":
            token.seen_closed = token.seen_closed or (number, line)
        else:
            if not token.winner:
                names = {call.process, call.for_} - {None}
                for tried, process in token.tries:
                    behalf, _ = token.acting[tried]
                    if not names.isdisjoint({process, behalf}):
                        token.winner, token.behalf = process, behalf
                        token.won_from = min(tried, token.won_from)
            is_winner = token.won_for(call.process) or token.won_for(call.for_)
            if not is_winner or token.closed_from != NEVER:
                values = {"winner": token.winner or "nobody"}
                if token.closed_from != NEVER:
                    values["closed before"] = f"by the call at line {token.closed_from}"
                return fault(rules.CLOSED_BY_WINNER, number, line, values)
            token.closed_from = at
        return None

    def _wait_closed(
        self, number: int, line: WaitClosed, _: int, call: WaitClosed
    ) -> HistoryFault | None:
        if call.token is not None and line.type == "ok":
            token = self.token(call.token)
            token.seen_closed = token.seen_closed or (number, line)
        return None
