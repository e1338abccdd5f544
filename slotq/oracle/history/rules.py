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
        blame: Who breaks it, the queue or its caller.
        sentence: What must hold.
    """

    name: str
    blame: Literal["queue", "caller"]
    sentence: str


ONE_OPEN_CALL = Rule("one-open-call", "caller", "a process has one open call at a time")
ANSWERS_ITS_CALL = Rule(
    "answers-its-call", "caller", "a return answers the open call, and repeats of it what it said"
)
KNOWN_TOKEN = Rule(
    "known-token",
    "caller",
    "a process acquires only a token that it queued or was delivered, or that the process did "
    'which its call names in "for"',
)
STARTED = Rule("started", "caller", "a process receives only from a dequeuer that it started")
STARTED_ONCE = Rule("started-once", "caller", "a dequeuer is started once")
ONE_ID = Rule("one-id", "queue", "each queue_slot gives an id of its own")
QUEUED = Rule("queued", "queue", "ids count from 0, and each belongs to a queue_slot")
ONE_WINNER = Rule("one-winner", "queue", "a token is won once")
LOST_TO_WINNER = Rule(
    "lost-to-winner", "queue", "an acquire_slot fails only after somebody else has won the token"
)
TRIGGERED = Rule(
    "triggered", "queue", "a trigger is seen only after the winner has closed it, in its call"
)
EVICTED = Rule("evicted", "caller", "a container is evicted only after an evict of it was called")
CLOSED_BY_WINNER = Rule(
    "closed-by-winner", "caller", "a slot is closed once, by its winner or on the winner's behalf"
)
LET_GO = Rule(
    "let-go",
    "caller",
    "who queued a slot that carries an error neither waits for its token nor acquires it",
)
NO_ERROR = Rule("no-error", "caller", "later versions queue no slot that carries an error")
LEFT_OPEN = Rule(
    "left-open", "caller", "a container of later versions does not close a slot that it won itself"
)
CLOSED_BEFORE = Rule(
    "closed-before", "caller", "a slot is seen closed only after its close_slot was called"
)
CANCELLED = Rule("cancelled", "queue", "a context is seen done only after its cancel was called")
PUSH_ORDER = Rule(
    "push-order",
    "queue",
    "a token is listed before every newer one and before its picks, inside its queue_slot",
)
NEWEST = Rule(
    "newest",
    "queue",
    "a token is delivered only if it was the newest listed one at some instant after its "
    "dequeuer's previous delivery, before this one and before the cancel",
)
REMOVED = Rule(
    "removed",
    "queue",
    "a token is listed at all its picks, and removed inside the winner's call before its trigger "
    "is seen",
)
COUNTED = Rule(
    "counted", "caller", "a snapshot shows the counters at an instant between enters and exits"
)
NEEDED = Rule(
    "needed", "caller", "needed is isNewContainerNeeded of the snapshot that comes with it"
)
RETURNED = Rule(
    "returned", "queue", "a call that ends by itself has returned once the run has settled"
)
CALLER_RETURNED = Rule(
    "caller-returned", "caller", "a call that ends by itself has returned once the run has settled"
)
WAIT_ENDED = Rule(
    "wait-ended", "caller", "a wait returns after what it waited for, once the run has settled"
)
CLOSED_IN_THE_END = Rule(
    "closed-in-the-end", "caller", "a slot is closed by its winner once the run has settled"
)
ENDED = Rule("ended", "queue", "a dequeuer whose context is done ends")
AWAKE = Rule("awake", "queue", "nobody waits while a token is free once the run has settled")
SERVED = Rule(
    "served", "queue", "a waiting dequeuer is served within the limit while a token is free"
)
IN_MAP = Rule("in-map", "caller", "a queue that was deleted is not used any more")
ONE_QUEUE = Rule("one-queue", "caller", "the manager finds the queue of a key, or makes it")


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
