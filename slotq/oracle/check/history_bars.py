"""A history as bars: each call from its line to that of its return, with points of effect.

The points are those of the witness, where a history is accepted. Where it is rejected, the calls
that have no order are marked.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from slotq.formats.decoding import FormatError, decode
from slotq.formats.errors import InputError
from slotq.formats.history_lines import ANY_LINE, Line, name_of
from slotq.formats.trace_lines import Header
from slotq.oracle.check.excerpts import LineSource
from slotq.oracle.history.rules import HistoryFault
from slotq.oracle.verdict.effects import Step
from slotq.oracle.verdict.excerpt import cells, count_lines
from slotq.oracle.verdict.verdict import Verdict
from slotq.pictures.lanes import Mark, Row, draw
from slotq.pictures.page import code, escape
from slotq.pictures.run import MOST_STEPS, Snapshot, left_out, write_list

_COUNTING = frozenset({"update_request", "update_container", "get_stats", "is_idle", "signal"})
_MANAGING = frozenset({"get_queue", "delete_queue"})
_DEQUEUERS = "dequeuers"
_WORDS = {
    "invoke": "calls",
    "ok": "returns from",
    "fail": "returns, without effect, from",
    "info": "has an unknown outcome of",
}
_STANDS = {"Queue": "free", "Win": "won", "Close": "closed"}

_header = msgspec.json.Decoder(Header)
_line: msgspec.json.Decoder[Line] = msgspec.json.Decoder(ANY_LINE)


class _Entry(NamedTuple):
    """A line that is drawn.

    Attributes:
        number: Its number.
        line: The line.
        place: Its place among those that could be drawn.
        open: The lines of the calls that are under way after it, by process.
    """

    number: int
    line: Line
    place: int
    open: Mapping[str, int]


class _Window(NamedTuple):
    """The lines that are drawn, all of one queue, and how many are not."""

    entries: Sequence[_Entry]
    left: int
    passed: int
    queue: str | None


def write_bars(verdict: Verdict, source: LineSource) -> Iterator[str]:
    """Draw a history, up to its fault if it has one.

    Args:
        verdict: The verdict on it, with a witness if it is accepted.
        source: Where its lines come from; if they are not to be had any more, nothing is drawn.
    """
    try:
        with source.lines() as lines:
            header = decode(_header, next(lines, (0, b""))[1])
            window = _choose(_decoded(lines, verdict.lines), header, verdict)
    except (InputError, FormatError):
        return  # the file has changed meanwhile
    if not window.entries:
        return
    fault, witness = verdict.fault, verdict.witness
    steps = () if witness is None else witness.steps
    yield f"<h2>{'The calls up to the fault' if fault else 'The calls'}</h2>"
    says = ["Each row is a line of the log; a bar is a call, from its line to that of its return."]
    if steps:
        says.append("A point is an effect, in an order that explains every return.")
    elif witness is not None:
        says.append(f"Effects are not drawn: {escape(witness.reason)}.")
    if isinstance(fault, HistoryFault) and fault.calls:
        says.append("The calls that have no order are red.")
    where = "before these" if fault else "after these"
    says.append(left_out({where: window.left, "of other queues or about counters": window.passed}))
    yield f"<p>{' '.join(filter(None, says))}</p>"
    titles = ["call or return", "the list after an effect, oldest first"][: 1 + bool(steps)]
    yield from draw(list(_rows(window, verdict, steps)), titles, "The calls of the history")


def _decoded(lines: Iterable[tuple[int, bytes]], last: int) -> Iterator[tuple[int, Line]]:
    for number, line in lines:
        if number > last:
            return
        try:
            yield number, decode(_line, line)
        except FormatError:
            return  # what comes after it is not judged either


def _choose(lines: Iterable[tuple[int, Line]], header: Header, verdict: Verdict) -> _Window:
    # The last lines up to a fault, and those of the calls that show it; otherwise the first ones.
    fault = verdict.fault
    about = None if fault is None else fault.event.get("f")
    kept = _lines_of(fault)
    found: deque[tuple[int, Line, int]] = deque(maxlen=MOST_STEPS if fault else None)
    before: list[tuple[int, Line, int]] = []
    begun: dict[str, int] = {}  # calls that are under way where the last lines begin
    queues: dict[str, str | None] = {}  # of the open call of each process
    queue: str | None = _queue_of(fault, header)
    count = passed = 0
    for number, line in lines:
        if fault is not None and number > fault.line:
            break
        name = line.queue or header.queue
        if line.type == "invoke":
            queues[line.process] = name
        else:
            name = queues.pop(line.process, name)
        kind = name_of(line.__class__)
        if fault is None and not count:
            queue = name if kind not in _COUNTING | _MANAGING else queue
        others = name != queue and about not in _MANAGING
        if (others or (kind in _COUNTING and about not in _COUNTING)) and number not in kept:
            passed += 1
            continue
        count += 1
        if fault is None and count > MOST_STEPS:
            continue
        if len(found) == found.maxlen:
            _follow(begun, *found[0][:2])
            before += [found[0]] * (found[0][0] in kept)
        found.append((number, line, count))
    entries = (*_entries(before, {}), *_entries(found, begun))
    return _Window(entries, count - len(entries), passed, queue)


def _follow(opened: dict[str, int], number: int, line: Line) -> None:
    if line.type == "invoke":
        opened[line.process] = number
    else:
        opened.pop(line.process, None)


def _entries(lines: Iterable[tuple[int, Line, int]], opened: dict[str, int]) -> Iterator[_Entry]:
    for number, line, place in lines:
        _follow(opened, number, line)
        yield _Entry(number, line, place, dict(opened))


def _queue_of(fault: object, header: Header) -> str | None:
    named = fault.event.get("queue") if isinstance(fault, HistoryFault) else None
    return str(named) if named else header.queue


def _lines_of(fault: object) -> frozenset[int]:
    if not isinstance(fault, HistoryFault):
        return frozenset()
    numbers = (call.get(name) for call in fault.calls for name in ("line", "returned"))
    return frozenset(number for number in (*numbers, fault.line) if isinstance(number, int))


def _rows(window: _Window, verdict: Verdict, steps: Sequence[Step]) -> Iterator[Row]:
    fault = 0 if verdict.fault is None else verdict.fault.line
    bad = _bad_calls(verdict, window.entries)
    state, effects = Snapshot(()), deque(step for step in steps if step.queue == window.queue)
    width = 1 + bool(steps)
    for place, entry in enumerate(window.entries):
        number, line, _, calls = entry
        if place and entry.place > window.entries[place - 1].place + 1:
            count = entry.place - window.entries[place - 1].place - 1
            gap = f"{count_lines(count)} in between"
            yield Row("", {}, (gap, *[""] * (width - 1)), kind="gap")
        marks: dict[str, Mark] = dict.fromkeys(calls, "runs")
        marks[line.process] = "begins" if line.type == "invoke" else "ends"
        at = {line.process: number, **calls} if line.type == "invoke" else calls
        red = frozenset(name for name, call in at.items() if call in bad)
        if line.type != "invoke" and (number in bad or number == fault):
            red |= {line.process}
        said = (_say(line, wrong=number == fault), *[""] * (width - 1))
        yield Row(str(number), marks, said, number == fault, bad=red)
        last = place + 1 == len(window.entries)
        following = verdict.lines if last else window.entries[place + 1].number
        if last and window.left:
            return
        while effects and effects[0].after < following + last:
            step = effects.popleft()
            before, state = state, _after(state, step)
            yield _effect(step, calls, before, state)


def _bad_calls(verdict: Verdict, entries: Sequence[_Entry]) -> frozenset[int]:
    # The lines of the calls at fault, and of their returns.
    fault = verdict.fault
    if not isinstance(fault, HistoryFault):
        return frozenset()
    if fault.calls:
        return _lines_of(fault)
    process = str(fault.event.get("process"))
    called = [entry.open.get(process, 0) for entry in entries if entry.number < fault.line]
    return frozenset((*called[-1:], fault.line))


def _say(line: Line, *, wrong: bool) -> str:
    event = msgspec.to_builtins(line)
    word = _WORDS[event.pop("type")]
    call, _, rest = cells(event, whole=False)[line.process].partition(" ")
    mark = " <strong>&#9654; wrong</strong>" if wrong else ""
    return f"<b>{escape(line.process)}</b> {word} {code(call)} {escape(rest)}{mark}"


def _effect(step: Step, calls: Mapping[str, int], before: Snapshot, after: Snapshot) -> Row:
    marks: dict[str, Mark] = dict.fromkeys(calls, "runs")
    points = frozenset({step.process} & calls.keys()) if step.process else frozenset()
    if not points:
        marks[_DEQUEUERS] = "acts"
    about = [escape(step.dequeuer)] * (step.dequeuer is not None)
    about += [f"token={step.token}"] * (step.token is not None)
    whose = "" if step.line is None else f' <span class="quiet">of line {step.line}</span>'
    said = f"{code(step.action)} {' '.join(about)}{whose}"
    return Row("&#9679;", marks, (said, write_list(before, after)), points=points, kind="effect")


def _after(state: Snapshot, step: Step) -> Snapshot:
    listed, token = state.listed or (), step.token
    if token is None:
        return state
    tokens = state.tokens
    if step.action in _STANDS:
        tokens = {**tokens, token: _STANDS[step.action]}
    if step.action == "Queue":
        listed = (*listed, token)
    elif step.action == "Remove":
        listed = tuple(each for each in listed if each != token)
    return Snapshot(listed, tokens)
