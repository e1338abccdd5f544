"""A trace as a run: its lines, with the state of the queue that the specification has after each.

The state is known only where the log sees every step of the queue, in its order. Otherwise the
lines are drawn without it.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from slotq.formats.decoding import FormatError, decode_event, decode_header
from slotq.formats.errors import BudgetError, InputError
from slotq.formats.trace_lines import OTHER_ACTIONS, QUEUE_ACTIONS, Event, Header, names_of
from slotq.machine.slot_queue_steps import Dequeuer as Record
from slotq.oracle.check.excerpts import LineSource
from slotq.oracle.trace.incremental import IncrementalQueue
from slotq.oracle.trace.named_state import ENDED, dequeuer_of
from slotq.oracle.verdict.excerpt import cells
from slotq.oracle.verdict.verdict import Verdict
from slotq.pictures.page import escape
from slotq.pictures.run import (
    MOST_STEPS,
    Dequeuer,
    Snapshot,
    Step,
    draw_run,
    left_out,
    stand_of_canceller,
    stand_of_client,
    stand_of_dequeuer,
)

_FIRST = 2  # the line after the header
_NEWEST = 64  # so many tokens of a list are looked at
_ABSENT = Record()
_UNKNOWN = (
    "The list is not drawn: the log omits steps, has an approximate order or lacks its beginning, "
    "so the state after a line is not known."
)


class _Window(NamedTuple):
    """The lines that are drawn, all of one queue.

    Attributes:
        queue: The name of the queue.
        lines: The lines, with their numbers.
        before: How many of its lines come before them.
        after: How many come after them.
        counting: How many lines of its counters are passed over.
        others: The names of the other queues.
    """

    queue: str | None
    lines: Sequence[tuple[int, Event]]
    before: int
    after: int
    counting: int
    others: Sequence[str]


def write_run(verdict: Verdict, source: LineSource) -> Iterator[str]:
    """Draw a trace, up to its fault if it has one.

    Args:
        verdict: The verdict on it.
        source: Where its lines come from; if they are not to be had any more, nothing is drawn.
    """
    try:
        with source.lines() as lines:
            header = decode_header(next(lines, (0, b""))[1])
            window = _choose(_events(lines, verdict.lines), header, verdict)
        with source.lines() as lines:
            next(lines, None)
            states = _follow(_events(lines, verdict.lines), header, window, verdict)
    except (InputError, FormatError):
        return  # the file has changed meanwhile, or cannot be read further
    if window.lines:
        yield from _write(verdict, window, states)


def _events(lines: Iterable[tuple[int, bytes]], last: int) -> Iterator[tuple[int, Event]]:
    for number, line in lines:
        if number > last:
            return
        try:
            yield number, decode_event(line)
        except FormatError:
            return  # what comes after it is not judged either


def _choose(events: Iterable[tuple[int, Event]], header: Header, verdict: Verdict) -> _Window:
    # The last lines up to a fault; otherwise the first ones.
    fault = verdict.fault
    about_counters = fault is not None and fault.event.get("action") in names_of(OTHER_ACTIONS)
    queue = None if fault is None else fault.event.get("queue") or header.queue
    queues: dict[str | None, None] = {} if fault is None else {str(queue) if queue else None: None}
    found: deque[tuple[int, Event]] = deque(maxlen=MOST_STEPS if fault else None)
    count = counting = 0
    for number, event in events:
        name = event.queue or header.queue
        queues.setdefault(name)
        if name != next(iter(queues)):
            continue
        if isinstance(event, OTHER_ACTIONS) and not about_counters:
            counting += 1
            continue
        count += 1
        if fault is not None or count <= MOST_STEPS:
            found.append((number, event))
    chosen, *others = queues or [None]
    left = count - len(found)
    before, after = (0, left) if fault is None else (left, 0)
    return _Window(chosen, tuple(found), before, after, counting, [str(name) for name in others])


def _follow(
    events: Iterable[tuple[int, Event]], header: Header, window: _Window, verdict: Verdict
) -> list[Snapshot]:
    # The states before the first line of a window and after each of them; none if not known.
    if header.order != "exact" or set(header.omits) & names_of(QUEUE_ACTIONS):
        return []
    queue, states, expected = IncrementalQueue(), list[Snapshot](), _FIRST
    numbers = [number for number, _ in window.lines]
    fault = 0 if verdict.fault is None else verdict.fault.line
    try:
        for number, event in events:
            if number != expected or not numbers or number > numbers[-1]:
                break
            expected += 1
            if number == numbers[0]:
                states.append(_snapshot(queue, window))
            rule = queue.rules.get(event.__class__)
            ours = (event.queue or header.queue) == window.queue
            if rule is not None and ours and number != fault and not rule(event):
                break
            if len(states) <= len(numbers) and states and number == numbers[len(states) - 1]:
                states.append(_snapshot(queue, window))
    except BudgetError:
        return []
    return states if len(states) == len(numbers) + 1 else []


def _snapshot(queue: IncrementalQueue, window: _Window) -> Snapshot:
    mentioned = {getattr(event, "token", None) for _, event in window.lines}
    listed = tuple(queue.slots[-_NEWEST:])
    tokens = {*listed, *(token for token in mentioned if token is not None)}
    stands = {
        token: "free" if queue.is_free(token) else "closed" if queue.is_closed(token) else "won"
        for token in sorted(tokens)
        if token < queue.next_id
    }
    names = dict.fromkeys(name for _, event in window.lines for name in _processes(event))
    parts = {name: _stand(queue, name) for name in names}
    return Snapshot(listed, stands, parts, len(queue.slots) - len(listed))


def _stand(queue: IncrementalQueue, name: str) -> str:
    if name in queue.clients:
        return stand_of_client(queue.clients[name])
    if name.startswith("canceller-"):
        return stand_of_canceller(_dequeuer(queue, dequeuer_of(name)))
    if name.startswith("dequeuer-"):
        return stand_of_dequeuer(_dequeuer(queue, name))
    return "no call to finish"


def _dequeuer(queue: IncrementalQueue, name: str) -> Dequeuer:
    if name in queue.ended:
        return ENDED
    return queue.dequeuers.get(name) or _ABSENT


def _processes(event: Event) -> tuple[str, ...]:
    others = (getattr(event, name, None) for name in ("to", "dequeuer"))
    return (event.process, *(name for name in others if isinstance(name, str)))


def _write(verdict: Verdict, window: _Window, states: Sequence[Snapshot]) -> Iterator[str]:
    fault = 0 if verdict.fault is None else verdict.fault.line
    known = bool(states)
    steps = [
        _step(number, event, states[place + 1] if known else Snapshot(), wrong=number == fault)
        for place, (number, event) in enumerate(window.lines)
    ]
    yield f"<h2>{'The run up to the fault' if fault else 'The run'}</h2>"
    says = ["Each row is a line of the log: a filled circle is the process that takes the step."]
    if not known:
        says.append(_UNKNOWN)
    counts = {"before these": window.before, "after these": window.after}
    says.append(left_out({**counts, "about counters": window.counting}))
    if window.others:
        names = ", ".join(escape(name, 60) for name in window.others[:3])
        more = ", and others" if len(window.others) > 3 else ""  # noqa: PLR2004  # as above
        says.append(f"Nor are other queues: {names}{more}.")
    yield f"<p>{' '.join(filter(None, says))}</p>"
    yield from draw_run(states[0] if known else Snapshot(), steps)


def _step(number: int, event: Event, after: Snapshot, *, wrong: bool) -> Step:
    line = msgspec.to_builtins(event)
    action, _, said = cells(line, whole=False)[event.process].partition(" ")
    receiver = getattr(event, "to", None)
    if receiver is not None:
        said = f"{said} to {receiver}"
    note = "wrong" if wrong else ""
    return Step(str(number), _processes(event), action, said, after, wrong, note)
