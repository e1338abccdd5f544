"""Why a line of a tracker, of a counter or of the launcher is wrong, in the words of Scaling.tla.

Nothing here decides: `Counting` does. A tracker that moves out of order and a launcher that decides
wrongly are the caller's fault, since both are the agent's; a counter that counts wrongly is the
queue's.
"""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

import msgspec

from slotq.formats import trace_lines
from slotq.machine.scaling import CONTAINER, REQUEST, STATES, UINT64
from slotq.oracle.trace.counting import Counting, Move, moves
from slotq.oracle.verdict.verdict import Fault, Line

_MOST_LISTED = 20
_NAMES = ("request", "container")
_SETS = ("Requests", "Containers")
_ACTIONS = (
    (trace_lines.RequestMove, trace_lines.RequestEnter, trace_lines.RequestExit),
    (trace_lines.ContainerMove, trace_lines.ContainerEnter, trace_lines.ContainerExit),
)
AnyMove = trace_lines.RequestMove | trace_lines.ContainerMove
AnyEnter = trace_lines.RequestEnter | trace_lines.ContainerEnter
AnyExit = trace_lines.RequestExit | trace_lines.ContainerExit
Counted = AnyMove | AnyEnter | AnyExit | trace_lines.LaunchCheck


class _Condition(NamedTuple):
    guard: str
    holds: bool
    values: dict[str, str]
    blame: Literal["queue", "caller"] = "caller"


class _Field(NamedTuple):
    # A field of a line, and what it must say.
    name: str
    said: object
    expected: object


def find(counting: Counting, number: int, event: Counted) -> Fault | None:
    """Say why the step of a line is not allowed, or None if it is.

    Args:
        counting: The state before it.
        number: The line's number.
        event: The line.
    """
    for condition, field in _conditions(counting, event):
        if not condition.holds:
            name, said, expected = field or (None, None, None)
            return Fault(
                line=number,
                event=msgspec.to_builtins(event),
                blame=condition.blame,
                guard=condition.guard,
                values=condition.values,
                field=name,
                said=said,
                expected=expected,
                possible=tuple(_possible(counting, event)),
            )
    return None


def unfinished(counting: Counting, number: int, event: trace_lines.End) -> Fault | None:
    """Find a move whose counters have not been changed, at the end of a log."""
    lines = [_rest(counting, process) for process in islice(counting.moving, _MOST_LISTED)]
    if not lines:
        return None
    process, move = next(iter(counting.moving.items()))
    return Fault(
        line=number,
        event=msgspec.to_builtins(event),
        blame="caller",
        guard=f"~ENABLED {lines[0]['action']}(p)",
        values={"p": json.dumps(process), "moving[p]": _record(move)},
        possible=tuple(lines[:1]),
        others=tuple(lines[1:]),
        left_out=len(counting.moving) - len(lines),
    )


Conditions = Iterator[tuple[_Condition, _Field | None]]


def _conditions(counting: Counting, event: Counted) -> Conditions:
    if isinstance(event, AnyMove):
        return _of_move(counting, event)
    if isinstance(event, trace_lines.LaunchCheck):
        return _of_snapshot(counting, event)
    return _of_counter(counting, event)


def _ready(counting: Counting, process: str) -> _Condition:
    move = counting.moving.get(process)
    values = {"p": json.dumps(process), "moving[p]": _record(move)}
    return _Condition("moving[p] = Nothing", move is None, values)


def _of_move(counting: Counting, event: AnyMove) -> Conditions:
    kind = REQUEST if isinstance(event, trace_lines.RequestMove) else CONTAINER
    letter, name = "rc"[kind], _NAMES[kind]
    yield _ready(counting, event.process), None
    before = f"{name}State[{letter}]"
    source = counting.state(kind, event.object)
    values = {letter: json.dumps(event.object), before: json.dumps(source)}
    if event.from_ is not None:
        holds = event.from_ == source
        field = _Field("from", event.from_, source)
        yield _Condition(f"from = {before}", holds, values), field
    allowed = (source, event.state) in moves(kind)
    values |= {"s": json.dumps(event.state)}
    guard = f"ok = {name.capitalize()}MayMove({before}, s)"
    yield _Condition(guard, event.ok is allowed, values), _Field("ok", event.ok, allowed)


def _of_counter(counting: Counting, event: AnyEnter | AnyExit) -> Conditions:
    kind = REQUEST if isinstance(event, _ACTIONS[REQUEST]) else CONTAINER
    step = "enter" if isinstance(event, AnyEnter) else "exit"
    move = counting.moving.get(event.process)
    values = {"p": json.dumps(event.process), "moving[p]": _record(move)}
    of = move is not None and move.kind == kind
    yield _Condition(f"moving[p].of \\in {_SETS[kind]}", of, values), None
    if move is None:
        return
    yield _Condition(f'moving[p].step = "{step}"', move.step == step, values), None
    rest = _rest(counting, event.process)
    place = "to" if step == "enter" else "from"
    state = _Field("state", event.state, rest["state"])
    yield _Condition(f"state = moving[p].{place}", state.said == state.expected, values), state
    count = f"{_NAMES[kind]}Count"
    values |= {f"{count}[{json.dumps(event.state)}]": str(counting.counts[kind][event.state])}
    field = _Field("count", event.count, rest["count"])
    guard = f"count = {count}'[moving[p].{place}]"
    yield _Condition(guard, field.said == field.expected, values, "queue"), field


def _of_snapshot(counting: Counting, event: trace_lines.LaunchCheck) -> Conditions:
    yield _ready(counting, event.process), None
    values = {}
    requests = {str(state): count for state, count in event.request.items()}
    containers = {str(state): count for state, count in event.container.items()}
    shown = zip(_NAMES, counting.shown(event), (requests, containers), strict=True)
    for name, counts, said in shown:
        values[f"{name}Count"] = _function(counts)
        expected = {"none": 0, **counts}
        holds = said.items() <= expected.items()
        yield _Condition(f"{name} = {name}Count", holds, dict(values)), _Field(name, said, expected)
    needed = _Field("needed", event.needed, counting.needed(event))
    holds = needed.said == needed.expected
    yield _Condition("needed = IsNewContainerNeeded", holds, values), needed


def _rest(counting: Counting, process: str) -> Line:
    # How a process continues its move.
    move = counting.moving[process]
    entering = move.step == "enter"
    state = move.target if entering else move.source
    return {
        "process": process,
        "action": _ACTIONS[move.kind][1 if entering else 2].__name__,
        "state": state,
        "count": (counting.counts[move.kind][state] + (1 if entering else -1)) % UINT64,
    }


def _possible(counting: Counting, event: Counted) -> Iterator[Line]:
    who: Line = {"process": event.process}
    if event.process in counting.moving:
        yield _rest(counting, event.process)
    elif isinstance(event, trace_lines.LaunchCheck):
        requests, containers = counting.shown(event)
        yield who | {
            "action": "LaunchCheck",
            "request": {"none": 0, **requests},
            "container": {"none": 0, **containers},
            "needed": counting.needed(event),
        }
    elif isinstance(event, AnyMove):
        kind = REQUEST if isinstance(event, trace_lines.RequestMove) else CONTAINER
        source = counting.state(kind, event.object)
        for target in STATES[kind][1:]:
            yield who | {
                "action": type(event).__name__,
                "object": event.object,
                "from": source,
                "state": target,
                "ok": (source, target) in moves(kind),
            }


def _function(counts: dict[str, int]) -> str:
    return f"[{', '.join(f'{state} |-> {count}' for state, count in counts.items())}]"


def _record(move: Move | None) -> str:
    if move is None:
        return "Nothing"
    return (
        f'[step |-> "{move.step}", of |-> {json.dumps(move.object)},'
        f' from |-> "{move.source}", to |-> "{move.target}"]'
    )
