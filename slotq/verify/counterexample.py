"""Counterexamples of models: written down once, to be read, and compared whenever TLC finds one.

The file is in the Informal Trace Format. The search is breadth-first by one worker, so one version
of TLC finds the same counterexample each time. Another version may look at steps in another order
and find another one, of the same length; which version it was is written down, too.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from slotq.errors import SlotqError
from slotq.formats.errors import plain
from slotq.formats.itf import encode
from slotq.formats.itf_file import read_itf
from slotq.formats.tla_values import Function, ModelValue, Value, ValueSyntaxError, show_value
from slotq.system.files import FileError, read_bounded
from slotq.tlc.report import Report

FOLDER = "counterexamples"
SUFFIX = ".itf.json"
MAX_BYTES = 1 << 20


class CounterexampleError(SlotqError):
    """There is no counterexample, or it cannot be read."""


class State(NamedTuple):
    """A state of a counterexample.

    Attributes:
        action: The action that led here; none to the first.
        variables: The values of the variables.
    """

    action: str
    variables: Mapping[str, Value]


class Counterexample(NamedTuple):
    """A behaviour that violates something.

    Attributes:
        model: The name of the model.
        tlc: The version of TLC that found it.
        states: Its states, the initial one first.
        loop: Where the last state goes back to, forever; the last itself if it stays.
        closing: The action that goes back.
        parameters: The values of the constants, where another tool has written them down.
    """

    model: str
    tlc: str
    states: tuple[State, ...]
    loop: int | None = None
    closing: str = ""
    parameters: Mapping[str, Value] = {}


def path_of(models: Path, name: str) -> Path:
    """Find where the counterexample of a model is, or would be."""
    return models / FOLDER / f"{Path(name).name}{SUFFIX}"


def from_report(model: str, report: Report) -> Counterexample:
    """Take the counterexample out of what TLC said.

    Raises:
        CounterexampleError: It found none.
    """
    trace = report.trace
    if trace is None:
        message = f"{model} has no counterexample: {report.outcome.value}"
        raise CounterexampleError(message)
    states = tuple(State(step.action or "", step.state) for step in trace.steps)
    loop = len(states) - 1 if trace.stutters else trace.back_to
    return Counterexample(model, report.version or "", states, loop, trace.closing_action or "")


def to_itf(found: Counterexample) -> str:
    """Write a counterexample down, a state a line."""
    names = set[str]()
    for state in found.states:
        for value in state.variables.values():
            names.update(_model_values(value))
    meta = {
        "format": "ITF",
        "source": found.model,
        "tool": found.tlc,
        "model values": sorted(names),
        "closing": found.closing,
    }
    head: dict[str, Any] = {"#meta": meta, "vars": sorted(found.states[0].variables)}
    if found.loop is not None:
        head["loop"] = found.loop
    states = [
        {"#meta": {"index": index, "action": state.action}}
        | {name: encode(state.variables[name]) for name in sorted(state.variables)}
        for index, state in enumerate(found.states)
    ]
    lines = ",\n".join(json.dumps(state, ensure_ascii=True) for state in states)
    return f'{json.dumps(head)[:-1]}, "states": [\n{lines}\n]}}\n'


def _model_values(value: Value) -> Iterator[str]:
    match value:
        case ModelValue():
            yield value.name
        case frozenset() | tuple():
            for item in value:
                yield from _model_values(item)
        case Function():
            for key, item in value.items():
                yield from _model_values(key)
                yield from _model_values(item)
        case _:
            pass


def read_counterexample(path: Path) -> Counterexample:
    """Read a counterexample that was written down, by this program or another one.

    Raises:
        CounterexampleError: It cannot be read.
    """
    name = plain(str(path))
    try:
        raw = read_bounded(path, MAX_BYTES)
    except FileError as error:
        raise CounterexampleError(str(error)) from error
    try:
        trace = read_itf(raw)
    except ValueSyntaxError as error:
        message = f"{name}: {plain(str(error))}"
        raise CounterexampleError(message) from error
    return Counterexample(
        _text(trace.meta, "source"),
        _text(trace.meta, "tool"),
        tuple(State(_text(state.meta, "action"), state.variables) for state in trace.states),
        trace.loop,
        _text(trace.meta, "closing"),
        trace.parameters,
    )


def _text(meta: Mapping[str, object], name: str) -> str:
    # Other tools that write this format say less about it, or other things.
    said = meta.get(name)
    return said if isinstance(said, str) else ""


def difference(recorded: Counterexample, found: Counterexample) -> str:
    """Say how a counterexample differs from the one that was written down; empty if it does not.

    Those of different versions of TLC are not compared.
    """
    if recorded == found or recorded.tlc != found.tlc:
        return ""
    for number, (before, after) in enumerate(zip(recorded.states, found.states, strict=False), 1):
        if before != after:
            return f"state {number} of the counterexample differs from the stored one"
    return "the counterexample ends differently from the stored one"


def recorded_difference(models: Path, model: str, report: Report) -> str:
    """Say how what TLC found differs from what is written down in a folder of models, if it is.

    If it found no counterexample at all, its outcome says so.

    Raises:
        CounterexampleError: What is written down cannot be read.
    """
    path = path_of(models, model)
    if report.trace is None or not path.is_file():
        return ""
    return difference(read_counterexample(path), from_report(model, report))


class Change(NamedTuple):
    """A part of a state that a step changes.

    Attributes:
        path: What it is called, in the language of the specification.
        keys: The arguments of functions on the way to it.
        before: Its value before the step.
        after: Its value after it.
    """

    path: str
    keys: tuple[Value, ...]
    before: Value
    after: Value


def changes(before: Mapping[str, Value], after: Mapping[str, Value]) -> list[str]:
    """Say what a step has changed, in the language of the specification."""
    return [f"{change.path} = {show_value(change.after)}" for change in compare(before, after)]


def compare(before: Mapping[str, Value], after: Mapping[str, Value]) -> list[Change]:
    """List what a step has changed."""
    found: list[Change] = []
    for name in sorted(after):
        _compare(found, Change(name, (), before[name], after[name]))
    return found


def _compare(found: list[Change], part: Change) -> None:
    path, keys, before, after = part
    if before == after:
        return
    if isinstance(before, Function) and isinstance(after, Function) and set(before) == set(after):
        for key in sorted(after, key=show_value):
            inner = Change(f"{path}{_index(key)}", (*keys, key), before[key], after[key])
            _compare(found, inner)
    elif isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True), 1):
            _compare(found, Change(f"{path}[{number}]", keys, one, other))
    else:
        found.append(part)


def _index(key: Value) -> str:
    return f".{key}" if isinstance(key, str) and key.isidentifier() else f"[{show_value(key)}]"
