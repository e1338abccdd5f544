"""What can be wrong with a history: each rule with its name, whose it is, and its sentence."""

from typing import Literal, NamedTuple

import msgspec

from slotq.formats.history_lines import Line
from slotq.oracle.verdict import codes
from slotq.oracle.verdict.codes import Code
from slotq.oracle.verdict.verdict import Fault, write_line


class Rule(NamedTuple):
    """A rule of legal histories.

    Attributes:
        name: Its name.
        blame: The party that breaks it, the queue or its caller.
        sentence: What must hold.
    """

    name: str
    blame: Literal["queue", "caller"]
    sentence: str


ONE_OPEN_CALL = Rule("one-open-call", "caller", "a process has one open call at a time")
ANSWERS_ITS_CALL = Rule(
    "answers-its-call",
    "caller",
    "a return answers the open call, and the fields that it repeats have the call's values",
)
KNOWN_TOKEN = Rule(
    "known-token",
    "caller",
    "a process acquires only a token that was queued by or delivered to it or the process in the "
    'field "for"',
)
STARTED = Rule("started", "caller", "a process receives only from a dequeuer that it started")
STARTED_ONCE = Rule("started-once", "caller", "a dequeuer is started once")
ONE_ID = Rule("one-id", "queue", "each queue_slot gives an id of its own")
QUEUED = Rule("queued", "queue", "ids count from 0, and each belongs to a queue_slot")
ONE_WINNER = Rule("one-winner", "queue", "a token is won once")
LOST_TO_WINNER = Rule(
    "lost-to-winner", "queue", "an acquire_slot fails only after a different call has won the token"
)
TRIGGERED = Rule(
    "triggered", "queue", "a trigger is seen closed only after the winner's acquire_slot was called"
)
EVICTED = Rule("evicted", "caller", "a container is evicted only after its evict was called")
CLOSED_BY_WINNER = Rule(
    "closed-by-winner", "caller", "a slot is closed once, by its winner or on behalf of its winner"
)
LET_GO = Rule(
    "let-go",
    "caller",
    "a process that queued a slot with an error neither waits for its token nor acquires it",
)
NO_ERROR = Rule(
    "no-error", "caller", "callers of later versions queue no slot that carries an error"
)
LEFT_OPEN = Rule("left-open", "caller", "a container of later versions does not close its own slot")
CLOSED_BEFORE = Rule(
    "closed-before", "caller", "a slot is seen closed only after its close_slot was called"
)
CANCELLED = Rule("cancelled", "queue", "a context is seen done only after its cancel was called")
PUSH_ORDER = Rule(
    "push-order",
    "queue",
    "a token is appended inside its queue_slot, before every newer token and before its own picks",
)
NEWEST = Rule(
    "newest",
    "queue",
    "a token is delivered only if it was the newest listed token at some instant after the "
    "previous delivery of its dequeuer, before this delivery and before the cancel",
)
REMOVED = Rule(
    "removed",
    "queue",
    "a token is listed at each of its picks, and removed inside its winner's call, before its "
    "trigger is seen closed",
)
COUNTED = Rule(
    "counted",
    "caller",
    "a snapshot shows the counters at one instant, between any two enters and exits",
)
NEEDED = Rule("needed", "caller", "needed is isNewContainerNeeded of the snapshot in the same line")
RETURNED = Rule(
    "returned",
    "queue",
    "at quiescence, every call that needs nothing from other processes has returned",
)
CALLER_RETURNED = Rule(
    "caller-returned",
    "caller",
    "at quiescence, every call that needs nothing from other processes has returned",
)
WAIT_ENDED = Rule(
    "wait-ended", "caller", "at quiescence, every wait whose condition holds has returned"
)
CLOSED_IN_THE_END = Rule(
    "closed-in-the-end", "caller", "at quiescence, every slot that was won is closed"
)
ENDED = Rule(
    "ended", "queue", "at quiescence, the dequeuers that live are those whose context is not done"
)
AWAKE = Rule("awake", "queue", "at quiescence, no client waits while a token is free")
SERVED = Rule(
    "served", "queue", "a waiting dequeuer is served within the limit while a token is free"
)
IN_MAP = Rule("in-map", "caller", "a queue is not used after it was deleted")
ONE_QUEUE = Rule(
    "one-queue",
    "caller",
    "the manager returns the queue of a key, and makes it only if there is none",
)


class HistoryFault(Fault, frozen=True):
    """A rule that a history breaks.

    Attributes:
        rule: The rule's name; its sentence is the guard.
        calls: A smallest set of calls that shows it, as lines of the log: removing any one of them
            would leave calls that can be ordered.
        smallest: Whether the set is known to be that small.
    """

    rule: str = ""
    calls: tuple[dict[str, object], ...] = ()
    smallest: bool = False

    @property
    def code(self) -> Code:
        """What it is, for a table of all that can be wrong."""
        return codes.of_rule(self.rule)

    def details(self) -> list[str]:
        """Write what is wrong as lines of plain text."""
        lines = [f"  the line  {write_line(self.event)}", f"  breaks    {self.rule}: {self.guard}"]
        lines += [f"  where     {name} = {value}" for name, value in self.values.items()]
        lines += [
            f"  {'of these' if n else 'calls   '}  {write_line(c)}"
            for n, c in enumerate(self.calls)
        ]
        lines += [f"  instead   {write_line(line)}" for line in self.possible]
        if self.left_out:
            lines.append(f"  and {self.left_out} more")
        return lines


def fault(
    rule: Rule, number: int, line: Line, values: dict[str, str] | None = None
) -> HistoryFault:
    """Say that a line breaks a rule."""
    return HistoryFault(
        line=number,
        event=msgspec.to_builtins(line),
        blame=rule.blame,
        guard=rule.sentence,
        values=values or {},
        rule=rule.name,
    )
