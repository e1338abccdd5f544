"""A log in the terms of SlotQueueTrace: numbers for its names, records for its lines.

Nothing of a log gets through but numbers and words of ours. Its processes, dequeuers and trackers
are numbered in the order in which they appear, its actions and states are those of the format's
types, and what it says in free text is left out. What remains are typed values, which
`format_value` writes.

Each queue of a log is a log of its own here. An End that is about all queues ends each of them, and
then says nothing of the number of threads, which is the number for all of them together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from slotq.formats.errors import BudgetError
from slotq.formats.tla_values import Function, Value, function
from slotq.formats.trace_lines import (
    QUEUE_ACTIONS,
    CancellerWake,
    ContainerMove,
    ContainerState,
    End,
    Event,
    LaunchCheck,
    RequestMove,
    RequestState,
    names_of,
)
from slotq.machine.scaling import UINT64
from slotq.oracle.trace.alphabet import STEPS
from slotq.oracle.trace.counting import Counting
from slotq.oracle.trace.events import Log

MODULUS = 2**29
"""Where counters wrap for TLC, whose integers have 32 bits; those of a log wrap at 2^64."""
MOST_LINES = 50_000

_UNHEARD = -1
_LARGEST = 2**31 - 1
_LETTERS = {"p": "client", "d": "dequeuer", "t": "token", "o": "owner"}


@dataclass(slots=True)
class Sheet:
    """One queue's part of a log.

    Attributes:
        queue: The queue's name in the log.
        omitted: The actions of the queue that the log cannot see.
        lines: Its lines, as records.
        numbers: Their numbers in the log.
        names: The names of each kind, by number from 1 in the order of the mapping.
        appends: How many tokens it has.
    """

    queue: str | None
    omitted: frozenset[str] = frozenset()
    lines: list[Function] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    names: dict[str, dict[str, int]] = field(default_factory=dict)
    appends: int = 0

    def number(self, kind: str, name: str) -> int:
        """The number of a name."""
        known = self.names.setdefault(kind, {})
        return known.setdefault(name, len(known) + 1)

    def count(self, kind: str) -> int:
        """How many names of a kind there are."""
        return len(self.names.get(kind, ()))


class Translation:
    """The queues of a log, and what of it TLC does not look at.

    Args:
        log: The log; it is read to its end.
        until: The last line to look at; by default all.
        most: How many lines there may be.

    Attributes:
        sheets: The queues, in the order in which they appear.
        left_out: How many lines are left out, by action.

    Raises:
        InputError: The log cannot be used.
        BudgetError: It has too many lines.
    """

    def __init__(self, log: Log, until: int | None = None, most: int = MOST_LINES) -> None:
        self.left_out: dict[str, int] = {}
        self._sheets: dict[str | None, Sheet] = {}
        self._default = log.header.queue
        omits = frozenset(log.header.omits)
        self._omitted = omits & names_of(QUEUE_ACTIONS)
        counting = Counting(omits)
        # A snapshot is of both kinds: TLC cannot believe it of one and hold it to the other.
        self._counting = set(counting.rules) - ({LaunchCheck} if not all(counting.sees) else set())
        for number, event in log.events:
            if until is not None and number > until:
                break
            if number > most:
                message = f"the log has more than {most} lines, too many to give to TLC"
                raise BudgetError(message)
            self._take(number, event)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The queues."""
        return tuple(self._sheets.values())

    def _take(self, number: int, event: Event) -> None:
        kind = event.__class__
        if isinstance(event, End):
            self._end(number, event)
            return
        if kind in STEPS:
            sheet = self._sheet(event)
            record = _queue_step(sheet, event)
            if "owner" in record:
                _add(sheet, number, "HandOver", record)
                record = {name: record[name] for name in record if name != "owner"}
        elif kind in self._counting:
            sheet = self._sheet(event)
            record = _counting_step(sheet, event)
        else:
            self.left_out[kind.__name__] = self.left_out.get(kind.__name__, 0) + 1
            return
        _add(sheet, number, kind.__name__, record)

    def _sheet(self, event: Event) -> Sheet:
        name = self._default if event.queue is None else event.queue
        return self._sheets.setdefault(name, Sheet(name, self._omitted))

    def _end(self, number: int, event: End) -> None:
        if event.queue is not None or not self._sheets:
            sheets = [self._sheet(event)]
        else:
            sheets = list(self._sheets.values())
        live: dict[str, Value] = {"live": bounded(event.live_dequeuer_threads)}
        for sheet in sheets:
            _add(sheet, number, "End", live if len(sheets) == 1 else {})


def _add(sheet: Sheet, number: int, action: str, record: Mapping[str, Value]) -> None:
    sheet.lines.append(Function({"action": action, **record}))
    sheet.numbers.append(number)


def bounded(number: int) -> int:
    """A number of a log for TLC; one that is too large is one that nothing equals."""
    return number if number <= _LARGEST else _UNHEARD


def counter(number: int) -> int:
    """The value of a counter, which wraps elsewhere."""
    if number < MODULUS // 2:
        return number
    below = UINT64 - number
    return MODULUS - below if below <= MODULUS // 2 else _UNHEARD


def _queue_step(sheet: Sheet, event: Event) -> dict[str, Value]:
    step = STEPS[event.__class__]
    record: dict[str, Value] = {}
    for letter, name in zip(step.parameters, step.named, strict=True):
        said = getattr(event, name)
        kind = _LETTERS[letter]
        if kind == "owner":
            if said is not None:
                record[kind] = sheet.number("client", said)
        elif kind == "token":
            record[kind] = bounded(said)
        else:
            if isinstance(event, CancellerWake):
                said = _dequeuer_of(said)
            record[kind] = sheet.number(kind, said)
    for shown in step.shown:
        said = getattr(event, shown.field)
        if said is not None:
            record[shown.field] = said if isinstance(said, bool) else bounded(said)
    sheet.appends += event.__class__.__name__ == "QueueAppend"
    return record


def _dequeuer_of(canceller: str) -> str:
    kind, dash, rest = canceller.partition("-")
    return f"dequeuer-{rest}" if kind == "canceller" and dash else f"the dequeuer of {canceller}"


def _counting_step(sheet: Sheet, event: Event) -> dict[str, Value]:
    record: dict[str, Value] = {"mover": sheet.number("mover", event.process)}
    if isinstance(event, LaunchCheck):
        record["request"] = _snapshot(event.request)
        record["container"] = _snapshot(event.container)
        record["needed"] = event.needed
        return record
    if isinstance(event, RequestMove | ContainerMove):
        kind = "request" if isinstance(event, RequestMove) else "container"
        number = sheet.number(kind, event.object)
        # Scaling knows by the set that it is in whether something is a request or a container.
        record |= {"object": number if kind == "request" else -number, "ok": event.ok}
        if event.from_ is not None:
            record["from"] = event.from_
    fields: dict[str, str | int] = msgspec.to_builtins(event)
    record["state"] = fields["state"]
    if "count" in fields:
        record["count"] = counter(int(fields["count"]))
    return record


def _snapshot(counts: Mapping[RequestState, int] | Mapping[ContainerState, int]) -> Value:
    return function({state: counter(count) for state, count in counts.items()})
