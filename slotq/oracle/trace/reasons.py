"""Why a step was not allowed: the values behind a guard, and what would have been allowed.

Nothing here decides: what would have been allowed is what the machine's functions allow in the same
state, written as the lines that would say so.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from slotq.formats import trace_lines
from slotq.machine import slot_queue_steps
from slotq.machine.kernel import Disabled
from slotq.machine.slot_queue_steps import NO_CLIENT, NO_TOKEN, Client, Dequeuer, State
from slotq.oracle.trace.alphabet import (
    CLIENT_PROMISES,
    DEQUEUER_PROMISES,
    SLEEPERS,
    STEPS,
    Arguments,
)
from slotq.oracle.trace.named_state import Processes
from slotq.oracle.verdict.verdict import Line

_MOST_SHOWN = 10
_WORD = re.compile(r"(?<!\")\b([A-Za-z]+)(?:\[([pdo])\])?")
LIVE = '{e \\in Dequeuers : dequeuer[e] \\in {"lock", "asleep", "offering"}}'


def _braces(items: Iterable[object], opening: str = "{", closing: str = "}") -> str:
    shown = [str(item) for item in items]
    if len(shown) > _MOST_SHOWN:
        shown = ["...", *shown[-_MOST_SHOWN:]]
    return f"{opening}{', '.join(shown)}{closing}"


def _newest(bits: int) -> list[int]:
    found: list[int] = []
    while bits and len(found) <= _MOST_SHOWN:
        found.append(bits.bit_length() - 1)
        bits ^= 1 << found[-1]
    return found


def _tokens(bits: int) -> str:
    return _braces(reversed(_newest(bits)))


def _names(processes: Processes, chosen: Callable[[Dequeuer], bool]) -> str:
    return _braces(
        json.dumps(name)
        for name, record in zip(processes.dequeuers, processes.state.dequeuers, strict=True)
        if name is not None and chosen(record)
    )


def _token(token: int) -> str:
    return "None" if token == NO_TOKEN else str(token)


_OF_CLIENT: dict[str, Callable[[Client], str]] = {
    "known": lambda client: _tokens(client.known),
    "doing": lambda client: json.dumps(client.doing),
    "hand": lambda client: _token(client.hand),
}
_OF_DEQUEUER: dict[str, Callable[[Dequeuer], str]] = {
    "dequeuer": lambda record: json.dumps(record.dequeuer),
    "isWaiting": lambda record: str(record.is_waiting).upper(),
    "item": lambda record: _token(record.item),
    "canceller": lambda record: json.dumps(record.canceller),
}
_OF_QUEUE: dict[str, Callable[[State], str]] = {
    "slots": lambda state: _braces(state.slots, "<<", ">>"),
    "nextId": lambda state: str(state.next_id),
    "busy": lambda state: _tokens(state.busy),
    "closed": lambda state: _tokens(state.closed),
    "Listed": lambda state: _braces(state.slots),
    "Newest": lambda state: _token(state.slots[-1] if state.slots else NO_TOKEN),
}


def values(text: str, processes: Processes, parameters: dict[str, int]) -> dict[str, str]:
    """Look up everything that an expression of the specification mentions.

    Args:
        text: The expression, where p is a client, d a dequeuer and t a token.
        processes: The state.
        parameters: Which ones they are.
    """
    found = {
        letter: _parameter(processes, letter, number)
        for letter, number in parameters.items()
        if letter != "o" or "[o]" in text
    }
    for match in _WORD.finditer(text):
        name, letter = match.groups()
        value = _value(processes, name, letter, parameters)
        if value is not None:
            found[match[0]] = value
    if "Newest" in found:
        found["slots"] = _OF_QUEUE["slots"](processes.state)
    if SLEEPERS in text:
        found[SLEEPERS] = _names(processes, lambda record: record.dequeuer == "asleep")
    if LIVE in text:
        found[LIVE] = _names(processes, lambda record: record.dequeuer not in {"absent", "ended"})
    return found


def _parameter(processes: Processes, letter: str, number: int) -> str:
    if letter == "t":
        return str(number)
    return json.dumps((processes.dequeuers if letter == "d" else processes.clients)[number])


def _value(
    processes: Processes, name: str, letter: str | None, parameters: dict[str, int]
) -> str | None:
    # What a word of an expression stands for, if it stands for something.
    state = processes.state
    if letter in {"p", "o"} and name in _OF_CLIENT:
        return _OF_CLIENT[name](state.clients[parameters[letter]])
    if letter == "d" and name == "owner":
        owner = state.dequeuers[parameters["d"]].owner
        return "None" if owner == NO_CLIENT else json.dumps(processes.clients[owner])
    if letter == "d" and name in _OF_DEQUEUER:
        return _OF_DEQUEUER[name](state.dequeuers[parameters["d"]])
    if name == "done":
        return _names(processes, lambda record: record.done)
    if name in _OF_QUEUE:
        return _OF_QUEUE[name](state)
    return None


def _line(
    processes: Processes, kind: type[trace_lines.Event], process: str, arguments: Arguments
) -> Line | None:
    # The line that the step would have written, if it is possible.
    step = STEPS[kind]
    before = processes.state
    after = step.action(before, *arguments)
    if isinstance(after, Disabled):
        return None
    line: Line = {"process": process, "action": kind.__name__}
    for letter, field, argument in zip(step.parameters, step.named, arguments, strict=True):
        if field not in {"process", "for_"}:
            names: Any = {"p": processes.clients, "d": processes.dequeuers}.get(letter)
            line[field] = argument if names is None else names[argument]
    line |= {field: value(before, after, arguments) for field, _, value in step.shown}
    return line


def of_dequeuer(processes: Processes, number: int) -> Iterator[Line]:
    """List what a dequeuer can do."""
    name = processes.dequeuers[number]
    if name is None:
        return
    for kind in DEQUEUER_PROMISES:
        line = _line(processes, kind, name, (number,))
        if line is not None:
            yield line
    owner = processes.state.dequeuers[number].owner
    if owner != NO_CLIENT:
        line = _line(processes, trace_lines.DequeuerDeliver, name, (number, owner))
        if line is not None:
            yield line


def of_canceller(processes: Processes, number: int) -> Iterator[Line]:
    """List what a canceller can do."""
    name = processes.dequeuers[number]
    if name is not None:
        canceller = f"canceller-{name.removeprefix('dequeuer-')}"
        line = _line(processes, trace_lines.CancellerWake, canceller, (number,))
        if line is not None:
            yield line


def call_of_client(processes: Processes, number: int) -> Iterator[Line]:
    """List how a client can continue a call that it has begun."""
    for kind in CLIENT_PROMISES:
        line = _line(processes, kind, processes.clients[number], (number,))
        if line is not None:
            yield line


def of_client(processes: Processes, number: int) -> Iterator[Line]:
    """List what a client can do, with the newest of the tokens that it knows."""
    yield from call_of_client(processes, number)
    name, state = processes.clients[number], processes.state
    line = _line(processes, trace_lines.QueueAppend, name, (number,))
    if line is not None:
        yield line
    with_another = state._replace(dequeuers=(*state.dequeuers, Dequeuer()))
    started = slot_queue_steps.dequeuer_start(with_another, number, len(state.dequeuers))
    if not isinstance(started, Disabled):
        yield {"process": name, "action": "DequeuerStart"}
    for token in _newest(state.clients[number].known):
        line = _line(processes, trace_lines.AcquireCas, name, (number, token, number))
        if line is not None:
            yield line
